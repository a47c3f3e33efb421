"""Words as the runs of four characters that they are made of, by which misspelt and related ones resemble each other.

Each run is known by a number alone, its bucket; that two runs share one is rare enough not to matter.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .arrays import Array, Ints, Offsets, offsets_of
from .words import bare

LENGTH = 4
BUCKETS = 1 << 18
_FACTOR = np.uint32(2_654_435_761)


def grams(forms: Iterable[str]) -> tuple[Offsets, Ints]:
    """Return the buckets of the runs of each word, one after the other, and where those of each begin."""
    padded = [f" {bare(form)} ".ljust(LENGTH) for form in forms]
    lengths = np.array([len(word) for word in padded], np.int64)
    characters = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), np.uint32)
    counts = lengths - LENGTH + 1
    starts = spread(offsets_of(lengths)[:-1], counts)
    buckets = np.zeros(len(starts), np.uint32)
    for place in range(LENGTH):
        buckets = (buckets ^ characters[starts + place]) * _FACTOR
        buckets ^= buckets >> np.uint32(15)
    return offsets_of(counts), (buckets % np.uint32(BUCKETS)).astype(np.int32)


def spread(starts: Array, counts: Array) -> Offsets:
    """Return the numbers of all runs that begin at ``starts`` and have ``counts`` members, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    first = np.repeat(np.asarray(starts, np.int64) - (ends - counts), counts)
    return first + np.arange(total, dtype=np.int64)
