"""``/feed.atom``: what was reviewed, corrected and retracted, the newest first (Atom, RFC 4287; paged, RFC 5005 §3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, request
from werkzeug.exceptions import NotFound

from .addresses import address
from .atom import Entry, Feed, instant, written
from .description import rows_asked
from .headers import caching
from .locating import document
from .pages import memory
from .state import endpoint
from .views import store
from .views.reviewing import Review
from .views.summaries import Claim, summaries

blueprint = Blueprint("feed", __name__)

PAGE_SIZE = 50
"""How many entries a page of the feed has."""

MOST = 10_000
"""How many entries there are at most, on all pages."""

_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_LONGEST = 500  # characters of a claim in a title

# Every event has a day; a review that was retracted has two. The newest are chosen before anything is joined to them.
_EVENTS = f"""
SELECT ?review ?claim ?day ?what WHERE {{
  {{ SELECT ?review ?day ?what WHERE {{
    {{ ?review a fc:Review ; schema:datePublished ?day BIND("reviewed" AS ?what) }}
    UNION
    {{ ?review fc:retractedOn ?day . ?review a fc:Review BIND("retracted" AS ?what) }}
  }} ORDER BY DESC(STR(?day)) DESC(?review) LIMIT {MOST} }}
  ?review schema:itemReviewed ?claim
}} ORDER BY DESC(STR(?day)) DESC(?review) ?what ?claim"""

Told = tuple[str, str, str, bool]
"""An event as it is remembered: the IRIs of review and claim, the instant, and whether it is a retraction."""


@dataclass(frozen=True)
class Event:
    """That a review of a claim was published, or ``is_retraction``, and when."""

    review: Review
    claim: Claim
    at: str
    is_retraction: bool


@blueprint.get("/feed.atom")
def feed() -> Response:
    """Send one page of the feed; ``?page=2`` and so on lead to what is older."""
    text = request.args.get("page", "1")
    if not _PAGE.fullmatch(text):
        raise NotFound
    page = int(text)
    told = memory.once_per_build("feed", _told)
    some = told[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    if not some and page > 1:
        raise NotFound
    response = make_response(written(_feed(_events(some), page, len(told) > page * PAGE_SIZE)))
    response.content_type = "application/atom+xml; charset=utf-8"
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = caching("", endpoint().max_age)["Cache-Control"]
    response.make_conditional(request)
    return response


def _told() -> list[Told]:
    """Return all events, the newest first; one whose day is no date is none."""
    found = []
    for row in rows_asked(_EVENTS):
        review, claim, day, what = (row[name]["value"] for name in ("review", "claim", "day", "what"))
        at = instant(day)
        if at is not None:
            found.append((review, claim, at, what == "retracted"))
    return found


def _events(told: list[Told]) -> list[Event]:
    claims = summaries(store.ask, dict.fromkeys(claim for _, claim, _, _ in told))
    known = {(review.iri, claim.iri): (review, claim) for claim in claims.values() for review in claim.reviews}
    return [
        Event(*known[review, claim], at, is_retraction)
        for review, claim, at, is_retraction in told
        if (review, claim) in known
    ]


def _feed(events: list[Event], page: int, has_more: bool) -> Feed:
    settings = endpoint().kb.settings
    links = [("self", _address(page)), ("alternate", address("home.home")), ("first", _address(1))]
    links += [("previous", _address(page - 1))] if page > 1 else []
    links += [("next", _address(page + 1))] if has_more else []
    built = endpoint().pool.build.stamp // 10**9
    return Feed(
        iri=f"{settings.base}feed.atom",
        title=settings.name,
        updated=max((event.at for event in events), default=f"{datetime.fromtimestamp(built, UTC):%Y-%m-%dT%H:%M:%SZ}"),
        rights=settings.license,
        links=links,
        entries=[_entry(event) for event in events],
    )


def _address(page: int) -> str:
    return address("feed.feed", page=page) if page > 1 else address("feed.feed")


def _entry(event: Event) -> Entry:
    review, claim = event.review, event.claim
    verdict = review.verdict.replace("-", " ") or "no verdict"
    words = claim.text.value if len(claim.text.value) <= _LONGEST else claim.text.value[: _LONGEST - 1] + "…"
    what = "Retracted" if event.is_retraction else f"Corrected to {verdict}" if review.revises else verdict.capitalize()
    told = review.reason if event.is_retraction or review.revises else ()
    summary = next((text.value for text in (*told, *review.body)), "")
    return Entry(
        iri=f"{review.iri}{'/' if '#' in review.iri else '#'}retracted" if event.is_retraction else review.iri,
        title=f"{what}: {words}",
        updated=event.at,
        summary=summary[:5000],
        authors=[agent.name.value for agent in review.reviewers] or ["unknown"],
        category=review.verdict,
        links=[("alternate", document(review.iri)), ("related", document(claim.iri))],
    )
