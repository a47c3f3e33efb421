"""The origins of every claim of a graph: its roots, its interval, whether it only goes round in a circle."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.columns.table import Columns
from kb.namespaces import FC, PROV, SCHEMA

from .counting import Interval, interval, organisations
from .reaching import reached_roots

KNOWING = frozenset(f"<{FC}{access}>" for access in ("witness", "participant", "document", "analysis"))
_LINKS = (SCHEMA + "parentOrganization", SCHEMA + "memberOf", SCHEMA + "worksFor", PROV + "actedOnBehalfOf")


@dataclass(frozen=True)
class Origins:
    """On whose word a claim rests; nodes as N-Triples writes them, sorted.

    ``denied`` is the interval of those who deny it, ``retracted`` the reports that are left out; ``circular`` says that
    its reports only lead round, ``unnamed`` that no root has a name.
    """

    roots: tuple[str, ...]
    affirmed: Interval
    denied: Interval
    circular: bool
    unnamed: bool
    retracted: tuple[str, ...]


class Network:
    """The reports of a graph, numbered as its terms are, and what each rests on.

    A report that rests on retracted ones alone is no root: whoever it relays has withdrawn. Of several agents of one
    report, which rules forbid, the first by name counts.
    """

    def __init__(self, columns: Columns, fallen: frozenset[int] = frozenset()) -> None:
        """Read the reports; those in ``fallen`` count as retracted."""
        with _without_collecting():
            self._read(columns, fallen)

    def _read(self, columns: Columns, fallen: frozenset[int]) -> None:
        self._terms = columns.terms
        size = len(columns.terms)
        self.retracted = fallen.union(columns.pairs_of(FC + "retractedOn").left.tolist())
        per = _followed(columns, FC + "per")
        self.relayed: list[list[int]] = [[] for _ in range(size)]
        for node, steps in per.items():
            self.relayed[node] = steps
        for node in self.retracted:
            self.relayed[node] = [node]  # a circle of its own: it reaches no root
        self.roots = reached_roots(self.relayed)
        by = _followed(columns, FC + "by")
        linked = [pair for link in _LINKS for pair in _pairs(columns, link)]
        whose = organisations((agent for agents in by.values() for agent in agents), linked)
        self._unnamed = {left for left, right in _pairs(columns, _TYPE) if right == columns.terms.find(_UNNAMED)}
        self._by = by
        knowing = {left for left, right in _pairs(columns, FC + "access") if self._terms.text(right) in KNOWING}
        # A root whose agent is not said stands for itself: agents have numbers below ``size``.
        speaker = {node: min(agents, key=self._terms.text) for node, agents in by.items()}
        self.organisation = [whose[speaker[node]] if node in speaker else size + node for node in range(size)]
        self.firm = [node in knowing and node in by and not self.is_unnamed(node) for node in range(size)]
        self.polarity = _followed(columns, FC + "polarity")
        self.denying = columns.terms.find(f"<{FC}denies>")
        self.affirming = columns.terms.find(f"<{FC}affirms>")

    def is_unnamed(self, report: int) -> bool:
        """Tell whether the agent of a report is not named."""
        return not self._unnamed.isdisjoint(self._by.get(report, ()))

    def carrying(self, reports: list[int]) -> set[int]:
        """Return those of ``reports`` that affirm and stand, and all that they rest on."""
        seen = {each for each in reports if self._affirms(each)}
        waiting = list(seen)
        while waiting:
            for step in self.relayed[waiting.pop()]:
                if step not in seen and step not in self.retracted:
                    seen.add(step)
                    waiting.append(step)
        return seen

    def _affirms(self, report: int) -> bool:
        affirmed = self.affirming in self.polarity.get(report, [self.affirming])
        return affirmed and report not in self.retracted

    def of_claim(self, reports: list[int]) -> Origins:
        """Count the origins of one claim that these reports put forward."""
        standing = [report for report in reports if report not in self.retracted]
        affirming = [report for report in standing if self._affirms(report)]
        denying = [report for report in standing if self.denying in self.polarity.get(report, ())]
        roots = self._reached(affirming)
        return Origins(
            roots=tuple(sorted(self._terms.text(root) for root in roots)),
            affirmed=interval(roots, self.organisation, self.firm),
            denied=interval(self._reached(denying), self.organisation, self.firm),
            circular=bool(affirming) and not roots and not self._withdrawn(affirming),
            unnamed=bool(roots) and all(map(self.is_unnamed, roots)),
            retracted=tuple(sorted(self._terms.text(report) for report in reports if report in self.retracted)),
        )

    def _reached(self, reports: list[int]) -> frozenset[int]:
        sets = {id(self.roots[report]): self.roots[report] for report in reports}
        return frozenset().union(*sets.values())

    def _withdrawn(self, reports: list[int]) -> bool:
        seen, waiting = set(reports), list(reports)
        while waiting:
            for step in self.relayed[waiting.pop()]:
                if step not in seen:
                    seen.add(step)
                    waiting.append(step)
        return not self.retracted.isdisjoint(seen)


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_UNNAMED = f"<{FC}UnnamedSource>"


def origins(columns: Columns) -> Mapping[str, Origins]:
    """Return the origins of every claim that a report puts forward, by the claim as N-Triples writes it."""
    return answers(columns, Network(columns))


def answers(columns: Columns, network: Network) -> Mapping[str, Origins]:
    """Return the same from a network that is there already."""
    with _without_collecting():
        found = reports_of_claims(columns)
        return {columns.terms.text(claim): network.of_claim(reports) for claim, reports in found.items()}


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no garbage meanwhile: nothing made here is any, and looking doubles the time for a million claims."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def reports_of_claims(columns: Columns) -> dict[int, list[int]]:
    """Return the reports that put each claim forward."""
    reports: dict[int, list[int]] = {}
    for report, claim in _pairs(columns, FC + "claim"):
        reports.setdefault(claim, []).append(report)
    return reports


def _pairs(columns: Columns, iri: str) -> list[tuple[int, int]]:
    pairs = columns.pairs_of(iri)
    return list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def _followed(columns: Columns, iri: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for left, right in _pairs(columns, iri):
        found.setdefault(left, []).append(right)
    return found
