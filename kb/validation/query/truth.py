"""The truth of expressions, one value a row: as in SPARQL, and ``UNSURE`` where it could not be worked out."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Truth: TypeAlias = np.ndarray[Any, np.dtype[np.int8]]

FALSE, TRUE, ERROR, DOUBT = 0, 1, 2, 3


def constant(value: int, count: int) -> Truth:
    """Return the same value for every row."""
    return np.full(count, value, np.int8)


def negated(truth: Truth) -> Truth:
    """Return the truth of ``!``."""
    return np.array([TRUE, FALSE, ERROR, DOUBT], np.int8)[truth]


def _table(decide: Any) -> np.ndarray[Any, np.dtype[np.int8]]:
    return np.array([[decide({a, b}) for b in range(4)] for a in range(4)], np.int8)


_AND = _table(lambda both: FALSE if FALSE in both else DOUBT if DOUBT in both else ERROR if ERROR in both else TRUE)
_OR = _table(lambda both: TRUE if TRUE in both else DOUBT if DOUBT in both else ERROR if ERROR in both else FALSE)


def both(one: Truth, other: Truth) -> Truth:
    """Return the truth of ``&&`` (SPARQL 1.1 §17.2)."""
    return _AND[one, other]


def either(one: Truth, other: Truth) -> Truth:
    """Return the truth of ``||`` (SPARQL 1.1 §17.2)."""
    return _OR[one, other]
