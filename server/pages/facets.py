"""Ways into the claims: how many have which verdict, and how many origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from kb.verdicts import NAMES

from ..views import store

_ORIGINS = """
SELECT ?least ?most (COUNT(*) AS ?number) WHERE {
  ?claim fc:originsAtLeast ?least ; fc:originsAtMost ?most
} GROUP BY ?least ?most"""


@dataclass(frozen=True)
class Facet:
    """A value, how many have it, and where they are listed; ``share`` is its part of the largest, in steps of 5 %."""

    value: str
    label: str
    number: int
    link: str | None
    share: int


def verdict_facets(verdicts: Mapping[str, int]) -> tuple[Facet, ...]:
    """Return the verdicts that stand, in the order of our scheme."""
    order = [*NAMES, *sorted(set(verdicts) - set(NAMES))]
    known = [slug for slug in order if slug in verdicts]
    most = max(verdicts.values(), default=1)
    return tuple(
        Facet(slug, slug.replace("-", " "), verdicts[slug], _search({"verdict": slug}), _share(verdicts[slug], most))
        for slug in known
    )


def origin_numbers() -> dict[str, int]:
    """Return how many claims rest on none, on one, on perhaps more, and on several independent origins."""
    numbers = dict.fromkeys(("none", "one", "one, perhaps more", "two or more"), 0)
    for row in store.rows(_ORIGINS):
        least, most = int(row["least"]), int(row["most"])
        name = "none" if not most else "two or more" if least > 1 else "one" if most == 1 else "one, perhaps more"
        numbers[name] += int(row["number"])
    return numbers


def origin_facets(numbers: Mapping[str, int]) -> tuple[Facet, ...]:
    """Return on how many independent origins claims rest; nobody can list those that may rest on several."""
    links = {
        "none": _search({"origins-at-most": 0}),
        "one": _search({"origins-at-least": 1, "origins-at-most": 1}),
        "two or more": _search({"origins-at-least": 2}),
    }
    most = max(numbers.values())
    return tuple(
        Facet(name, name, number, links.get(name), _share(number, most)) for name, number in numbers.items() if number
    )


def _share(number: int, most: int) -> int:
    return max(5, round(20 * number / most) * 5) if number else 0


def _search(filters: Mapping[str, str | int]) -> str:
    return url_for("search.search", **filters)  # type: ignore[arg-type]
