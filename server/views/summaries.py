"""Claims as lists show them: their words, verdicts, origins, and who puts them forward; many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.columns.texts import lexical
from kb.namespaces import FC

from .graph import Ask, Graph, leading, node_of, these
from .reviewing import AUTHOR, REVIEWED, REVISES, Review, reviews
from .things import TEXT, Named, Text, all_named, date, named, texts

_MOST_REVIEWS = 1000  # of all claims of a list
_BY, _ROOT = FC + "by", FC + "root"


@dataclass(frozen=True)
class Origins:
    """How many independent origins a claim has, at least and at most, and the same of those who deny it."""

    least: int
    most: int
    denied_least: int = 0
    denied_most: int = 0
    circular: bool = False
    unnamed_only: bool = False


@dataclass(frozen=True)
class Claimant:
    """Who a claim rests on: a root of its chain, with the day on which it was said, if that is known."""

    report: str
    agents: tuple[Named, ...]
    date: str = ""


@dataclass(frozen=True)
class Claim:
    """A claim; ``review`` is the one that stands and is the newest. ``origins`` is None where nobody reports it."""

    iri: str
    texts: tuple[Text, ...]
    kind: str
    about: tuple[Named, ...]
    reviews: tuple[Review, ...]
    origins: Origins | None
    claimants: tuple[Claimant, ...]
    retracted_on: str = ""
    reason: tuple[Text, ...] = ()

    @property
    def review(self) -> Review | None:
        """The review that stands, the newest if there are several, None if there is none."""
        return next((each for each in self.reviews if each.stands), None)

    @property
    def text(self) -> Text:
        """The words of the claim, in English if it has them."""
        return self.texts[0] if self.texts else Text(self.iri)


def summaries(ask: Ask, iris: Iterable[str]) -> Mapping[str, Claim]:
    """Return the claims among some IRIs, by IRI and in that order, in three queries; what is no claim is left out."""
    nodes = [node for iri in iris if (node := node_of(iri)) is not None]
    graph = Graph(ask)
    graph.fetch(these(nodes), leading("schema:itemReviewed", nodes, _MOST_REVIEWS))
    found = [node for node in nodes if graph.values(node, TEXT)]
    written = [review for node in found for review in graph.subjects(REVIEWED, node)]
    graph.fetch(graph.unknown(graph.ends(found, _ROOT, FC + "about") | graph.ends(written, AUTHOR, REVISES)))
    graph.fetch(graph.unknown(graph.ends(graph.ends(found, _ROOT), _BY)))
    return {lexical(node): claim(graph, node) for node in found}


def claim(graph: Graph, node: str) -> Claim:
    """Return a claim from what is known of it."""
    return Claim(
        iri=lexical(node),
        texts=texts(graph, node, TEXT),
        kind=graph.word(node, "kind"),
        about=all_named(graph, graph.values(node, FC + "about")),
        reviews=reviews(graph, node),
        origins=_origins(graph, node),
        claimants=tuple(_claimant(graph, root) for root in graph.values(node, _ROOT)),
        retracted_on=date(graph, node, FC + "retractedOn"),
        reason=texts(graph, node, FC + "reason"),
    )


def _claimant(graph: Graph, root: str) -> Claimant:
    agents = tuple(named(graph, agent) for agent in graph.values(root, _BY))
    return Claimant(lexical(root), agents, date(graph, root, FC + "on"))


def _origins(graph: Graph, node: str) -> Origins | None:
    least, most = _number(graph, node, "originsAtLeast"), _number(graph, node, "originsAtMost")
    if least is None or most is None:
        return None
    return Origins(
        least=least,
        most=most,
        denied_least=_number(graph, node, "denialsAtLeast") or 0,
        denied_most=_number(graph, node, "denialsAtMost") or 0,
        circular=graph.text(node, FC + "circular") == "true",
        unnamed_only=graph.text(node, FC + "unnamedOnly") == "true",
    )


def _number(graph: Graph, node: str, name: str) -> int | None:
    text = graph.text(node, FC + name)
    return int(text) if text.isdecimal() else None
