"""The roots that reports reach, against enumerating paths."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.columns.table import Pairs
from kb.origins.reaching import Reached, reach

Graph = list[list[int]]


def reached_by(relayed: Graph) -> Reached:
    pairs = [(node, step) for node, steps in enumerate(relayed) for step in steps]
    left, right = np.array(pairs, np.int32).reshape(-1, 2).T
    return reach(Pairs.of(left, right), len(relayed))


def reached_roots(relayed: Graph) -> list[frozenset[int]]:
    reached = reached_by(relayed)
    return [reached.roots(number) for number in reached.which.tolist()]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    count = draw(st.integers(1, 9))
    return [draw(st.lists(st.integers(0, count - 1), max_size=3)) for _ in range(count)]


def by_paths(relayed: Graph, path: tuple[int, ...]) -> set[int]:
    """Walk every path that visits no report twice, and keep the ends that relay nobody."""
    if not relayed[path[-1]]:
        return {path[-1]}
    return {root for step in relayed[path[-1]] if step not in path for root in by_paths(relayed, (*path, step))}


@given(graphs())
def test_the_roots_are_those_found_by_walking_every_path(relayed: Graph) -> None:
    assert [set(roots) for roots in reached_roots(relayed)] == [by_paths(relayed, (n,)) for n in range(len(relayed))]


@given(graphs(), st.randoms(use_true_random=False))
def test_renumbering_reports_renumbers_the_roots(relayed: Graph, random: st.DataObject) -> None:
    new = list(range(len(relayed)))
    random.shuffle(new)  # type: ignore[attr-defined]
    moved: Graph = [[] for _ in relayed]
    for node, steps in enumerate(relayed):
        moved[new[node]] = [new[step] for step in reversed(steps)]
    before, after = reached_roots(relayed), reached_roots(moved)
    assert all({new[root] for root in before[node]} == after[new[node]] for node in range(len(relayed)))


def test_a_report_on_its_own_word_reaches_no_root() -> None:
    assert reached_roots([[0]]) == [frozenset()]


def test_a_circle_with_an_exit_reaches_the_root_behind_the_exit() -> None:
    assert reached_roots([[1], [0, 2], []])[0] == {2}


def test_ten_thousand_hops_end_at_the_one_root() -> None:
    roots = reached_roots([[hop + 1] for hop in range(10_000)] + [[]])
    assert roots[0] == {10_000}


@given(graphs())
def test_the_roots_of_many_sets_are_those_of_each(relayed: Graph) -> None:
    reached = reached_by(relayed)
    index, roots = reached.follow(reached.which)
    pairs = set(zip(index.tolist(), roots.tolist(), strict=True))
    assert pairs == {(node, root) for node, found in enumerate(reached_roots(relayed)) for root in found}


@given(graphs())
def test_reports_that_reach_the_same_roots_share_one_set(relayed: Graph) -> None:
    found = zip(reached_by(relayed).which.tolist(), reached_roots(relayed), strict=True)
    numbers = dict(found)
    assert len(set(numbers.values())) == len(numbers)
