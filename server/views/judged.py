"""Single judgements: a line of evidence, an assessment, a match."""

from __future__ import annotations

from dataclasses import dataclass

from kb.namespaces import FC

from .claim import Match, match_of
from .graph import Ask, begin, is_a
from .one import Assessment, assessment
from .reviewing import AUTHOR, REVIEWED, Evidence, Review, evidence, review
from .sources import FROM
from .things import Named, all_named, named

_RESTS, _FOR, _ASSESSES = FC + "rests", FC + "for", FC + "assesses"


@dataclass(frozen=True)
class EvidenceInFull:
    """A line of evidence with the review that it belongs to and the claim; None where they are not said."""

    line: Evidence
    review: Review | None
    claim: Named | None


@dataclass(frozen=True)
class AssessmentInFull:
    """An assessment with who or what it assesses."""

    assessment: Assessment
    assessed: tuple[Named, ...]


@dataclass(frozen=True)
class MatchInFull:
    """A match, read from the left claim, with that claim."""

    match: Match
    left: Named


def evidence_in_full(ask: Ask, iri: str) -> EvidenceInFull | None:
    """Return a line of evidence in three queries; None if there is none."""
    graph, node = begin(ask, iri)
    if node is None or not is_a(graph, node, "Evidence"):
        return None
    rests = graph.ends([node], _RESTS)
    graph.fetch(graph.unknown(rests | graph.ends([node], _FOR)))
    reviews = [each for each in graph.values(node, _FOR) if each in graph]
    graph.fetch(graph.unknown(graph.ends(rests, FC + "by", FROM) | graph.ends(reviews, REVIEWED, AUTHOR)))
    claims = sorted(graph.ends(reviews, REVIEWED))
    return EvidenceInFull(
        line=evidence(graph, node),
        review=review(graph, reviews[0]) if reviews else None,
        claim=named(graph, claims[0]) if claims else None,
    )


def assessment_in_full(ask: Ask, iri: str) -> AssessmentInFull | None:
    """Return an assessment in two queries; None if there is none."""
    graph, node = begin(ask, iri)
    if node is None or not is_a(graph, node, "Assessment"):
        return None
    graph.fetch(graph.unknown(graph.ends([node], _ASSESSES, AUTHOR)))
    return AssessmentInFull(assessment(graph, node), all_named(graph, graph.values(node, _ASSESSES)))


def match_in_full(ask: Ask, iri: str) -> MatchInFull | None:
    """Return a match in two queries; None if there is none."""
    graph, node = begin(ask, iri)
    if node is None or not is_a(graph, node, "Match"):
        return None
    graph.fetch(graph.unknown(graph.ends([node], FC + "left", FC + "right", FC + "judgedBy")))
    left = next(iter(graph.values(node, FC + "left")), "")
    return MatchInFull(match_of(graph, node, left), named(graph, left) if left else Named(""))
