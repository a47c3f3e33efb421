"""Solutions of a graph pattern as columns: one array a variable, and for each row whether it is surely a solution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from kb.columns.terms import Mask

Column: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
"""Numbers of terms, or ``UNBOUND``, or ``UNSURE``."""

UNBOUND = -1
UNSURE = -2
"""A value that could not be worked out: it may be any term, or none."""

_MOST_ROWS = 30_000_000
_DENSE = 100_000_000  # numbers below this are looked up, not sorted


class UntranslatableError(Exception):
    """A query, or a part of one, that cannot be answered for whole sets of nodes."""


@dataclass(frozen=True)
class Relation:
    """Solutions. A row that is not ``certain`` may or may not be one."""

    columns: Mapping[str, Column]
    certain: Mask

    def __len__(self) -> int:
        return len(self.certain)

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def rows(self, chosen: Any) -> Relation:
        """Return some rows, by their numbers or a mask."""
        return Relation({name: column[chosen] for name, column in self.columns.items()}, self.certain[chosen])

    def having(self, **columns: Column) -> Relation:
        """Return the rows with further columns, or other ones."""
        return Relation({**self.columns, **columns}, self.certain)

    def only(self, names: set[str]) -> Relation:
        """Return the rows with those columns alone."""
        return Relation({name: column for name, column in self.columns.items() if name in names}, self.certain)

    def doubted(self, doubt: Mask | None = None) -> Relation:
        """Return the rows with those that a mask names, or all, no longer certain."""
        return Relation(self.columns, np.zeros(len(self), bool) if doubt is None else self.certain & ~doubt)

    def bound(self, name: str) -> Column | None:
        """Return the different terms in a column, sorted; None if it is not there or not bound in every row."""
        column = self.columns.get(name)
        if column is None or (len(column) and column.min() < 0):
            return None
        return np.unique(column)


UNIT = Relation({}, np.ones(1, bool))
"""One solution that binds nothing."""


def combinations(columns: list[Column]) -> tuple[Any, Any]:
    """Return the different combinations of values, a row for each column, and which of them each row has."""
    first = columns[0]
    if len(columns) == 1 and len(first) and first.min() >= 0 and first.max() < _DENSE:
        present = np.zeros(int(first.max()) + 1, bool)
        present[first] = True
        unique = np.flatnonzero(present)
        places = np.zeros(len(present), np.int64)
        places[unique] = np.arange(len(unique))
        return unique.reshape(1, -1), places[first]
    unique, inverse = np.unique(np.stack(columns), axis=1, return_inverse=True)
    return unique, inverse.ravel()


def looked_up(values: list[int], places: Any) -> Column:
    """Return for each row the value of the combination that it has."""
    found: Column = np.array(values, np.int64)[places]
    return found


def empty(names: set[str]) -> Relation:
    """Return no solutions."""
    return Relation(dict.fromkeys(names, np.zeros(0, np.int64)), np.zeros(0, bool))


def union(*parts: Relation) -> Relation:
    """Return all rows of all parts."""
    names = {name for part in parts for name in part.columns}
    columns = {
        name: np.concatenate(
            [part.columns.get(name, np.full(len(part), UNBOUND, np.int64)) for part in parts], dtype=np.int64
        )
        for name in names
    }
    return Relation(columns, np.concatenate([part.certain for part in parts]))


def matches(left: Relation, right: Relation) -> tuple[Any, Any, Mask]:
    """Return the pairs of compatible rows: their numbers in each relation, and whether they surely are compatible.

    Raises:
        UntranslatableError: if there are too many.
    """
    shared = [name for name in left.columns if name in right]
    whole = [name for name in shared if _is_whole(left[name]) and _is_whole(right[name])]
    if whole:
        one, other = _equal(_keys([(left[name], right[name]) for name in whole]), len(left))
    else:
        _limit(len(left) * len(right))
        one = np.repeat(np.arange(len(left)), len(right))
        other = np.tile(np.arange(len(right)), len(left))
    certain = np.ones(len(one), bool)
    kept = np.ones(len(one), bool)
    for name in set(shared) - set(whole):
        here, there = left[name][one], right[name][other]
        kept &= (here == there) | (here < 0) | (there < 0)
        certain &= (here != UNSURE) & (there != UNSURE)
    return one[kept], other[kept], certain[kept]


def merged(left: Relation, right: Relation, one: Any, other: Any, certain: Mask) -> Relation:
    """Return pairs of rows as rows: a variable has the value that either binds it to."""
    columns = {name: column[one] for name, column in left.columns.items()}
    for name, column in right.columns.items():
        there = column[other]
        columns[name] = np.where(columns[name] == UNBOUND, there, columns[name]) if name in columns else there
    return Relation(columns, left.certain[one] & right.certain[other] & certain)


def join(left: Relation, right: Relation) -> Relation:
    """Join two relations (SPARQL 1.1 §18.5)."""
    one, other, certain = matches(left, right)
    return merged(left, right, one, other, certain)


def distinct(relation: Relation) -> Relation:
    """Return each row once, certain if any like it is."""
    if not relation.columns:
        return Relation({}, relation.certain[:1] | relation.certain.any()) if len(relation) else relation
    keys = _factors([*relation.columns.values()])
    order = np.lexsort((~relation.certain, keys))
    first = np.ones(len(order), bool)
    first[1:] = keys[order][1:] != keys[order][:-1]
    return relation.rows(order[first])


def without(left: Relation, one: Any, surely: Mask) -> Relation:
    """Return the rows of ``left`` that no surely matching pair has; those that another pair has are in doubt.

    ``one`` are the rows of the pairs, ``surely`` whether each pair matches without doubt.
    """
    matched, perhaps = np.zeros(len(left), bool), np.zeros(len(left), bool)
    matched[one[surely]] = True
    perhaps[one] = True
    return left.doubted(perhaps).rows(~matched)


def _is_whole(column: Column) -> bool:
    return not len(column) or int(column.min()) >= 0


def _limit(rows: int) -> None:
    if rows > _MOST_ROWS:
        raise UntranslatableError("too many rows at once")


def _keys(pairs: list[tuple[Column, Column]]) -> Column:
    """Return one number for each combination of values, first those of the left rows, then those of the right."""
    return _factors([np.concatenate(pair) for pair in pairs])


def _factors(columns: list[Column]) -> Column:
    keys = columns[0]
    for column in columns[1:]:
        _, keys = np.unique(keys, return_inverse=True)
        _, values = np.unique(column, return_inverse=True)
        keys = keys * (int(values.max(initial=0)) + 1) + values
    return keys


def _equal(keys: Column, count: int) -> tuple[Any, Any]:
    """Return the pairs of rows whose keys are equal; the first ``count`` keys are those of the left rows."""
    left, right = keys[:count], keys[count:]
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    low, high = np.searchsorted(ordered, left, "left"), np.searchsorted(ordered, left, "right")
    counts = high - low
    _limit(int(counts.sum()))
    one = np.repeat(np.arange(count), counts)
    offsets = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    return one, order[np.repeat(low, counts) + offsets]
