"""Cuts a page out of the rows of a query: by LIMIT and OFFSET (SPARQL 1.1 §15.4, §15.5), on top of its own."""

from __future__ import annotations

import re

from .bindings import pattern_of
from .wording import mask

_WORDS = r"(?<![?$:\w])"
_LIMIT = re.compile(rf"{_WORDS}LIMIT\s+(\d+)", re.IGNORECASE)
_OFFSET = re.compile(rf"{_WORDS}OFFSET\s+(\d+)", re.IGNORECASE)
_VALUES = re.compile(rf"{_WORDS}VALUES\b", re.IGNORECASE)


def cut(text: str, offset: int, limit: int) -> str:
    """Return the query for ``limit`` of its rows, behind the first ``offset``; pages fit together if it has an order.

    Raises:
        UsageError: if it has no pattern of its own.
    """
    masked = mask(text)
    _, end = pattern_of(masked)
    tail, hidden = text[end:], masked[end:]
    least, most = _number(_OFFSET, hidden), _number(_LIMIT, hidden)
    if most is not None:
        limit = max(0, min(limit, most - offset))
    for found in sorted([*_OFFSET.finditer(hidden), *_LIMIT.finditer(hidden)], key=lambda found: -found.start()):
        tail = tail[: found.start()] + " " * len(found.group()) + tail[found.end() :]
    values = _VALUES.search(hidden)
    at = values.start() if values is not None else len(tail)
    clause = f"\nLIMIT {limit} OFFSET {offset + (least or 0)}\n"  # on a line of its own: before it may be a comment
    return f"{text[:end]}{tail[:at]}{clause}{tail[at:]}"


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found.group(1)) if found is not None else None
