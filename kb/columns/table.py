"""The triples of a graph by predicate: pairs of subject and object, sorted, each once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from .terms import UNKNOWN, Ids, Mask, Terms

Numbers = TypeVar("Numbers", bound="np.ndarray[Any, np.dtype[Any]]")


@dataclass(frozen=True)
class Pairs:
    """Pairs of terms, sorted by ``left``, then ``right``, none twice: a relation between nodes."""

    left: Ids
    right: Ids

    def __len__(self) -> int:
        return len(self.left)

    @classmethod
    def of(cls, left: Ids, right: Ids) -> Pairs:
        """Sort pairs and drop repeated ones."""
        keys = once(_keys(left, right))
        return cls((keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32))

    @cached_property
    def inverse(self) -> Pairs:
        """The same pairs the other way round."""
        keys = np.sort(_keys(self.right, self.left))
        return Pairs((keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32))

    @cached_property
    def starts(self) -> Ids:
        """The nodes on the left, sorted, each once."""
        return once(self.left)

    def count(self, nodes: Ids) -> Ids:
        """Return for each of ``nodes`` how many pairs it begins."""
        low = np.searchsorted(self.left, nodes, "left")
        return (np.searchsorted(self.left, nodes, "right") - low).astype(np.int32)

    def follow(self, nodes: Ids) -> tuple[Ids, Ids]:
        """Return the steps from ``nodes``: for each, the index of its start in ``nodes``, and where it leads."""
        low = np.searchsorted(self.left, nodes, "left")
        counts = np.searchsorted(self.left, nodes, "right") - low
        index = np.repeat(np.arange(len(nodes), dtype=np.int32), counts)
        offsets = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
        return index, self.right[np.repeat(low, counts) + offsets]

    def values(self, node: int) -> list[int]:
        """Return where the pairs that one node begins lead."""
        left, right = self._views
        start = bisect_left(left, node)
        found: list[int] = right[start : bisect_left(left, node + 1, start)].tolist()
        return found

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview]:
        """Both columns as they are quickest to look at one number at a time."""
        left, right = (np.ascontiguousarray(column, np.int32).data for column in (self.left, self.right))
        return left, right

    def contains(self, left: Ids, right: Ids) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Tell for each pair whether it is one of these."""
        keys, wanted = _keys(self.left, self.right), _keys(left, right)
        at = np.searchsorted(keys, wanted)
        found = np.zeros(len(wanted), bool)
        inside = at < len(keys)
        found[inside] = keys[at[inside]] == wanted[inside]
        return found


def once(values: Numbers) -> Numbers:
    """Sort numbers and drop repeated ones: a fifth of the time that the hashing of ``np.unique`` takes for millions."""
    ordered = np.sort(values)
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    found: Numbers = ordered[new]  # type: ignore[assignment]
    return found


NO_PAIRS = Pairs(np.zeros(0, np.int32), np.zeros(0, np.int32))


def _keys(left: Ids, right: Ids) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return (left.astype(np.int64) << 32) | right.astype(np.int64)


class Columns:
    """A graph: rows of subject, predicate, object and the file that each stands in, sorted by predicate and subject.

    A triple that several files hold has a row for each. ``files`` names the files, by their numbers in the rows.
    """

    def __init__(self, terms: Terms, files: list[str], rows: tuple[Ids, Ids, Ids, Ids], *, ordered: bool = False):
        self.terms = terms
        self.files = files
        subjects, predicates, objects, owners = rows
        if not ordered:
            order = np.argsort(_keys(subjects, objects), kind="stable")
            order = order[np.argsort(predicates[order], kind="stable")]
            subjects, predicates, objects, owners = (column[order] for column in rows)
        self.subjects, self.predicates, self.objects, self.owners = subjects, predicates, objects, owners
        self._known, starts = np.unique(predicates, return_index=True)
        ends = [*starts[1:], len(predicates)]
        self._slices = {int(known): (starts[at], ends[at]) for at, known in enumerate(self._known)}
        self._pairs: dict[int, Pairs] = {}

    @classmethod
    def empty(cls) -> Columns:
        """Return the columns of no triples."""
        nothing = np.zeros(0, np.int32)
        return cls(Terms(), [], (nothing, nothing, nothing, nothing))

    @classmethod
    def of(cls, triples: Iterable[tuple[str, str, str]]) -> Columns:
        """Return the columns of some triples, whose terms are written as N-Triples writes them."""
        numbers: dict[str, int] = {}
        rows = [[numbers.setdefault(term, len(numbers)) for term in triple] for triple in triples]
        subjects, predicates, objects = np.array(rows, np.int32).reshape(-1, 3).T
        return cls(Terms(numbers), [""], (subjects, predicates, objects, np.zeros(len(rows), np.int32)))

    def __len__(self) -> int:
        """Return how many different triples there are."""
        return sum(len(self.pairs(predicate)) for predicate in self.used_predicates)

    @property
    def used_predicates(self) -> list[int]:
        """The numbers of the predicates of all triples, sorted."""
        return [int(predicate) for predicate in self._known]

    def pairs(self, predicate: int) -> Pairs:
        """Return the pairs of subject and object that a predicate joins; none for ``UNKNOWN``."""
        if predicate not in self._slices:
            return NO_PAIRS
        if predicate not in self._pairs:
            rows = slice(*self._slices[predicate])
            left, right = self.subjects[rows], self.objects[rows]
            new = np.ones(len(left), bool)
            new[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
            self._pairs[predicate] = Pairs(left, right) if new.all() else Pairs(left[new], right[new])
        return self._pairs[predicate]

    def pairs_of(self, iri: str) -> Pairs:
        """Return the pairs of a predicate given by its IRI, without ``<>``."""
        return self.pairs(self.terms.find(f"<{iri}>"))

    def replaced(self, kept: Mask, new: tuple[Ids, Ids, Ids, Ids], files: list[str]) -> Columns:
        """Return columns with some of the rows, ``kept``, and new ones among them."""
        subjects, predicates, objects, _ = new
        order = np.lexsort((objects, subjects, predicates))
        rows = (self.subjects[kept], self.predicates[kept], self.objects[kept], self.owners[kept])
        at = _places(rows, (subjects[order], predicates[order], objects[order]))
        merged = [np.insert(old, at, added[order]) for old, added in zip(rows, new, strict=True)]
        return Columns(self.terms, files, (merged[0], merged[1], merged[2], merged[3]), ordered=True)

    def values_of(self, text: str, iri: str) -> list[str]:
        """Return the values that a node has of the property with an IRI; node and values as N-Triples writes them."""
        return [self.terms.text(value) for value in self.pairs_of(iri).values(self.terms.find(text))]

    def subjects_of(self, text: str) -> list[str]:
        """Return the nodes that a term is an object of."""
        number = self.terms.find(text)
        found = [node for predicate in self.used_predicates for node in self.pairs(predicate).inverse.values(number)]
        return [self.terms.text(node) for node in found]

    def owners_about(self, subjects: Ids) -> list[set[int]]:
        """Return, for each of some nodes, the numbers of the files that have rows about it."""
        found: list[set[int]] = [set() for _ in subjects]
        for start, end in self._slices.values():
            low, high = (
                start + np.searchsorted(self.subjects[start:end], subjects, side) for side in ("left", "right")
            )
            for index in np.flatnonzero(high > low).tolist():
                found[index].update(self.owners[low[index] : high[index]].tolist())
        return found

    def rows_about(self, subject: int) -> list[tuple[int, int, int]]:
        """Return all rows of one subject as predicate, object and number of the file."""
        found = []
        for predicate, (start, end) in self._slices.items():
            low, high = (
                start + np.searchsorted(self.subjects[start:end], np.int32(subject), side) for side in ("left", "right")
            )
            found += [(predicate, int(self.objects[row]), int(self.owners[row])) for row in range(int(low), int(high))]
        return found


def _places(rows: tuple[Ids, ...], new: tuple[Ids, Ids, Ids]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return where new rows belong among rows that are sorted by predicate, subject and object."""
    subjects, predicates, objects = rows[:3]
    places = np.zeros(len(new[0]), np.int64)
    for predicate in np.unique(new[1]):
        start, end = (np.searchsorted(predicates, predicate, side) for side in ("left", "right"))
        chosen = new[1] == predicate
        keys = _keys(subjects[start:end], objects[start:end])
        places[chosen] = start + np.searchsorted(keys, _keys(new[0][chosen], new[2][chosen]))
    return places


__all__ = ["NO_PAIRS", "UNKNOWN", "Columns", "Pairs", "once"]
