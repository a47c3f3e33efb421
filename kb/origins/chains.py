"""The chain below a claim, hop by hop: who says so, where, when, how surely, and what is amiss with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kb.columns.texts import english_first, lexical
from kb.namespaces import FC, SCHEMA

from .network import KNOWING, Network

_RANKS = {f"<{FC}{name}>": rank for rank, name in enumerate(("possible", "probable", "certain"), 1)}
_NAMES = (SCHEMA + "name", SCHEMA + "description")


@dataclass(frozen=True)
class Hop:
    """One report of a chain, with what it relays below it.

    ``report`` is written as N-Triples writes it; the other texts are as people say them, empty where nothing is said.
    ``marks`` say what is amiss, or where the chain ends. Of a report that was shown before, ``relays`` is empty and
    ``again`` is set.
    """

    report: str
    agent: str
    source: str = ""
    date: str = ""
    certainty: str = ""
    access: str = ""
    cues: tuple[str, ...] = ()
    polarity: str = ""
    marks: tuple[str, ...] = ()
    relays: tuple[Hop, ...] = field(default=())
    again: bool = False


@dataclass
class _Frame:
    """A report whose chain is being drawn: the hops beside it, and those below it so far."""

    node: int
    beside: list[Hop]
    steps: Iterator[int]
    below: list[Hop] = field(default_factory=list)


class Chains:
    """Draws the chains of claims, from the reports that nobody relays down to the roots."""

    def __init__(self, network: Network) -> None:
        self._columns, self._network = network.columns, network

    def of_claim(self, claim: str) -> list[Hop]:
        """Return the newest reports of a claim that no other of its reports relays, each with its chain.

        Reports that only lead round in a circle begin with the newest of them.
        """
        terms = self._columns.terms
        inverse = self._columns.pairs_of(FC + "claim").inverse
        reports = sorted(inverse.values(terms.find(claim)), key=self._newest_first)
        relayed = {step for report in reports for step in self._steps(report) if step != report}
        shown: set[int] = set()
        found = [self._chain(report, shown) for report in reports if report not in relayed]
        found.extend(self._chain(report, shown) for report in reports if report not in shown)
        return found

    def texts(self, claim: str) -> list[str]:
        """Return the words of a claim, in English first."""
        found = self._values(claim, SCHEMA + "text")
        return [lexical(text) for text in sorted(found, key=english_first)]

    def carrying(self, claim: str) -> int:
        """Return how many reports affirm a claim or are what those rest on."""
        reports = self._columns.pairs_of(FC + "claim").inverse.values(self._columns.terms.find(claim))
        return len(self._network.carrying(reports))

    def agent(self, report: str) -> str:
        """Return what people call the agent of a report."""
        return ", ".join(map(self._name, self._values(report, FC + "by"))) or "an agent that is not said"

    def _newest_first(self, report: int) -> tuple[object, ...]:
        text = self._columns.terms.text(report)
        date = self._date(text)
        return (not date, [-ord(char) for char in date], text)

    def _steps(self, report: int) -> Sequence[int]:
        return [] if report in self._network.retracted else self._network.steps(report)

    def _chain(self, report: int, shown: set[int]) -> Hop:
        """Return a report with all that it relays; without recursion, since a chain may have ten thousand hops."""
        path: set[int] = set()
        done: list[Hop] = []
        stack: list[_Frame] = []

        def enter(node: int, beside: list[Hop]) -> None:
            if node in shown:
                beside.append(self._hop(node, (), again=True, circle=node in path))
                return
            shown.add(node)
            path.add(node)
            stack.append(_Frame(node, beside, iter(sorted(self._steps(node), key=self._newest_first))))

        enter(report, done)
        while stack:
            frame = stack[-1]
            step = next(frame.steps, None)
            if step is not None:
                enter(step, frame.below)
                continue
            stack.pop()
            path.discard(frame.node)
            frame.beside.append(self._hop(frame.node, tuple(frame.below)))
        return done[0]

    def _hop(self, node: int, relays: tuple[Hop, ...], *, again: bool = False, circle: bool = False) -> Hop:
        report = self._columns.terms.text(node)
        marks = ["it goes round: this is where the chain came from"] if circle else []
        return Hop(
            report=report,
            agent=self.agent(report),
            source=", ".join(self._name(source) for source in self._values(report, FC + "in")),
            date=self._date(report),
            certainty=self._word(report, "certainty"),
            access=self._word(report, "access"),
            cues=tuple(lexical(cue) for cue in self._values(report, FC + "cue")),
            polarity=self._word(report, "polarity"),
            marks=tuple(marks if again else self._marks(node, report)),
            relays=relays,
            again=again,
        )

    def _marks(self, node: int, report: str) -> Iterator[str]:
        network = self._network
        if node in network.retracted:
            yield "retracted, so left out"
        elif not network.steps(node):
            yield self._as_root(node, report)
        else:
            yield from self._amiss(node, report)

    def _as_root(self, node: int, report: str) -> str:
        if not self._values(report, FC + "by"):
            return "a root that this knowledge base does not have: possible"
        if self._network.is_firm(node):
            return "root, firm"
        if self._network.is_unnamed(node):
            return "root, possible: not named"
        return f"root, possible: {'only told' if self._word(report, 'access') == 'told' else 'basis unstated'}"

    def _amiss(self, node: int, report: str) -> Iterator[str]:
        """Tell how a hop says more than what it relays, or says it too early."""
        steps = [self._columns.terms.text(step) for step in self._steps(node)]
        knows = any(access in KNOWING for access in self._values(report, FC + "access"))
        own = self._rank(report)
        heard = [rank for rank in map(self._rank, steps) if rank]
        if not knows and heard and own > max(heard):
            yield "inflation: more certain than what it relays"
        certain = _RANKS[f"<{FC}certain>"]
        if not knows and own == certain and not self._values(report, FC + "cue") and self._rests_on_unnamed(steps):
            yield "inflation: it does not say that its source is not named"
        date = self._date(report)
        if date and any(date < self._date(step)[: len(date)] for step in steps):
            yield "date fault: earlier than what it relays"

    def _rests_on_unnamed(self, steps: Iterable[str]) -> bool:
        return any(self._network.is_unnamed(self._columns.terms.find(step)) for step in steps)

    def _rank(self, report: str) -> int:
        return max((_RANKS.get(value, 0) for value in self._values(report, FC + "certainty")), default=0)

    def _date(self, report: str) -> str:
        """Return the date of a report, or else that of its source."""
        said = self._values(report, FC + "on")
        for source in self._values(report, FC + "in") if not said else ():
            said = said or self._values(source, SCHEMA + "datePublished")
        return lexical(said[0])[:10] if said else ""

    def _word(self, report: str, name: str) -> str:
        return ", ".join(lexical(value).removeprefix(FC) for value in self._values(report, FC + name))

    def _name(self, node: str) -> str:
        for iri in _NAMES:
            if found := self._values(node, iri):
                return lexical(min(found, key=english_first))
        return lexical(node)

    def _values(self, node: str, iri: str) -> list[str]:
        return sorted(self._columns.values_of(node, iri))
