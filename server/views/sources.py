"""Sources, their snapshots and the passages quoted from them, as they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from kb.columns.texts import lexical
from kb.namespaces import FC, SCHEMA, SKOS

from .graph import Graph
from .things import URL, Named, Text, all_named, date, named, texts

PUBLISHER, AUTHOR = SCHEMA + "publisher", SCHEMA + "author"
OF, FROM = FC + "of", FC + "from"
_OA = "http://www.w3.org/ns/oa#"


@dataclass(frozen=True)
class Snapshot:
    """A capture of a source; ``archive`` is where the public finds it, ``file`` where it lies in the folder."""

    iri: str
    captured_at: str
    archive: str
    sha256: str
    media_type: str
    file: str


@dataclass(frozen=True)
class Source:
    """Something published; ``undated`` says that somebody looked for a date and found none."""

    iri: str
    titles: tuple[Text, ...]
    url: str
    publishers: tuple[Named, ...]
    authors: tuple[Named, ...]
    date: str
    undated: bool
    languages: tuple[str, ...]
    license: str
    notes: tuple[Text, ...]
    snapshots: tuple[Snapshot, ...]
    retracted_on: str = ""
    reason: tuple[Text, ...] = ()

    @property
    def title(self) -> Text:
        """What it is called, its address if it has no name."""
        return self.titles[0] if self.titles else Text(self.url or self.iri)


@dataclass(frozen=True)
class Quote:
    """A passage with what stands around it; ``source`` is None where it is not known what it is from."""

    iri: str
    exact: Text
    prefix: Text | None
    suffix: Text | None
    source: Named | None


def source(graph: Graph, node: str) -> Source:
    """Return a source from what is known of it."""
    snapshots = [snapshot(graph, each) for each in graph.subjects(OF, node)]
    return Source(
        iri=lexical(node),
        titles=texts(graph, node, SCHEMA + "name"),
        url=graph.text(node, URL),
        publishers=all_named(graph, graph.values(node, PUBLISHER)),
        authors=all_named(graph, graph.values(node, AUTHOR)),
        date=date(graph, node, SCHEMA + "datePublished"),
        undated=graph.text(node, FC + "undated") == "true",
        languages=tuple(map(lexical, graph.values(node, SCHEMA + "inLanguage"))),
        license=graph.text(node, SCHEMA + "license"),
        notes=texts(graph, node, SKOS + "note"),
        snapshots=tuple(sorted(snapshots, key=lambda each: each.captured_at, reverse=True)),
        retracted_on=date(graph, node, FC + "retractedOn"),
        reason=texts(graph, node, FC + "reason"),
    )


def snapshot(graph: Graph, node: str) -> Snapshot:
    """Return a snapshot from what is known of it."""
    return Snapshot(
        iri=lexical(node),
        captured_at=graph.text(node, FC + "capturedAt"),
        archive=graph.text(node, SCHEMA + "archivedAt"),
        sha256=graph.text(node, FC + "sha256"),
        media_type=graph.text(node, SCHEMA + "encodingFormat"),
        file=graph.text(node, FC + "file"),
    )


def quote(graph: Graph, node: str) -> Quote:
    """Return a quote from what is known of it."""
    origin = next(iter(graph.values(node, FROM)), None)
    of = next(iter(graph.values(origin, OF)), origin) if origin is not None else None
    prefix, suffix = (next(iter(texts(graph, node, _OA + name)), None) for name in ("prefix", "suffix"))
    exact = next(iter(texts(graph, node, _OA + "exact")), Text(""))
    return Quote(lexical(node), exact, prefix, suffix, named(graph, of) if of is not None else None)
