"""Compares columns of terms by the operators of SPARQL, looking at each pair of terms once at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kb.columns.terms import LITERAL
from kb.columns.texts import lexical
from kb.validation.plan.values import NO_KEY, order_key

from .overlay import Overlay
from .relation import UNBOUND, UNSURE, Column
from .truth import DOUBT, ERROR, FALSE, TRUE, Truth

_MOST_PAIRS = 50_000
_TEXT = 9  # the class of plain texts, beside those of order_key

Ask = Callable[[int, int], int]
"""Returns the truth for a pair of terms."""


def equal(overlay: Overlay, left: Column, right: Column, ask: Ask) -> Truth:
    """Return the truth of ``=``. What is no literal is equal to itself alone; of literals, ``ask`` tells."""
    found = np.where(left == right, TRUE, FALSE).astype(np.int8)
    literal = (overlay.kinds(left) == LITERAL) & (overlay.kinds(right) == LITERAL)
    return _with_doubts(_asked(found, np.flatnonzero(literal), left, right, ask), left, right)


def same(left: Column, right: Column) -> Truth:
    """Return whether terms are the same, which is what rdflib's IN asks."""
    return _with_doubts(np.where(left == right, TRUE, FALSE).astype(np.int8), left, right)


def among(left: Column, members: list[int]) -> Truth:
    """Return whether terms are among some; see ``same``."""
    return _with_doubts(np.isin(left, np.array(members, np.int64)).astype(np.int8), left, left)


def ordered(overlay: Overlay, operator: str, left: Column, right: Column, ask: Ask) -> Truth:
    """Return the truth of ``<``, ``<=``, ``>`` and ``>=``."""
    (classes, keys), (other_classes, other_keys) = _order_keys(overlay, left, right)
    holds = {"<": keys < other_keys, "<=": keys <= other_keys, ">": keys > other_keys, ">=": keys >= other_keys}
    found = holds[operator].astype(np.int8)
    doubtful = np.flatnonzero((classes == NO_KEY) | (classes != other_classes))
    return _with_doubts(_asked(found, doubtful, left, right, ask), left, right)


def _with_doubts(found: Truth, left: Column, right: Column) -> Truth:
    found[(left == UNBOUND) | (right == UNBOUND)] = ERROR
    found[(left == UNSURE) | (right == UNSURE)] = DOUBT
    return found


def _asked(found: Truth, rows: Any, left: Column, right: Column, ask: Ask) -> Truth:
    """Fill in the truth of some rows by asking for each pair of terms that differs; too many are left in doubt."""
    rows = rows[(left[rows] >= 0) & (right[rows] >= 0)]
    if not len(rows):
        return found
    pairs, inverse = np.unique(np.stack([left[rows], right[rows]]), axis=1, return_inverse=True)
    if pairs.shape[1] > _MOST_PAIRS:
        found[rows] = DOUBT
    else:
        found[rows] = np.array([ask(one, other) for one, other in pairs.T.tolist()], np.int8)[inverse.ravel()]
    return found


def _order_keys(overlay: Overlay, left: Column, right: Column) -> Any:
    """Return, for each of two columns, the class of each term and the number that orders it within its class."""
    unique, inverse = np.unique(np.concatenate([left, right]), return_inverse=True)
    texts = [overlay.text(number) if number >= 0 else "" for number in unique.tolist()]
    plain = sorted({lexical(text) for text in texts if _is_plain(text)})
    ranks = {text: rank for rank, text in enumerate(plain)}
    keys = [
        (_TEXT, ranks[lexical(text)]) if _is_plain(text) else order_key(text) if text else (NO_KEY, 0) for text in texts
    ]
    found = np.array(keys, np.int64).reshape(-1, 2)[inverse]
    count = len(left)
    return (found[:count, 0], found[:count, 1]), (found[count:, 0], found[count:, 1])


def _is_plain(text: str) -> bool:
    return text.startswith('"') and text.endswith('"')
