"""The roots that each report reaches by ``fc:per``, in one pass over the strongly connected components."""

from __future__ import annotations

from collections.abc import Sequence

Relayed = Sequence[Sequence[int]]


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


def reached_roots(relayed: Relayed) -> list[frozenset[int]]:
    """Return for each report the roots that it reaches: none for one that only leads round in a circle.

    ``relayed[report]`` are the reports on whose word it rests. Reports that reach the same roots share one set.
    """
    shared: dict[frozenset[int], frozenset[int]] = {}
    roots: list[frozenset[int]] = [frozenset()] * len(relayed)
    for members in components(relayed):
        if len(members) == 1 and not relayed[members[0]]:
            union = frozenset(members)
        else:
            below = {id(roots[step]): roots[step] for member in members for step in relayed[member]}
            union = next(iter(below.values())) if len(below) == 1 else frozenset().union(*below.values())
        union = shared.setdefault(union, union)
        for member in members:
            roots[member] = union
    return roots
