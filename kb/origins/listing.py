"""The origins of many claims as a table: which of them, in which order, in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from kb.columns.terms import Ids
from kb.errors import UnknownNameError

from .analysis import Counted

HEADER = ("claim", "atLeast", "atMost", "denied", "circular", "roots")
ORDERS = ("claim", "at-least", "at-most", "denied", "circular")


def rows_of(counted: Counted, claims: Sequence[str]) -> Ids:
    """Return the rows of some claims, given by their IRIs, in that order.

    Raises:
        UnknownNameError: if no report puts one of them forward.
    """
    rows = []
    for iri in claims:
        number = counted.terms.find(f"<{iri}>")
        at = int(np.searchsorted(counted.claims, number))
        if at == len(counted.claims) or counted.claims[at] != number:
            known = [text.strip("<>") for text in counted.terms.texts(counted.claims)]
            raise UnknownNameError("claim that a report puts forward named", iri, known)
        rows.append(at)
    return np.array(rows, np.int32)


def chosen(
    counted: Counted,
    rows: Ids | None = None,
    *,
    at_most: int | None = None,
    circular: bool = False,
    unnamed: bool = False,
) -> Ids:
    """Return those of some rows, or of all, whose claims fit; without a condition all do."""
    fits = np.ones(len(counted.claims), bool)
    if at_most is not None:
        fits &= counted.most <= at_most
    if circular:
        fits &= counted.circular | counted.partly_circular
    if unnamed:
        fits &= counted.unnamed
    return np.flatnonzero(fits).astype(np.int32) if rows is None else rows[fits[rows]]


def ordered(counted: Counted, rows: Ids, order: str = "claim", *, reverse: bool = False) -> Ids:
    """Sort rows by one of ``ORDERS``, the smallest first unless ``reverse``; equal ones by the IRI of their claim."""
    texts = counted.terms.texts(counted.claims[rows])
    rows = rows[sorted(range(len(texts)), key=texts.__getitem__)]
    keys = {
        "at-least": counted.least,
        "at-most": counted.most,
        "denied": counted.denied_most,
        "circular": counted.circular * 2 + counted.partly_circular,
    }
    if order == "claim":
        return rows[::-1] if reverse else rows
    values = keys[order][rows].astype(np.int64)
    return rows[np.argsort(-values if reverse else values, kind="stable")]


def table(counted: Counted, rows: Ids, short: Callable[[str], str]) -> Iterator[list[str]]:
    """Yield a row of text for each of some claims, as ``HEADER`` says; ``short`` writes an IRI."""
    index, roots = counted.roots.follow(rows)
    starts = np.searchsorted(index, np.arange(len(rows) + 1)).tolist()
    named = [short(text.strip("<>")) for text in counted.terms.texts(roots)]
    claims = counted.terms.texts(counted.claims[rows])
    columns = (column[rows].tolist() for column in (counted.least, counted.most, counted.denied_most))
    numbers = zip(*columns, strict=True)
    ways = np.where(counted.circular, "true", np.where(counted.partly_circular, "partly", "false"))[rows].tolist()
    for at, (claim, counts, way) in enumerate(zip(claims, numbers, ways, strict=True)):
        yield [
            short(claim.strip("<>")),
            *map(str, counts),
            way,
            " ".join(sorted(named[starts[at] : starts[at + 1]])),
        ]
