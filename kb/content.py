"""The authored content of a knowledge base as rows of text, read from its files, in one fixed order.

The files, not the store, are read: an RDF store may keep ``01`` as ``1``, and what a user wrote is kept as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from .formats import Quad, canonical_blank_nodes, has_blank_node, parse, quad, read_file
from .namespaces import RDF
from .progress import Progress, silent
from .project import KnowledgeBase


class Row(NamedTuple):
    """A triple in its graph, each term as N-Triples writes it; ``graph`` is empty where graphs do not matter."""

    graph: str
    subject: str
    predicate: str
    object: str


TYPE = f"<{RDF}type>"


def read_rows(kb: KnowledgeBase, *, graphs: bool, progress: Progress[Path] = silent) -> list[Row]:
    """Return all authored triples, sorted, without repetition; with their graphs if ``graphs``.

    Raises:
        FileError: if a file cannot be read.
        DataSyntaxError: if a file does not parse: what is written from the rows must be complete.
    """
    paths = kb.files()
    rows: set[Row] = set()
    blank: list[Quad] = []
    for path in progress("reading", paths, len(paths)):
        name = kb.relative(path)
        graph = kb.graph_iri(name) if graphs else None
        token = f"<{graph}>" if graph else ""
        for found in parse(read_file(path), base=kb.settings.base, path=name):
            if has_blank_node(found):
                blank.append(quad(found.subject, found.predicate, found.object, graph))
            else:
                rows.add(Row(token, str(found.subject), str(found.predicate), str(found.object)))
    rows |= set(rows_of(canonical_blank_nodes(blank)) if blank else ())
    return sort(rows)


def rows_of(quads: Iterable[Quad]) -> Iterator[Row]:
    """Yield quads as rows."""
    for found in quads:
        graph = str(found.graph_name)
        yield Row("" if graph == "DEFAULT" else graph, str(found.subject), str(found.predicate), str(found.object))


def sort(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by graph, subject, predicate (``rdf:type`` first) and object, by code points."""
    return sorted(rows, key=_key)


def _key(row: Row) -> tuple[str, str, str, str]:
    graph, subject, predicate, object = row  # measured: a third faster than the four names
    return graph, subject, "" if predicate == TYPE else predicate, object
