"""The interval of a claim: how few and how many independent origins its roots can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kb.columns.table import Pairs
from kb.columns.terms import Ids, Mask


@dataclass(frozen=True)
class Interval:
    """How many independent origins there are, at least and at most."""

    least: int
    most: int


def intervals(roots: Pairs, organisation: Ids, firm: Mask, count: int) -> tuple[Ids, Ids]:
    """Count the origins of ``count`` claims at once, at least and at most: those of one organisation once.

    ``roots`` are pairs of a claim and a root; ``organisation`` and ``firm`` tell for each root whose it is, and whether
    its agent is named and says how it knows. An origin is firm if one of its roots is. Unnamed ones cannot be told
    apart, so they never raise the lower end above one.
    """
    whose, is_firm = organisation[roots.right], firm[roots.right]
    most = np.bincount(Pairs.of(roots.left, whose).left, minlength=count)
    sure = np.bincount(Pairs.of(roots.left[is_firm], whose[is_firm]).left, minlength=count)
    return np.maximum(sure, np.minimum(most, 1)).astype(np.int32), most.astype(np.int32)


def organisations(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each linked agent one that stands for its organisation: that of all it is linked to, by any way."""
    parent: dict[int, int] = {}

    def top(agent: int) -> int:
        parent.setdefault(agent, agent)
        while parent[agent] != agent:
            parent[agent] = parent[parent[agent]]
            agent = parent[agent]
        return agent

    for left, right in links:
        high, low = sorted((top(left), top(right)), reverse=True)
        parent[high] = low
    return {agent: top(agent) for agent in list(parent)}
