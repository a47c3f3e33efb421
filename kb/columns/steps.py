"""Walks along pairs from whole sets of nodes: one step, or as many as there are."""

from __future__ import annotations

import numpy as np

from .table import Pairs
from .terms import Ids


def distinct(index: Ids, nodes: Ids) -> tuple[Ids, Ids]:
    """Drop repeated pairs of start and node, and sort the rest."""
    pairs = Pairs.of(index, nodes)
    return pairs.left, pairs.right


def closure(pairs: Pairs, nodes: Ids, *, reflexive: bool) -> tuple[Ids, Ids]:
    """Return the steps from ``nodes`` along one or more pairs (or none at all if ``reflexive``), each once.

    As ``Pairs.follow``: for each step the index of its start in ``nodes``, and where it leads. A circle leads back
    to its start.
    """
    index = np.arange(len(nodes), dtype=np.int32)
    if reflexive:
        reached = Pairs(index, nodes)
        frontier = reached
    else:
        frontier = reached = Pairs.of(*_step(pairs, index, nodes))
    while len(frontier):
        further = Pairs.of(*_step(pairs, frontier.left, frontier.right))
        new = ~reached.contains(further.left, further.right)
        frontier = Pairs(further.left[new], further.right[new])
        if len(frontier):
            reached = _merged(reached, frontier)
    return reached.left, reached.right


def _step(pairs: Pairs, index: Ids, nodes: Ids) -> tuple[Ids, Ids]:
    at, reached = pairs.follow(nodes)
    return index[at], reached


def _merged(one: Pairs, other: Pairs) -> Pairs:
    return Pairs.of(np.concatenate([one.left, other.left]), np.concatenate([one.right, other.right]))
