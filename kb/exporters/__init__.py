"""Writes rows of content in one format per module; same rows, same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import IO, cast

from kb.content import Row, sort
from kb.errors import UsageError
from kb.formats import TRIPLE_TERM, Format, graph_format
from kb.stores import Answer

Writer = Callable[[Iterable[Row], IO[bytes], Mapping[str, str]], None]


def writer(name: str) -> Writer:
    """Return the function that writes sorted rows to a file in the format ``name``, with prefixes.

    It may read the rows several times, and keeps few of them at a time.

    Raises:
        UnknownNameError: if there is no such format.
    """
    write: Writer = import_module(f"{__name__}.{graph_format(name).name}").write
    return write


def write_answer(answer: Answer, output: IO[bytes], format: Format, prefixes: Mapping[str, str]) -> None:
    """Write the answer of a query; what the engine writes as XML is not always XML, so RDF/XML is written by us.

    Raises:
        UsageError: if the format cannot hold the answer.
        QueryError: if the query fails on the way.
    """
    if format.name != "rdfxml" or answer.kind != "triples":
        watched = _Watched(output)
        answer.write(cast(IO[bytes], watched) if format.name == "xml" else output, format, prefixes)
        if watched.is_no_xml:
            raise UsageError("XML cannot hold a control character in the answer", hint="ask for json, csv or tsv")
        return
    rows = set()
    for terms in answer.rows():
        if any(isinstance(term, TRIPLE_TERM) for term in terms):
            raise UsageError("RDF/XML cannot hold a triple as a term", hint="ask for turtle, ntriples or trig")
        subject, predicate, object = map(str, terms)
        rows.add(Row("", subject, predicate, object))
    writer(format.name)(sort(rows), output, prefixes)


class _Watched:
    """Passes bytes on, and notices those that no XML document can hold (XML 1.0 §2.2)."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self.is_no_xml = False

    def write(self, data: bytes) -> int:
        self.is_no_xml = self.is_no_xml or _NOT_XML.search(data) is not None
        return self._output.write(data)

    def flush(self) -> None:
        self._output.flush()


_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
