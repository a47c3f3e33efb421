"""The search, and the matching of many texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.searching.documents import KINDS

from ..search import MOST_HITS, MOST_TEXTS
from .words import ADDRESS, DAY, TEXT, Part, given, listing, number, operation, record, to

_KIND: Part = {"type": "string", "enum": list(KINDS)}
_FILTERS = [
    given("kind", "What to search for; claims if it is left out", listing(_KIND)),
    given("verdict", "Only with this verdict", listing(TEXT), example=["refuted"]),
    given("publisher", "Only with a review on this host", listing(TEXT)),
    given("reviewer", "Only reviewed by this agent", listing(ADDRESS)),
    given("agent", "Only put forward by this agent", listing(ADDRESS)),
    given("topic", "Only about this topic", listing(ADDRESS)),
    given("language", "Only in this language", listing(TEXT), example=["en"]),
    given("since", "Only from this day on", DAY),
    given("until", "Only to this day", DAY),
    given("origins-at-least", "Only with so many independent origins at least", number()),
    given("origins-at-most", "Only with so many independent origins at most", number()),
]
_PAGING = [
    given("limit", "How many are wanted", number(1, MOST_HITS, 10)),
    given("offset", "How many to skip", number()),
]


def schemas() -> Mapping[str, Part]:
    """Return the schemas of what is found."""
    span = {"type": "array", "items": number(), "minItems": 2, "maxItems": 2}
    snippet = record(["text"], text=TEXT, language=TEXT, spans=listing(span))
    origins = record(["atLeast", "atMost"], atLeast=number(), atMost=number())
    return {
        "Origins": {**origins, "description": "How many independent origins a claim has, as an interval"},
        "Hit": record(
            ["iri", "kind", "score", "title"],
            iri=ADDRESS,
            kind=_KIND,
            score={"type": "number"},
            title=TEXT,
            language=TEXT,
            snippet=snippet,
            verdicts=listing(ADDRESS),
            publishers=listing(TEXT),
            date=DAY,
            origins=to("Origins"),
        ),
        "Found": record(["query", "total", "hits"], query=TEXT, total=number(), hits=listing(to("Hit"))),
    }


def paths() -> Mapping[str, Any]:
    """Return the paths of ``/search.json`` and ``/match``."""
    words = given("q", "What to look for; without it the newest come first", example="ferry without a captain")
    wanted = {"type": "array", "items": TEXT, "maxItems": MOST_TEXTS}
    many = record(["texts"], texts=wanted, limit=number(1, MOST_HITS, 10), kind=listing(_KIND), verdict=listing(TEXT))
    return {
        "/search.json": {
            "get": operation(
                "search",
                "Search: has this been checked before?",
                "Search",
                {"application/json": to("Found")},
                [words, *_FILTERS, *_PAGING],
            )
        },
        "/match": {
            "post": operation(
                "match",
                "Find for each of many texts what fits it best",
                "Search",
                {"application/json": record(["matches"], matches=listing(to("Found")))},
                requestBody={"required": True, "content": {"application/json": {"schema": many}}},
            )
        },
    }
