"""What is known of whether nodes break a constraint: surely, perhaps, or surely not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.columns.terms import Ids, Mask


@dataclass(frozen=True)
class Outcome:
    """For each of some nodes: whether it may fail, and whether it must. What must fail may fail."""

    may: Mask
    must: Mask

    @classmethod
    def sure(cls, fails: Mask) -> Outcome:
        """Return an outcome without doubt."""
        return cls(fails, fails)

    @classmethod
    def doubt(cls, count: int) -> Outcome:
        """Return the outcome of ``count`` nodes of which nothing is known."""
        return cls(np.ones(count, bool), np.zeros(count, bool))

    @classmethod
    def none(cls, count: int) -> Outcome:
        """Return the outcome of ``count`` nodes none of which fails."""
        return cls.sure(np.zeros(count, bool))

    def __or__(self, other: Outcome) -> Outcome:
        """Fail where either fails."""
        return Outcome(self.may | other.may, self.must | other.must)

    def __and__(self, other: Outcome) -> Outcome:
        """Fail where both fail."""
        return Outcome(self.may & other.may, self.must & other.must)

    def __invert__(self) -> Outcome:
        """Fail where it does not."""
        return Outcome(~self.must, ~self.may)

    def any(self, index: Ids, count: int) -> Outcome:
        """Fail, of ``count`` nodes, where one of their values fails; ``index`` tells whose value each is."""
        may, must = np.zeros(count, bool), np.zeros(count, bool)
        may[index[self.may]] = True
        must[index[self.must]] = True
        return Outcome(may, must)

    def conforming(self, index: Ids, count: int) -> tuple[Ids, Ids]:
        """Count, for ``count`` nodes, how many of their values surely conform, and how many may."""
        least = np.bincount(index[~self.may], minlength=count)
        most = np.bincount(index[~self.must], minlength=count)
        return least.astype(np.int32), most.astype(np.int32)


def within(counts: tuple[Ids, Ids], least: int, most: int | None) -> Outcome:
    """Fail where a count, known by the least and the most that it can be, is not in a range."""
    low, high = counts
    too_few = Outcome(low < least, high < least)
    if most is None:
        return too_few
    return too_few | Outcome(high > most, low > most)
