"""Which claims were reviewed last."""

from __future__ import annotations

from collections.abc import Callable

Rows = Callable[[str], list[dict[str, str]]]
"""Puts a SELECT to the store, and returns its rows."""

_NEWEST = """
SELECT ?claim ?date WHERE {
  ?review a fc:Review ; schema:datePublished ?date ; schema:itemReviewed ?claim .
  OPTIONAL { SELECT * WHERE { ?review fc:retractedOn ?retracted } }
  FILTER(!BOUND(?retracted))
} ORDER BY DESC(?date) ?claim LIMIT %d"""


def reviewed(rows: Rows, most: int) -> list[str]:
    """Return the claims that were reviewed last, the newest first; a retracted review does not count."""
    return list(dict.fromkeys(row["claim"] for row in rows(_NEWEST % (3 * most))))[:most]
