"""A text to search for, as the terms of an index that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class Group:
    """The terms that one word of a query may mean, by their numbers in the index, and how much the word weighs."""

    terms: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of the words of a query; it is empty if the text has no word at all.

    ``total`` is what all its words weigh, those too that the index does not know. ``grams`` are the buckets of the runs
    of characters in it, each once, ``counts`` how often they come.
    """

    groups: list[Group] = field(default_factory=list)
    terms: frozenset[str] = frozenset()
    is_empty: bool = True
    total: float = 0.0
    grams: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    counts: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def __bool__(self) -> bool:
        return not self.is_empty
