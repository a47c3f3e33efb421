"""One claim with all that its page shows: chain, evidence, quotes, sources, denials, and claims compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.columns.texts import lexical
from kb.namespaces import FC, RDF, SKOS

from . import summaries
from .chain import Chain, Report, chain, report
from .graph import Ask, Graph, leading, node_of, these
from .reviewing import AUTHOR, REVIEWED, REVISES
from .sources import FROM, OF, PUBLISHER, Quote, Source, quote, source
from .summaries import Claim
from .things import TEXT, Named, Text, named, texts

MOST_REPORTS = 120
"""How many reports of a claim are shown, with those that they rest on."""

_MOST_REVIEWS, _MOST_EVIDENCE, _MOST_MATCHES, _MOST_SNAPSHOTS = 50, 200, 30, 200
_CLAIM, _BY, _IN, _QUOTE, _RESTS = (FC + name for name in ("claim", "by", "in", "quote", "rests"))


@dataclass(frozen=True)
class Match:
    """A judgement how the claim relates to another one, read from the one that is shown: "same", "broader than" …."""

    iri: str
    relation: str
    other: Named
    judgement: str
    by: tuple[Named, ...]
    score: str
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class ClaimInFull:
    """A claim with what it rests on. ``is_cut`` tells that it has more reports than are shown."""

    claim: Claim
    chain: Chain | None
    denials: tuple[Report, ...]
    sources: tuple[Source, ...]
    quotes: tuple[Quote, ...]
    matches: tuple[Match, ...]
    is_cut: bool = False


def claim_in_full(ask: Ask, iri: str) -> ClaimInFull | None:
    """Return a claim with all that its page shows, in five queries; None if there is no such claim."""
    node = node_of(iri)
    if node is None:
        return None
    graph = _gather(ask, node)
    if not graph.values(node, TEXT) and f"<{FC}Claim>" not in graph.values(node, RDF + "type"):
        return None
    shown = summaries.claim(graph, node)
    own = graph.subjects(_CLAIM, node)
    sources = graph.ends(own, _IN) | set(graph.values(node, FC + "cites"))
    reports = [report(graph, each) for each in own]
    return ClaimInFull(
        claim=shown,
        chain=chain(graph, node, shown) if own else None,
        denials=tuple(each for each in reports if each.polarity == "denies" and not each.retracted_on),
        sources=tuple(sorted((source(graph, each) for each in sources if each in graph), key=_newest_first)),
        quotes=tuple(quote(graph, each) for each in sorted(graph.ends(own, _QUOTE)) if each in graph),
        matches=tuple(match_of(graph, each, node) for each in _matches(graph, node)),
        is_cut=len(own) >= MOST_REPORTS,
    )


def _gather(ask: Ask, node: str) -> Graph:
    graph = Graph(ask)
    graph.fetch(
        these([node]),
        leading("fc:claim", [node], MOST_REPORTS),
        leading("schema:itemReviewed", [node], _MOST_REVIEWS),
        leading("(fc:left|fc:right)", [node], _MOST_MATCHES),
    )
    reviews = graph.subjects(REVIEWED, node)
    matches = _matches(graph, node)
    rested = [each for each in graph.ends(_reports(graph), FC + "per") if each not in graph]
    steps = leading("^fc:per*", rested, MOST_REPORTS)  # those of other claims on whose word they rest, too
    evidence = leading("fc:for", reviews, _MOST_EVIDENCE)
    others = graph.ends(matches, FC + "left", FC + "right", FC + "judgedBy")
    own = graph.ends([node], FC + "about", FC + "cites", FC + "root")
    graph.fetch(steps, evidence, graph.unknown(others | own | graph.ends(reviews, AUTHOR, REVISES)))
    rests = graph.ends([line for each in reviews for line in graph.subjects(FC + "for", each)], _RESTS)
    graph.fetch(graph.unknown(graph.ends(_reports(graph), _BY, _IN, _QUOTE) | rests))
    quotes = graph.ends(_reports(graph), _QUOTE) | rests
    cited = graph.ends(_reports(graph), _IN) | set(graph.values(node, FC + "cites"))
    captures = leading("fc:of", cited, _MOST_SNAPSHOTS)
    graph.fetch(captures, graph.unknown(graph.ends(quotes, FROM, _BY) | graph.ends(cited, PUBLISHER, AUTHOR)))
    graph.fetch(graph.unknown(graph.ends(graph.ends(quotes, FROM), OF)))
    return graph


def _reports(graph: Graph) -> list[str]:
    return graph.subjects(RDF + "type", f"<{FC}Report>")


def _matches(graph: Graph, node: str) -> list[str]:
    return sorted({*graph.subjects(FC + "left", node), *graph.subjects(FC + "right", node)})


_RELATIONS: Mapping[str, tuple[str, str]] = {
    "same": ("says the same as", "says the same as"),
    "narrower": ("is narrower than", "is broader than"),
    "broader": ("is broader than", "is narrower than"),
    "contradicts": ("contradicts", "contradicts"),
    "unrelated": ("says something else than", "says something else than"),
}


def match_of(graph: Graph, match: str, node: str) -> Match:
    """Return a match, read from the one of its claims that is given."""
    left, right = (graph.values(match, FC + name) for name in ("left", "right"))
    is_left = node in left
    relation = graph.word(match, "relation")
    return Match(
        iri=lexical(match),
        relation=_RELATIONS.get(relation, (relation, relation))[not is_left],
        other=next((named(graph, each) for each in (right if is_left else left)), Named("")),
        judgement=graph.word(match, "judgement"),
        by=tuple(named(graph, each) for each in graph.values(match, FC + "judgedBy")),
        score=graph.text(match, FC + "score"),
        notes=texts(graph, match, SKOS + "note"),
    )


def _newest_first(each: Source) -> tuple[object, ...]:
    return (not each.date, [-ord(char) for char in each.date], each.title.value)
