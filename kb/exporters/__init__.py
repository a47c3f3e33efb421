"""Writes rows of content in one format per module; same rows, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import IO

from kb.content import Row, sort
from kb.errors import UsageError
from kb.formats import TRIPLE_TERM, Format, graph_format
from kb.stores import Answer

Writer = Callable[[list[Row], IO[bytes], Mapping[str, str]], None]


def writer(name: str) -> Writer:
    """Return the function that writes sorted rows to a file in the format ``name``, with prefixes.

    Raises:
        UnknownNameError: if there is no such format.
    """
    write: Writer = import_module(f"{__name__}.{graph_format(name).name}").write
    return write


def write_answer(answer: Answer, output: IO[bytes], format: Format, prefixes: Mapping[str, str]) -> None:
    """Write the answer of a query; RDF/XML by our own writer, since what the engine writes is not always XML.

    Raises:
        UsageError: if the format cannot hold the answer.
        QueryError: if the query fails on the way.
    """
    if format.name != "rdfxml" or answer.kind != "triples":
        answer.write(output, format, prefixes)
        return
    rows = set()
    for terms in answer.rows():
        if any(isinstance(term, TRIPLE_TERM) for term in terms):
            raise UsageError("RDF/XML cannot hold a triple as a term", hint="ask for turtle, ntriples or trig")
        subject, predicate, object = map(str, terms)
        rows.add(Row("", subject, predicate, object))
    writer(format.name)(sort(rows), output, prefixes)
