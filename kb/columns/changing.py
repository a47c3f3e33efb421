"""Columns after some files have changed, and which triples came or went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from .loading import DataFile, Faulty, merged, read_share
from .table import Columns
from .terms import Ids


@dataclass(frozen=True)
class Change:
    """Columns after a change, the triples that came or went with it, and the changed files that do not parse."""

    columns: Columns
    subjects: Ids
    predicates: Ids
    objects: Ids
    faulty: list[Faulty]

    def __len__(self) -> int:
        """Return how many triples came or went."""
        return len(self.subjects)

    def having(self, predicate: int) -> tuple[Ids, Ids]:
        """Return the subjects and objects of the changed triples with one predicate."""
        found = self.predicates == predicate
        return self.subjects[found], self.objects[found]


def change(columns: Columns, files: Mapping[str, DataFile | None]) -> Change:
    """Read changed files, each by its name, and put them in place of what columns hold of them; None is a file removed.

    The terms are shared with the columns before, and may grow.

    Raises:
        FileError: if a file cannot be read.
    """
    names = [*columns.files, *(name for name in files if name not in set(columns.files))]
    numbers = {name: number for number, name in enumerate(names)}
    present = {numbers[name]: file for name, file in files.items() if file is not None}
    share = read_share(present, present)
    new = merged(share, columns.terms)
    gone = np.isin(columns.owners, np.array([numbers[name] for name in files], np.int32))
    old = (columns.subjects[gone], columns.predicates[gone], columns.objects[gone], columns.owners[gone])
    changed = _difference(_rows(old), _rows(new))
    after = columns.replaced(~gone, new, names)
    return Change(after, changed[:, 0], changed[:, 1], changed[:, 2], share.faulty)


Rows: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.int32]]


def _rows(columns: tuple[Ids, ...]) -> Rows:
    return np.stack(columns, axis=1).astype(np.int32)


def _difference(old: Rows, new: Rows) -> Rows:
    """Return the rows that only one of two tables has, by file."""
    rows, inverse = np.unique(np.concatenate([old, new]), axis=0, return_inverse=True)
    inverse = inverse.ravel()
    before, after = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    before[inverse[: len(old)]] = True
    after[inverse[len(old) :]] = True
    changed: Rows = rows[before != after]
    return changed
