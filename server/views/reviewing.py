"""Reviews as they are shown: the verdict with its reason, whether it stands, and the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.columns.texts import lexical
from kb.namespaces import FC, PROV, SCHEMA, SKOS, VERDICT

from .graph import Graph
from .things import URL, Named, Text, all_named, date, named, texts

REVIEWED, REVISES = SCHEMA + "itemReviewed", PROV + "wasRevisionOf"
AUTHOR = SCHEMA + "author"


@dataclass(frozen=True)
class Evidence:
    """One line of evidence: ``direction`` is supports, disputes or inconclusive, as it says; ``rests`` on these."""

    iri: str
    direction: str
    strength: str
    rests: tuple[Named, ...]
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Review:
    """A verdict by somebody on some day; ``original`` is the label that its publisher gave.

    ``stands`` tells that it is neither retracted nor revised by one that is not. ``would_change`` says what it would
    take to change the verdict, where the reviewer says so.
    """

    iri: str
    claim: str
    verdict: str
    original: tuple[Text, ...]
    titles: tuple[Text, ...]
    body: tuple[Text, ...]
    reviewers: tuple[Named, ...]
    date: str
    url: str
    confidence: str
    flags: tuple[str, ...]
    reason: tuple[Text, ...]
    notes: tuple[Text, ...]
    would_change: tuple[Text, ...]
    revises: tuple[str, ...]
    revised_by: tuple[str, ...]
    retracted_on: str
    stands: bool
    evidence: tuple[Evidence, ...] = ()


def reviews(graph: Graph, claim: str) -> tuple[Review, ...]:
    """Return the reviews of a claim, those that stand first, then the newest."""
    found = [review(graph, node) for node in graph.subjects(REVIEWED, claim)]
    return tuple(sorted(sorted(found, key=lambda each: each.date, reverse=True), key=lambda each: not each.stands))


def review(graph: Graph, node: str) -> Review:
    """Return one review."""
    retracted = date(graph, node, FC + "retractedOn")
    return Review(
        iri=lexical(node),
        claim=graph.text(node, REVIEWED),
        verdict=graph.text(node, FC + "verdict").removeprefix(VERDICT),
        original=texts(graph, node, FC + "originalRating"),
        titles=texts(graph, node, SCHEMA + "name", SCHEMA + "headline"),
        body=texts(graph, node, SCHEMA + "reviewBody"),
        reviewers=all_named(graph, graph.values(node, AUTHOR)),
        date=date(graph, node, SCHEMA + "datePublished"),
        url=graph.text(node, URL),
        confidence=graph.word(node, "confidence"),
        flags=tuple(lexical(flag).removeprefix(FC) for flag in graph.values(node, FC + "flag")),
        reason=texts(graph, node, FC + "reason"),
        notes=texts(graph, node, SKOS + "note"),
        would_change=texts(graph, node, FC + "wouldChange"),
        revises=tuple(map(lexical, graph.values(node, REVISES))),
        revised_by=tuple(map(lexical, graph.subjects(REVISES, node))),
        retracted_on=retracted,
        stands=not retracted and not _is_revised(graph, node),
        evidence=tuple(evidence(graph, each) for each in graph.subjects(FC + "for", node)),
    )


def _is_revised(graph: Graph, node: str) -> bool:
    """Tell whether a review that is not retracted revises this one, or one that revises it, and so on."""
    seen, waiting = {node}, [node]
    while waiting:
        for newer in graph.subjects(REVISES, waiting.pop()):
            if not graph.values(newer, FC + "retractedOn"):
                return True
            if newer not in seen:
                seen.add(newer)
                waiting.append(newer)
    return False


def evidence(graph: Graph, node: str) -> Evidence:
    """Return a line of evidence from what is known of it."""
    return Evidence(
        iri=lexical(node),
        direction=graph.word(node, "direction"),
        strength=graph.word(node, "strength"),
        rests=tuple(_rest(graph, each) for each in graph.values(node, FC + "rests")),
        notes=texts(graph, node, SKOS + "note", SCHEMA + "description"),
    )


def _rest(graph: Graph, node: str) -> Named:
    """Return what evidence rests on, called by what people know of it: who reports it, or the words quoted."""
    found = named(graph, node)
    if found.kind == "report":
        agents = [text for agent in graph.values(node, FC + "by") for text in named(graph, agent).names[:1]]
        return Named(found.iri, tuple(agents), found.kind)
    if found.kind == "quote":
        return Named(found.iri, texts(graph, node, "http://www.w3.org/ns/oa#exact"), found.kind)
    return found


def authors(graph: Graph, nodes: Iterable[str]) -> set[str]:
    """Return who wrote some reviews."""
    return graph.ends(nodes, AUTHOR)
