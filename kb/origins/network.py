"""The reports of a graph as arrays: what each rests on, whose it is, how they know, which side it takes."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kb.columns.table import Columns, Pairs, once
from kb.columns.terms import Ids, Mask
from kb.namespaces import FC, PROV, RDF, SCHEMA

from .counting import organisations
from .reaching import Reached, reach

KNOWING = frozenset(f"<{FC}{access}>" for access in ("witness", "participant", "document", "analysis"))
LINKS = (SCHEMA + "parentOrganization", SCHEMA + "memberOf", SCHEMA + "worksFor", PROV + "actedOnBehalfOf")
UNNAMED = f"<{FC}UnnamedSource>"
READ = {
    **dict.fromkeys((FC + name for name in ("claim", "per", "by", "access", "polarity", "retractedOn")), ""),
    **dict.fromkeys(LINKS, ""),
    RDF + "type": UNNAMED[1:-1],
}
"""All that a network is made from: predicates, and the one object of interest, if only one is."""


class Network:
    """The reports of a graph and what each rests on. They are named by the numbers of their terms.

    A report that rests on retracted ones alone is no root: whoever it relays has withdrawn. Of several agents of one
    report, which rules forbid, the first by name counts. The arrays have a row for each report, in the order of
    ``nodes``, and those that tell of roots one more, for what was withdrawn.
    """

    def __init__(self, columns: Columns, fallen: frozenset[int] = frozenset()) -> None:
        """Read the reports; those in ``fallen`` count as retracted."""
        self.columns = columns
        self._per, self._by = columns.pairs_of(FC + "per"), columns.pairs_of(FC + "by")
        self.claims = columns.pairs_of(FC + "claim")
        self.nodes = once(np.concatenate([self._per.left, self._per.right, self._by.left, self.claims.left]))
        self.retracted = fallen.union(columns.pairs_of(FC + "retractedOn").left.tolist())

    def rows(self, reports: Ids) -> Ids:
        """Return the rows of some reports."""
        return np.searchsorted(self.nodes, reports).astype(np.int32)

    @cached_property
    def fallen(self) -> Mask:
        """Which reports are retracted."""
        found: Mask = np.isin(self.nodes, np.array(sorted(self.retracted), np.int32))
        return found

    @cached_property
    def reached(self) -> Reached:
        """Which roots each report reaches. What was withdrawn is one root more, of the last row."""
        left, right = self.rows(self._per.left), self.rows(self._per.right)
        standing = ~self.fallen[left]
        fallen = np.flatnonzero(self.fallen).astype(np.int32)
        withdrawn = np.full(len(fallen), len(self.nodes), np.int32)
        left, right = np.concatenate([left[standing], fallen]), np.concatenate([right[standing], withdrawn])
        return reach(Pairs.of(left, right), len(self.nodes) + 1)

    @cached_property
    def organisation(self) -> Ids:
        """Whose each report is; one whose agent is not said stands for itself."""
        terms = self.columns.terms
        speaker = np.arange(len(self.nodes) + 1, dtype=np.int32) + len(terms)  # higher than those of agents
        by = self._by
        speaker[self.rows(by.left)] = by.right
        first = np.searchsorted(by.left, by.starts)
        several = np.diff(np.append(first, len(by))) > 1
        for report in by.starts[several].tolist():
            speaker[np.searchsorted(self.nodes, report)] = min(by.values(report), key=terms.text)
        whose = self._named_by_top(organisations(self._links()))
        agents = np.array(sorted(whose), np.int32)
        tops = np.array([whose[agent] for agent in sorted(whose)], np.int32)
        linked = np.isin(speaker, agents)
        speaker[linked] = tops[np.searchsorted(agents, speaker[linked])]
        return speaker

    def _links(self) -> list[tuple[int, int]]:
        return [
            pair
            for pairs in map(self.columns.pairs_of, LINKS)
            for pair in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
        ]

    def _named_by_top(self, whose: dict[int, int]) -> dict[int, int]:
        """Let an organisation go by the first name of those in it that belong to no other."""
        belonging, best = {left for left, _ in self._links()}, dict[int, tuple[bool, str, int]]()
        for agent, top in whose.items():
            key = (agent in belonging, self.columns.terms.text(agent), agent)
            best[top] = min(best.get(top, key), key)
        return {agent: best[top][-1] for agent, top in whose.items()}

    @cached_property
    def unnamed(self) -> Mask:
        """Which reports are by an agent that is not named."""
        agents = self._having(f"{RDF}type", {UNNAMED})
        return self._mask(self._by.left[np.isin(self._by.right, agents)])

    @cached_property
    def firm(self) -> Mask:
        """Which reports are by a named agent and say how it knows."""
        return self._mask(self._having(FC + "access", KNOWING)) & self._mask(self._by.left) & ~self.unnamed

    @cached_property
    def affirming(self) -> Mask:
        """Which reports affirm their claim, as those do that take no side, and stand."""
        stated = self._mask(self.columns.pairs_of(FC + "polarity").left)
        affirming = self._mask(self._having(FC + "polarity", {f"<{FC}affirms>"}))
        return (affirming | ~stated) & self._standing

    @cached_property
    def denying(self) -> Mask:
        """Which reports deny their claim, and stand."""
        return self._mask(self._having(FC + "polarity", {f"<{FC}denies>"})) & self._standing

    @property
    def _standing(self) -> Mask:
        return np.append(~self.fallen, False)

    def _having(self, iri: str, values: frozenset[str] | set[str]) -> Ids:
        """Return the nodes that have one of some values of a property."""
        pairs = self.columns.pairs_of(iri)
        return pairs.left[np.isin(pairs.right, [self.columns.terms.find(value) for value in sorted(values)])]

    def _mask(self, reports: Ids) -> Mask:
        mask = np.zeros(len(self.nodes) + 1, bool)
        rows = self.rows(reports)
        known = rows < len(self.nodes)
        known[known] = self.nodes[rows[known]] == reports[known]
        mask[rows[known]] = True
        return mask

    def steps(self, report: int) -> list[int]:
        """Return the reports on whose word one rests."""
        return self._per.values(report)

    def is_unnamed(self, report: int) -> bool:
        """Tell whether the agent of a report is not named."""
        return self._is(self.unnamed, report)

    def is_firm(self, report: int) -> bool:
        """Tell whether the agent of a report is named and says how it knows."""
        return self._is(self.firm, report)

    def _is(self, mask: Mask, report: int) -> bool:
        row = int(np.searchsorted(self.nodes, report))
        return row < len(self.nodes) and bool(self.nodes[row] == report and mask[row])

    def carrying(self, reports: list[int]) -> set[int]:
        """Return those of ``reports`` that affirm and stand, and all that they rest on."""
        seen = {each for each in reports if self._is(self.affirming, each)}
        waiting = list(seen)
        while waiting:
            for step in self.steps(waiting.pop()):
                if step not in seen and step not in self.retracted:
                    seen.add(step)
                    waiting.append(step)
        return seen
