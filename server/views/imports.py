"""Where imported statements came from: an import, the file that it read, and each record as it was written there."""

from __future__ import annotations

from dataclasses import dataclass

from kb.columns.texts import lexical
from kb.namespaces import FC, PROV, RDF, SCHEMA

from .graph import Ask, Graph, begin, leading, node_of
from .newest import Rows
from .things import NAME, Named, all_named, texts

_MOST_IMPORTS, _MOST_MADE = 50, 60
_USED, _BY, _FROM, _WITH = (PROV + name for name in ("used", "wasGeneratedBy", "wasDerivedFrom", "wasAssociatedWith"))

_RECORDS = "SELECT (COUNT(DISTINCT ?record) AS ?number) WHERE {{ ?record prov:wasGeneratedBy {node} }}"


@dataclass(frozen=True)
class File:
    """A file that was imported, as it was then; ``size`` is written with its unit."""

    iri: str
    name: str
    size: str
    sha256: str


@dataclass(frozen=True)
class Import:
    """One run of an import: when it began, by which program, what it read."""

    iri: str
    name: str
    started: str
    tools: tuple[Named, ...]
    files: tuple[File, ...]


@dataclass(frozen=True)
class Origin:
    """A thing below ``import/``: an import with the number of its records, a file with its imports, or a record.

    Of a record, ``original`` is how it was written, ``imports`` is what it came with, ``made`` what came of it.
    """

    kind: str
    name: str
    imports: tuple[Import, ...]
    file: File | None = None
    original: str = ""
    made: tuple[Named, ...] = ()
    records: int = 0


def origin(ask: Ask, rows: Rows, iri: str) -> Origin | None:
    """Return what is known of a thing below ``import/``, in three queries; None if it is none of these three."""
    term = node_of(iri)
    nodes = [term] if term is not None else []
    graph, node = begin(ask, iri, leading("(prov:used|prov:wasDerivedFrom)", nodes, _MOST_IMPORTS + _MOST_MADE))
    if node is None:
        return None
    if f"<{PROV}Activity>" in graph.values(node, RDF + "type"):
        graph.fetch(graph.unknown(graph.ends([node], _USED, _WITH)))
        (row,) = rows(_RECORDS.format(node=node))
        run = _import(graph, node)
        return Origin("import", run.name, (run,), records=int(row["number"]))
    if original := graph.text(node, FC + "original"):
        return _record(graph, node, original)
    runs = graph.subjects(_USED, node)
    if not runs:
        return None
    graph.fetch(graph.unknown(graph.ends(runs, _WITH)))
    file = _file(graph, node)
    return Origin("file", file.name, tuple(_import(graph, each) for each in runs[:_MOST_IMPORTS]), file)


def _record(graph: Graph, node: str, original: str) -> Origin:
    runs = graph.values(node, _BY)[:_MOST_IMPORTS]
    made = graph.subjects(_FROM, node)[:_MOST_MADE]
    graph.fetch(graph.unknown({*runs} | graph.ends(made, SCHEMA + "itemReviewed")))
    graph.fetch(graph.unknown(graph.ends(runs, _USED, _WITH)))
    imports = tuple(_import(graph, each) for each in runs)
    return Origin("record", "", imports, original=original, made=tuple(_made(graph, each) for each in made))


def _made(graph: Graph, node: str) -> Named:
    """Return what came of a record; a review goes by the words of its claim."""
    (found,) = all_named(graph, [node])
    claims = all_named(graph, graph.values(node, SCHEMA + "itemReviewed"))
    return Named(found.iri, claims[0].names, found.kind) if claims and claims[0].names else found


def _import(graph: Graph, node: str) -> Import:
    return Import(
        iri=lexical(node),
        name=_name(graph, node),
        started=graph.text(node, PROV + "startedAtTime"),
        tools=all_named(graph, graph.values(node, _WITH)),
        files=tuple(_file(graph, each) for each in graph.values(node, _USED)),
    )


def _file(graph: Graph, node: str) -> File:
    size, sha256 = (graph.text(node, SCHEMA + name) for name in ("contentSize", "sha256"))
    return File(lexical(node), _name(graph, node), size, sha256)


def _name(graph: Graph, node: str) -> str:
    return next((text.value for text in texts(graph, node, NAME)), lexical(node))
