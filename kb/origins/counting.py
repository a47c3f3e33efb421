"""The interval of a claim: how few and how many independent origins its roots can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """How many independent origins there are, at least and at most."""

    least: int
    most: int


def interval(roots: Iterable[int], organisation: Sequence[int], firm: Sequence[bool]) -> Interval:
    """Count the origins of ``roots``: those of one organisation once, firm if one of its roots is.

    ``organisation`` and ``firm`` tell for each report whose it is, and whether its agent is named and says how it
    knows. Unnamed ones cannot be told apart, so they never raise the lower end above one.
    """
    origins: dict[int, bool] = {}
    for root in roots:
        origins[organisation[root]] = origins.get(organisation[root], False) or firm[root]
    least = max(sum(origins.values()), min(len(origins), 1))
    return Interval(least, len(origins))


def organisations(agents: Iterable[int], links: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """Return for each agent one that stands for its organisation: that of all agents it is linked to, by any way."""
    parent = {agent: agent for agent in agents}

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
