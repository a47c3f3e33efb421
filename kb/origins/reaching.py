"""The roots that each report reaches by ``fc:per``: layer by layer from the roots up, circles last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from kb.columns.table import Pairs
from kb.columns.terms import Ids, Mask

Relayed = Sequence[Sequence[int]]

_NONE = 0
"""The number of the set without a root; ``1 + root`` is that of one root alone, and greater ones are of several."""


@dataclass
class Reached:
    """Which set of roots each report reaches; reports that reach the same roots share one set.

    ``which`` has the number of the set for each report, ``_NONE`` for one that only leads round in a circle;
    ``in_circle`` tells which reports lead back to themselves.
    """

    which: Ids
    in_circle: Mask
    _unions: list[frozenset[int]] = field(default_factory=list)
    _numbers: dict[frozenset[int], int] = field(default_factory=dict)
    _seen: dict[frozenset[int], int] = field(default_factory=dict)

    @classmethod
    def none(cls, count: int) -> Reached:
        """Return that of reports that reach nothing yet."""
        return cls(np.full(count, _NONE, np.int32), np.zeros(count, bool))

    def roots(self, number: int) -> frozenset[int]:
        """Return the roots in a set."""
        if number <= len(self.which):
            return frozenset() if number == _NONE else frozenset((number - 1,))
        return self._unions[number - len(self.which) - 1]

    def united(self, numbers: Iterable[int]) -> int:
        """Return the number of the union of some sets."""
        several = frozenset(number for number in numbers if number != _NONE)
        if len(several) < 2:
            return next(iter(several), _NONE)
        if several not in self._seen:
            union = frozenset().union(*map(self.roots, several))
            if union not in self._numbers:
                self._unions.append(union)
                self._numbers[union] = len(self.which) + len(self._unions)
            self._seen[several] = self._numbers[union]
        return self._seen[several]

    def follow(self, numbers: Ids) -> tuple[Ids, Ids]:
        """Return the roots in many sets: for each root the index of its set in ``numbers``, and the root."""
        single = np.flatnonzero((numbers != _NONE) & (numbers <= len(self.which))).astype(np.int32)
        several = np.flatnonzero(numbers > len(self.which)).astype(np.int32)
        starts, members = self._listed()
        unions = numbers[several] - len(self.which) - 1
        sizes = starts[unions + 1] - starts[unions]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return (
            np.concatenate([single, np.repeat(several, sizes)]),
            np.concatenate([numbers[single] - 1, members[np.repeat(starts[unions], sizes) + within]]).astype(np.int32),
        )

    def _listed(self) -> tuple[Ids, Ids]:
        """Return the members of all unions in one array, and where those of each begin."""
        starts = np.cumsum([0, *map(len, self._unions)]).astype(np.int32)
        return starts, np.fromiter((root for union in self._unions for root in union), np.int32, int(starts[-1]))


def reach(relayed: Pairs, count: int) -> Reached:
    """Return the roots that each of ``count`` reports reaches, those that relay nobody.

    ``relayed`` are pairs of a report and one on whose word it rests.
    """
    reached = Reached.none(count)
    waiting = np.bincount(relayed.left, minlength=count)
    layer = np.flatnonzero(waiting == 0).astype(np.int32)
    reached.which[layer] = layer + 1
    while len(layer):
        _, above = relayed.inverse.follow(layer)
        nodes, hits = np.unique(above, return_counts=True)
        waiting[nodes] -= hits
        layer = nodes[waiting[nodes] == 0]
        reached.which[layer] = _of_layer(relayed, reached, layer)
    _around_circles(relayed, reached, np.flatnonzero(waiting).astype(np.int32))
    return reached


def _of_layer(relayed: Pairs, reached: Reached, layer: Ids) -> Ids:
    """Return the sets of reports all of whose steps are known; most rest on one set alone."""
    if not len(layer):
        return layer
    index, below = relayed.follow(layer)
    numbers = reached.which[below]
    starts = np.searchsorted(index, np.arange(len(layer)))
    found = np.minimum.reduceat(numbers, starts)
    mixed = np.flatnonzero(found != np.maximum.reduceat(numbers, starts))
    ends = np.append(starts, len(numbers))
    for at in mixed.tolist():
        found[at] = reached.united(numbers[ends[at] : ends[at + 1]].tolist())
    return found


def _around_circles(relayed: Pairs, reached: Reached, rest: Ids) -> None:
    """Find the sets of the reports in circles and above them."""
    index, below = relayed.follow(rest)
    place = np.searchsorted(rest, below)
    place[place == len(rest)] = 0
    within = rest[place] == below if len(rest) else np.zeros(0, bool)
    inner: list[list[int]] = [[] for _ in rest]
    for start, end in zip(index[within].tolist(), place[within].tolist(), strict=True):
        inner[start].append(end)
    outer: list[list[int]] = [[] for _ in rest]
    for start, number in zip(index[~within].tolist(), reached.which[below[~within]].tolist(), strict=True):
        outer[start].append(number)
    found = [_NONE] * len(rest)
    for members in components(inner):
        numbers = {number for member in members for number in outer[member]}
        numbers.update(found[step] for member in members for step in inner[member])
        union = reached.united(numbers)
        for member in members:
            found[member] = union
        if len(members) > 1 or members[0] in inner[members[0]]:
            reached.in_circle[rest[members]] = True
    reached.which[rest] = found


def components(relayed: Relayed) -> list[list[int]]:
    """Return the strongly connected components, each after all that it leads to (Tarjan 1972, without recursion)."""
    count = len(relayed)
    seen, low, done = [-1] * count, [0] * count, [False] * count
    waiting: list[int] = []
    found: list[list[int]] = []
    clock = 0
    for start in range(count):
        if seen[start] >= 0:
            continue
        path = [(start, iter(relayed[start]))]
        seen[start] = low[start] = clock
        clock += 1
        waiting.append(start)
        while path:
            node, steps = path[-1]
            for step in steps:
                if seen[step] < 0:
                    seen[step] = low[step] = clock
                    clock += 1
                    waiting.append(step)
                    path.append((step, iter(relayed[step])))
                    break
                if not done[step]:
                    low[node] = min(low[node], seen[step])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == seen[node]:
                    found.append(_popped(waiting, node, done))
    return found


def _popped(waiting: list[int], last: int, done: list[bool]) -> list[int]:
    members = []
    while True:
        node = waiting.pop()
        done[node] = True
        members.append(node)
        if node == last:
            return members
