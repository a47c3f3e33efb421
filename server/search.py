"""``/search`` and ``/match``: find what has been checked before.

``asked(request.args)`` reads what is searched for, ``index()`` is the index of the newest build; pages and services
call both. The page of ``/search`` is made in ``pages.results``.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, request
from werkzeug.datastructures import MultiDict

from kb.errors import StoreError, UsageError
from kb.searching import Filters, Found, Hit, Index, digest_of, index_path

from .builds import Build
from .negotiation import Offers, best, parse_accept
from .pages.answers import tagged
from .pages.results import results, unindexed
from .state import endpoint
from .wire import PAGE

blueprint = Blueprint("search", __name__)

MOST_HITS = 100
"""The most hits that one answer has."""

MOST_TEXTS = 100
"""The most texts that are matched at once."""

_OFFERS: Offers = {"json": ("application/json",), PAGE: ("text/html", "application/xhtml+xml")}
_KEY = "factcheck-kb.index"
_opening = threading.Lock()


@dataclass(frozen=True)
class _Opened:
    """An index, by which file it was opened from, and the newest build it has been compared with."""

    stamp: tuple[int, int]
    index: Index
    build: Build | None = None
    is_stale: bool = False


@dataclass(frozen=True)
class Asked:
    """What a request searches for."""

    text: str
    filters: Filters
    limit: int = 10
    offset: int = 0
    kinds: tuple[str, ...] = ("claim",)


def index() -> Index:
    """Return the index as it is now; it is opened again when it has been replaced.

    Raises:
        StoreError: if there is none.
    """
    return _opened().index


def is_stale() -> bool:
    """Tell whether the store has been built since the index was made, so that it does not know of the newest."""
    return _opened().is_stale


def _opened() -> _Opened:
    path, build = index_path(endpoint().kb), endpoint().pool.build
    try:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_ino)
    except OSError:
        stamp = (0, 0)
    known: _Opened | None = current_app.extensions.get(_KEY)
    if known is not None and known.stamp == stamp and known.build == build:
        return known
    with _opening:
        found = known.index if known is not None and known.stamp == stamp else Index.open(path)
        opened = _Opened(stamp, found, build, found.facts.get("built") != digest_of(build.manifest))
        current_app.extensions[_KEY] = opened
        return opened


def asked(fields: MultiDict[str, str] | Mapping[str, Any]) -> Asked:
    """Read what is searched for from the fields of a form or a URL.

    Raises:
        UsageError: if a date or a number is none, or there is no such kind.
    """
    values = fields if isinstance(fields, MultiDict) else MultiDict(fields)
    filters = Filters(
        verdicts=_several(values, "verdict"),
        publishers=_several(values, "publisher"),
        reviewers=_several(values, "reviewer"),
        agents=_several(values, "agent"),
        topics=_several(values, "topic"),
        languages=_several(values, "language"),
        since=_day(values, "since"),
        until=_day(values, "until"),
        origins_at_least=_number(values, "origins-at-least"),
        origins_at_most=_number(values, "origins-at-most"),
    )
    return Asked(
        text=values.get("q") or values.get("query") or "",
        filters=filters,
        limit=min(_number(values, "limit") or 10, MOST_HITS),
        offset=_number(values, "offset") or 0,
        kinds=_several(values, "kind") or ("claim",),
    )


@blueprint.get("/search")
def search() -> Response:
    """Answer what is searched for, as a page for whoever reads pages, else as JSON."""
    return _page() if _wants_page() else _data()


@blueprint.get("/search.json")
def search_json() -> Response:
    """Answer what is searched for as JSON."""
    return _data()


@blueprint.post("/match")
def match() -> Response:
    """Answer for each of many texts what fits it best: ``{"texts": […], "limit": 3, …}`` or a list of texts."""
    body = request.get_json(silent=True)
    content: dict[str, Any] = body if isinstance(body, dict) else {"texts": body}
    texts = content.get("texts")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UsageError('the body is no JSON of the form {"texts": ["…", …]}')
    if len(texts) > MOST_TEXTS:
        raise UsageError(f"there are {len(texts)} texts", hint=f"send {MOST_TEXTS} at most at once")
    fields = MultiDict(
        (name, str(value))
        for name, values in content.items()
        if name != "texts"
        for value in (values if isinstance(values, list) else [values])
    )
    wanted, known = asked(fields), index()
    return _json({"matches": [_found(text, _search(known, wanted, text)) for text in texts]})


def _data() -> Response:
    wanted, known = asked(request.args), index()
    found = _search(known, wanted, wanted.text)
    answer = _found(wanted.text, found) | {"offset": wanted.offset, "limit": wanted.limit, "stale": is_stale()}
    if "facets" in request.args:
        counted = known.facets(wanted.text, wanted.filters, kinds=wanted.kinds)
        answer["facets"] = {
            name: [{"value": value, "count": count} for value, count in values] for name, values in counted.items()
        }
    return _json(answer)


def _page() -> Response:
    wanted = asked(request.args)
    try:
        known = index()
    except StoreError as error:
        response = make_response(unindexed(wanted, error), error.status if wanted.text else 200)
    else:
        found = _search(known, wanted, wanted.text)
        facets = known.facets(wanted.text, wanted.filters, kinds=wanted.kinds)
        response = tagged(results(wanted, found, facets))
    response.vary.add("Accept")
    return response


def _search(known: Index, wanted: Asked, text: str) -> Found:
    return known.search(text, wanted.filters, limit=wanted.limit, offset=wanted.offset, kinds=wanted.kinds)


def _found(text: str, found: Found) -> dict[str, Any]:
    return {"query": text, "total": found.total, "hits": [hit_as_json(hit) for hit in found.hits]}


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as JSON has it; what is not known is left out."""
    values = {
        "iri": hit.iri,
        "kind": hit.kind,
        "score": hit.score,
        "title": hit.title,
        "language": hit.language,
        "snippet": {"text": hit.snippet.text, "language": hit.snippet.language, "spans": hit.snippet.spans},
        "verdicts": hit.verdicts,
        "publishers": hit.publishers,
        "date": hit.date.isoformat() if hit.date is not None else None,
        "origins": {"atLeast": hit.origins[0], "atMost": hit.origins[1]} if hit.origins is not None else None,
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _json(content: Any) -> Response:
    response = jsonify(content)
    response.vary.add("Accept")
    return response


def _wants_page() -> bool:
    if request.args.get("format") == "json":
        return False
    choice = best(parse_accept(request.headers.get("Accept", "")), _OFFERS)
    return choice is not None and choice.format == PAGE


def _several(values: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(value for value in values.getlist(name) if value)


def _day(values: MultiDict[str, str], name: str) -> date | None:
    text = values.get(name) or ""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"'{name}' is no day: {text[:40]}", hint="write it as 2026-11-28") from None


def _number(values: MultiDict[str, str], name: str) -> int | None:
    text = values.get(name) or ""
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UsageError(f"'{name}' is no number: {text[:40]}", hint="write it in digits")
    return int(text) if text else None
