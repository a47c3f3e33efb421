"""The authored content of a knowledge base as rows of text, read from its files, in one fixed order.

The files, not the store, are read: an RDF store may keep ``01`` as ``1``, and what a user wrote is kept as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from .formats import Quad, canonical_blank_nodes, has_blank_node, parse, quad, read_file
from .progress import Progress, silent
from .project import KnowledgeBase
from .sorting import TYPE, Row, SortedRows, sort

__all__ = ["TYPE", "Row", "SortedRows", "read_rows", "read_sorted", "rows_of", "sort"]


def read_rows(kb: KnowledgeBase, *, graphs: bool, progress: Progress[Path] = silent) -> list[Row]:
    """Return all authored triples, sorted, without repetition; with their graphs if ``graphs``.

    Raises:
        FileError: if a file cannot be read.
        DataSyntaxError: if a file does not parse: what is written from the rows must be complete.
    """
    return list(read_sorted(kb, graphs=graphs, progress=progress))


def read_sorted(
    kb: KnowledgeBase, *, graphs: bool, further: Iterable[Row] = (), progress: Progress[Path] = silent
) -> SortedRows:
    """Return the same, with ``further`` rows among them, in bounded memory."""
    return SortedRows(chain(_authored(kb, graphs=graphs, progress=progress), further))


def _authored(kb: KnowledgeBase, *, graphs: bool, progress: Progress[Path]) -> Iterator[Row]:
    paths = kb.files()
    blank: list[Quad] = []
    for path in progress("reading", paths, len(paths)):
        name = kb.relative(path)
        graph = kb.graph_iri(name) if graphs else None
        token = f"<{graph}>" if graph else ""
        for found in parse(read_file(path), base=kb.settings.base, path=name):
            if has_blank_node(found):
                blank.append(quad(found.subject, found.predicate, found.object, graph))
            else:
                yield Row(token, str(found.subject), str(found.predicate), str(found.object))
    yield from rows_of(canonical_blank_nodes(blank)) if blank else ()


def rows_of(quads: Iterable[Quad]) -> Iterator[Row]:
    """Yield quads as rows."""
    for found in quads:
        graph = str(found.graph_name)
        yield Row("" if graph == "DEFAULT" else graph, str(found.subject), str(found.predicate), str(found.object))
