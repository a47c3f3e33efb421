"""Intervals of hand-counted roots."""

from __future__ import annotations

import numpy as np

from kb.columns.table import Pairs
from kb.origins.counting import Interval, intervals, organisations


def interval(roots: list[int], organisation: list[int], firm: list[bool]) -> Interval:
    pairs = Pairs(np.zeros(len(roots), np.int32), np.array(roots, np.int32))
    least, most = intervals(pairs, np.array(organisation, np.int32), np.array(firm, bool), 1)
    return Interval(int(least[0]), int(most[0]))


def test_no_root_is_no_origin() -> None:
    assert interval([], [], []) == Interval(0, 0)


def test_one_unnamed_root_is_one_origin() -> None:
    assert interval([0], [0], [False]) == Interval(1, 1)


def test_two_unnamed_roots_may_be_one() -> None:
    assert interval([0, 1], [0, 1], [False, False]) == Interval(1, 2)


def test_two_firm_roots_are_two() -> None:
    assert interval([0, 1], [0, 1], [True, True]) == Interval(2, 2)


def test_a_firm_and_an_unnamed_root_may_be_one() -> None:
    assert interval([0, 1], [0, 1], [True, False]) == Interval(1, 2)


def test_roots_of_one_organisation_count_once_and_firm_if_one_is() -> None:
    assert interval([0, 1, 2], [7, 7, 8], [False, True, True]) == Interval(2, 2)


def test_agents_linked_by_way_of_another_are_one_organisation() -> None:
    assert organisations([(1, 9), (9, 2), (3, 4)]) == {1: 1, 2: 1, 9: 1, 3: 3, 4: 3}
