"""Long lists of claims, a page at a time: those of a source, an agent or a topic, which may be ten thousand."""

from __future__ import annotations

from dataclasses import dataclass

from .graph import Ask, Graph, leading
from .newest import Rows
from .sources import PUBLISHER, Source, source
from .summaries import Claim, summaries

PAGE_LENGTH = 20
"""How many claims a page has."""

LAST_PAGE = 2000
"""The last page that can be asked for."""

MOST_ORDERED = 400
"""How many claims are put in order, the newest first; of more, each page has those that come as they are stored."""

_MOST_SOURCES = 30

_SOME = "SELECT DISTINCT ?claim WHERE {{ {pattern} }} LIMIT {most}"
_PAGE = "SELECT DISTINCT ?claim WHERE {{ {pattern} }} LIMIT {length} OFFSET {start}"
_NEWEST = """
SELECT ?claim (MAX(?day) AS ?date) WHERE {{
  {{ SELECT DISTINCT ?claim WHERE {{ {pattern} }} }}
  OPTIONAL {{ ?review schema:itemReviewed ?claim ; schema:datePublished ?day }}
}} GROUP BY ?claim ORDER BY DESC(?date) ?claim"""


@dataclass(frozen=True)
class Listed:
    """A page of claims; ``total`` is None where there are too many to count, ``is_ordered`` tells the newest first."""

    claims: tuple[Claim, ...]
    number: int
    more: bool
    total: int | None

    @property
    def is_ordered(self) -> bool:
        """Whether the newest come first."""
        return self.total is not None


def listed(ask: Ask, rows: Rows, pattern: str, number: int = 1) -> Listed:
    """Return a page of the claims that a pattern binds ?claim to; nothing in it but terms may come from a request."""
    number = min(max(number, 1), LAST_PAGE)
    start = (number - 1) * PAGE_LENGTH
    found = [row["claim"] for row in rows(_SOME.format(pattern=pattern, most=MOST_ORDERED + 1))]
    if len(found) <= MOST_ORDERED:
        total: int | None = len(found)
        if len(found) > 1:
            found = [row["claim"] for row in rows(_NEWEST.format(pattern=pattern))]
        shown = found[start : start + PAGE_LENGTH + 1]
    else:
        total = None
        page = _PAGE.format(pattern=pattern, length=PAGE_LENGTH + 1, start=start)
        shown = [row["claim"] for row in rows(page)]
    claims = summaries(ask, shown[:PAGE_LENGTH])
    return Listed(tuple(claims.values()), number, len(shown) > PAGE_LENGTH, total)


def sources_of(ask: Ask, node: str) -> tuple[tuple[Source, ...], bool]:
    """Return sources that an agent published, given as a term, by date, and whether there are more."""
    graph = Graph(ask)
    graph.fetch(leading("schema:publisher", [node], _MOST_SOURCES + 1))
    found = sorted((source(graph, each) for each in graph.subjects(PUBLISHER, node)), key=lambda each: each.date)
    return tuple(reversed(found))[:_MOST_SOURCES], len(found) > _MOST_SOURCES
