"""Ways into the claims: how many have which verdict, and how many origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from ..views import store
from .links import VERDICTS

_ORIGINS = """SELECT ?most (COUNT(*) AS ?number) WHERE { ?claim fc:originsAtMost ?most } GROUP BY ?most"""
_MANY = 4


@dataclass(frozen=True)
class Facet:
    """A value, how many have it, and where they are listed; ``share`` is its part of the largest, in steps of 5 %."""

    value: str
    label: str
    number: int
    link: str
    share: int


def verdict_facets(verdicts: Mapping[str, int]) -> tuple[Facet, ...]:
    """Return the verdicts that stand, in the order of our scheme."""
    order = [*VERDICTS, *sorted(set(verdicts) - set(VERDICTS))]
    known = [slug for slug in order if slug in verdicts]
    most = max(verdicts.values(), default=1)
    return tuple(
        Facet(slug, slug.replace("-", " "), verdicts[slug], _search(verdict=slug), _share(verdicts[slug], most))
        for slug in known
    )


def origin_facets() -> tuple[Facet, ...]:
    """Return on how many independent origins claims rest at most; four and more are one."""
    numbers: dict[int, int] = {}
    for row in store.rows(_ORIGINS):
        if row["most"].isdecimal():
            most = min(int(row["most"]), _MANY)
            numbers[most] = numbers.get(most, 0) + int(row["number"])
    largest = max(numbers.values(), default=1)
    return tuple(
        Facet(
            str(most),
            "none" if most == 0 else f"{most} or more" if most == _MANY else str(most),
            number,
            _search(origins_at_least=most) if most == _MANY else _search(origins_at_least=most, origins_at_most=most),
            _share(number, largest),
        )
        for most, number in sorted(numbers.items())
    )


def _share(number: int, most: int) -> int:
    return max(5, round(20 * number / most) * 5) if number else 0


def _search(**filters: str | int) -> str:
    return url_for("search.search", **filters)
