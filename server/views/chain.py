"""The chain below a claim: who says so, on whose word, hop by hop, and what it comes to, as ``kb.origins`` has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.columns.texts import lexical
from kb.namespaces import FC, SKOS

from .graph import Graph
from .sources import Quote, quote
from .summaries import Claim
from .things import Named, Text, all_named, date, named, texts

if TYPE_CHECKING:
    from kb.origins.chains import Chains, Hop
    from kb.origins.figures import Figure

_DEEPEST = 6  # of the steps that a list is indented by


@dataclass(frozen=True)
class Report:
    """One agent putting a claim forward once; empty texts are what is not said."""

    iri: str
    agents: tuple[Named, ...]
    sources: tuple[Named, ...]
    date: str
    polarity: str
    certainty: str
    access: str
    cues: tuple[Text, ...]
    quotes: tuple[Quote, ...]
    notes: tuple[Text, ...]
    claims: tuple[Named, ...]
    retracted_on: str
    reason: tuple[Text, ...]


@dataclass(frozen=True)
class Link:
    """A report in its place in the chain: how deep, what is amiss with it or where the chain ends.

    Of what was shown before, ``again`` is set. ``mark`` is one word for how it is drawn: see ``kb.origins.figures``.
    """

    report: Report
    depth: int
    verb: str
    marks: tuple[str, ...]
    mark: str
    again: bool


@dataclass(frozen=True)
class Chain:
    """What the reports of a claim come to: a sentence, the links from above, and a picture of them."""

    sentence: str
    links: tuple[Link, ...]
    figure: Figure


def report(graph: Graph, node: str) -> Report:
    """Return a report from what is known of it."""
    return Report(
        iri=lexical(node),
        agents=all_named(graph, graph.values(node, FC + "by")),
        sources=all_named(graph, graph.values(node, FC + "in")),
        date=date(graph, node, FC + "on"),
        polarity=graph.word(node, "polarity"),
        certainty=graph.word(node, "certainty"),
        access=graph.word(node, "access"),
        cues=texts(graph, node, FC + "cue"),
        quotes=tuple(quote(graph, each) for each in graph.values(node, FC + "quote")),
        notes=texts(graph, node, SKOS + "note"),
        claims=tuple(named(graph, each) for each in graph.values(node, FC + "claim")),
        retracted_on=date(graph, node, FC + "retractedOn"),
        reason=texts(graph, node, FC + "reason"),
    )


def chain(graph: Graph, node: str, shown: Claim) -> Chain:
    """Return the chain of a claim from what is known of its reports and of all that they rest on."""
    from kb.columns.table import Columns
    from kb.origins.chains import Chains
    from kb.origins.figures import figure
    from kb.origins.network import Network

    chains = Chains(Network(Columns.of(graph.triples())))
    hops = chains.of_claim(node)
    sentence = _sentence(graph, node, shown, chains)
    return Chain(sentence, tuple(_links(graph, hops)), figure(shown.iri, shown.text.value, hops, sentence))


def _sentence(graph: Graph, node: str, shown: Claim, chains: Chains) -> str:
    from kb.origins.analysis import Origins
    from kb.origins.counting import Interval
    from kb.origins.sentence import sentence

    found = shown.origins
    roots = graph.values(node, FC + "root")
    reports = graph.subjects(FC + "claim", node)
    origins = Origins(
        roots=tuple(roots),
        affirmed=Interval(found.least, found.most) if found else Interval(0, 0),
        denied=Interval(found.denied_least, found.denied_most) if found else Interval(0, 0),
        circular=found is not None and found.circular,
        unnamed=found is not None and found.unnamed_only,
        retracted=tuple(each for each in reports if graph.values(each, FC + "retractedOn")),
    )
    return sentence(origins, chains.carrying(node), [chains.agent(root) for root in roots])


def _links(graph: Graph, hops: Sequence[Hop]) -> Iterator[Link]:
    """Yield the hops from above, each below what relays it; a chain may be long, so without recursion."""
    from kb.origins.figures import kind_of, verb

    waiting = [(hop, 0) for hop in reversed(hops)]
    while waiting:
        hop, depth = waiting.pop()
        said = "on the word of" if depth else verb(hop)
        yield Link(report(graph, hop.report), min(depth, _DEEPEST), said, hop.marks, kind_of(hop), hop.again)
        waiting += [(below, depth + 1) for below in reversed(hop.relays)]
