"""The authored content of a knowledge base as rows of text, read from its files or its store, in one fixed order.

The files know best: an RDF store may keep ``01`` as ``1``, and what a user wrote is kept as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path

from .formats import (
    GRAPH_FORMATS,
    NAMED_NODE,
    Quad,
    canonical_blank_nodes,
    has_blank_node,
    parse,
    quad,
    read_file,
)
from .progress import Progress, silent
from .project import KnowledgeBase
from .sorting import TYPE, Row, SortedRows, sort
from .stores import Store

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


def stored_rows(store: Store, graphs: Iterable[str], *, progress: Progress[str] = silent) -> Iterator[list[Row]]:
    """Yield the rows of each of some named graphs, sorted as ``sort`` does it, graph by graph.

    Only one graph is in memory at a time, and what has blank nodes: their names are those of ``read_rows``.

    Raises:
        StoreError: if the store cannot be asked.
    """
    ordered = sorted(graphs, key=lambda graph: f"<{graph}>")
    blank: dict[str, set[Row]] = {}
    for row in _blank_rows(store, set(ordered)):
        blank.setdefault(row.graph, set()).add(row)
    for graph in progress("reading", ordered, len(ordered)):
        named = (found for found in store.graph(graph) if not has_blank_node(found))
        yield sort({*rows_of(named), *blank.get(f"<{graph}>", ())})


def _blank_rows(store: Store, graphs: set[str]) -> Iterator[Row]:
    text = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(isBlank(?s) || isBlank(?o)) }"
    found = [
        quad(subject, predicate, object, graph.value)
        for graph, subject, predicate, object in store.query(text, {}).rows()
        if isinstance(graph, NAMED_NODE) and graph.value in graphs and subject and predicate and object
    ]
    return rows_of(canonical_blank_nodes(found)) if found else iter(())


def stored_triples(store: Store, kb: KnowledgeBase) -> bytes:
    """Return the triples of all files that a store holds as N-Triples.

    Raises:
        StoreError: if the store cannot be asked.
    """
    within = f'FILTER(STRSTARTS(STR(?file), "{kb.graph_iri("")}"))'
    answer = store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?file {{ ?s ?p ?o }} {within} }}", {})
    output = BytesIO()
    answer.write(output, GRAPH_FORMATS["ntriples"], {})
    return output.getvalue()


def rows_of(quads: Iterable[Quad]) -> Iterator[Row]:
    """Yield quads as rows."""
    for found in quads:
        graph = str(found.graph_name)
        yield Row("" if graph == "DEFAULT" else graph, str(found.subject), str(found.predicate), str(found.object))
