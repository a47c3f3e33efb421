"""Single things with what their pages show of them: a source, a review, a report, an agent, a topic."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kb.columns.texts import lexical
from kb.namespaces import FC, PROV, RDF, SCHEMA, SKOS

from .chain import Report, report
from .graph import Ask, Graph, begin, is_a, leading, node_of
from .reviewing import AUTHOR, REVIEWED, REVISES, Review, review
from .sources import FROM, OF, PUBLISHER, Quote, Source, quote, source
from .things import DESCRIPTION, NAME, URL, Named, Text, all_named, date, named, texts

_MOST_SNAPSHOTS, _MOST_QUOTES, _MOST_ASSESSMENTS, _MOST_EVIDENCE, _MOST_MEMBERS = 50, 40, 20, 200, 100
_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_ORGANISATION = (SCHEMA + "parentOrganization", SCHEMA + "memberOf", SCHEMA + "worksFor", PROV + "actedOnBehalfOf")


@dataclass(frozen=True)
class Assessment:
    """How reliable somebody found a source or an agent, on some day."""

    iri: str
    reliability: str
    by: tuple[Named, ...]
    date: str
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class SourceInFull:
    """A source with its quotes and how reliable it was found."""

    source: Source
    quotes: tuple[Quote, ...]
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True)
class ReviewInFull:
    """A review with the claim that it is about, and those that it revises or that revise it.

    ``records`` are the IRIs of what it was imported from.
    """

    review: Review
    claim: Named
    revises: tuple[Review, ...]
    revised_by: tuple[Review, ...]
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thing:
    """An agent or a topic: what it is called and said to be; ``same`` are its IRIs elsewhere."""

    named: Named
    descriptions: tuple[Text, ...]
    other_names: tuple[Text, ...]
    notes: tuple[Text, ...]
    urls: tuple[str, ...]
    same: tuple[str, ...]
    belongs_to: tuple[Named, ...]
    members: tuple[Named, ...]
    assessments: tuple[Assessment, ...]


def source_in_full(ask: Ask, iri: str) -> SourceInFull | None:
    """Return a source in three queries; None if there is none."""
    graph, node = begin(ask, iri, leading("fc:of", _nodes(iri), _MOST_SNAPSHOTS), _assessments(iri))
    if node is None or not is_a(graph, node, "Source"):
        return None
    snapshots = graph.subjects(OF, node)
    people = graph.ends([node, *graph.subjects(FC + "assesses", node)], PUBLISHER, AUTHOR)
    graph.fetch(leading("fc:from", [node, *snapshots], _MOST_QUOTES), graph.unknown(people))
    quotes = sorted({each for origin in (node, *snapshots) for each in graph.subjects(FROM, origin)})
    return SourceInFull(source(graph, node), tuple(quote(graph, each) for each in quotes), _assessed(graph, node))


def review_in_full(ask: Ask, iri: str) -> ReviewInFull | None:
    """Return a review in three queries; None if there is none."""
    graph, node = begin(
        ask,
        iri,
        leading("fc:for", _nodes(iri), _MOST_EVIDENCE),
        leading("(prov:wasRevisionOf|^prov:wasRevisionOf)", _nodes(iri), _MOST_MEMBERS),
    )
    if node is None or not is_a(graph, node, "Review"):
        return None
    rests = graph.ends(graph.subjects(FC + "for", node), FC + "rests")
    older, newer = graph.values(node, REVISES), graph.subjects(REVISES, node)
    graph.fetch(graph.unknown(rests | graph.ends([node, *older, *newer], AUTHOR, REVIEWED)))
    graph.fetch(graph.unknown(graph.ends(rests, FC + "by")))
    claim = next((named(graph, each) for each in graph.values(node, REVIEWED)), Named(""))
    revises, revised_by = (tuple(review(graph, each) for each in some if each in graph) for some in (older, newer))
    records = tuple(map(lexical, graph.values(node, PROV + "wasDerivedFrom")))
    return ReviewInFull(review(graph, node), claim, revises, revised_by, records)


def report_in_full(ask: Ask, iri: str) -> tuple[Report, tuple[Report, ...], tuple[Report, ...]] | None:
    """Return a report, those on whose word it rests and those that relay it; None if there is none."""
    graph, node = begin(ask, iri, leading("(fc:per|^fc:per)", _nodes(iri), _MOST_MEMBERS))
    if node is None or not is_a(graph, node, "Report"):
        return None
    rests, relaying = graph.values(node, FC + "per"), graph.subjects(FC + "per", node)
    ends = graph.ends([node, *rests, *relaying], FC + "by", FC + "in", FC + "quote", FC + "claim")
    graph.fetch(graph.unknown(ends))
    graph.fetch(graph.unknown(graph.ends(graph.ends([node], FC + "quote"), FROM)))
    graph.fetch(graph.unknown(graph.ends(graph.ends(graph.ends([node], FC + "quote"), FROM), OF)))
    below, above = (tuple(report(graph, each) for each in some if each in graph) for some in (rests, relaying))
    return report(graph, node), below, above


def thing(ask: Ask, iri: str, classes: Collection[str] = ()) -> Thing | None:
    """Return an agent or a topic in two queries; None if nothing is said of it, or it is of none of some classes."""
    path = "(schema:parentOrganization|schema:memberOf|schema:worksFor|prov:actedOnBehalfOf)"
    graph, node = begin(ask, iri, leading(path, _nodes(iri), _MOST_MEMBERS), _assessments(iri))
    if node is None or (classes and not {f"<{each}>" for each in classes} & {*graph.values(node, RDF + "type")}):
        return None
    whole = graph.ends([node], *_ORGANISATION) | graph.ends(graph.subjects(FC + "assesses", node), AUTHOR)
    graph.fetch(graph.unknown(whole))
    members = {each for predicate in _ORGANISATION for each in graph.subjects(predicate, node)}
    found = named(graph, node)
    return Thing(
        named=found,
        descriptions=() if not texts(graph, node, NAME) else texts(graph, node, DESCRIPTION),
        other_names=tuple({*found.names[1:], *texts(graph, node, SCHEMA + "alternateName")}),
        notes=texts(graph, node, SKOS + "note"),
        urls=tuple(map(lexical, graph.values(node, URL))),
        same=tuple(map(lexical, graph.values(node, _SAME))),
        belongs_to=all_named(graph, graph.values(node, *_ORGANISATION)),
        members=all_named(graph, sorted(members)),
        assessments=_assessed(graph, node),
    )


def _nodes(iri: str) -> list[str]:
    node = node_of(iri)
    return [node] if node is not None else []


def _assessments(iri: str) -> str:
    return leading("fc:assesses", _nodes(iri), _MOST_ASSESSMENTS)


def assessment(graph: Graph, node: str) -> Assessment:
    """Return an assessment from what is known of it."""
    return Assessment(
        iri=lexical(node),
        reliability=graph.word(node, "reliability"),
        by=all_named(graph, graph.values(node, AUTHOR)),
        date=date(graph, node, SCHEMA + "datePublished"),
        notes=texts(graph, node, SKOS + "note", FC + "reason"),
    )


def _assessed(graph: Graph, node: str) -> tuple[Assessment, ...]:
    found = [assessment(graph, each) for each in graph.subjects(FC + "assesses", node)]
    return tuple(sorted(found, key=lambda each: each.date, reverse=True))
