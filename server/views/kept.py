"""What is kept of sources, each as a thing of its own: a snapshot, and a quote with who uses it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.namespaces import FC

from .graph import Ask, begin, is_a, leading, node_of
from .reviewing import REVIEWED
from .sources import FROM, OF, Quote, Snapshot, quote, snapshot
from .things import Named, all_named, named

_MOST_QUOTES, _MOST_USES = 40, 60
_QUOTED = FC + "quote"


@dataclass(frozen=True)
class SnapshotInFull:
    """A snapshot, the source that it captures, and what is quoted from it."""

    snapshot: Snapshot
    source: Named | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class QuoteInFull:
    """A quote, the snapshot that it stands in, if it is from one, the claims whose reports use it, and reviews."""

    quote: Quote
    snapshot: Snapshot | None
    claims: tuple[Named, ...]
    reviewed: tuple[Named, ...]


def snapshot_in_full(ask: Ask, iri: str) -> SnapshotInFull | None:
    """Return a snapshot in two queries; None if there is none."""
    graph, node = begin(ask, iri, leading("fc:from", _nodes(iri), _MOST_QUOTES))
    if node is None or not is_a(graph, node, "Snapshot"):
        return None
    graph.fetch(graph.unknown(graph.ends([node], OF)))
    source = next((named(graph, each) for each in graph.values(node, OF)), None)
    quotes = tuple(quote(graph, each) for each in graph.subjects(FROM, node))
    return SnapshotInFull(snapshot(graph, node), source, quotes)


def quote_in_full(ask: Ask, iri: str) -> QuoteInFull | None:
    """Return a quote in four queries; None if there is none."""
    graph, node = begin(ask, iri, leading("(fc:quote|fc:rests)", _nodes(iri), _MOST_USES))
    if node is None or not is_a(graph, node, "Quote"):
        return None
    origins = graph.ends([node], FROM)
    reports, lines = graph.subjects(_QUOTED, node), graph.subjects(FC + "rests", node)
    graph.fetch(graph.unknown(origins | graph.ends(reports, FC + "claim") | graph.ends(lines, FC + "for")))
    reviewed = graph.ends(graph.ends(lines, FC + "for"), REVIEWED)
    graph.fetch(graph.unknown(graph.ends(origins, OF) | reviewed))
    captured = next((snapshot(graph, each) for each in sorted(origins) if is_a(graph, each, "Snapshot")), None)
    return QuoteInFull(
        quote=quote(graph, node),
        snapshot=captured,
        claims=all_named(graph, sorted(graph.ends(reports, FC + "claim"))),
        reviewed=all_named(graph, sorted(reviewed)),
    )


def _nodes(iri: str) -> list[str]:
    node = node_of(iri)
    return [node] if node is not None else []
