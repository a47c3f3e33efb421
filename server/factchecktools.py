"""``/v1alpha1/claims:search``: claims in the shape of Google's Fact Check Tools API, for whatever speaks that already.

What is ours alone stands in objects called ``kb``. Faults have Google's shape, too. A page token tells where the page
before ended, so that what is built meanwhile neither repeats nor skips much; it is of one search only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.exceptions import HTTPException

from kb.errors import KbError, UsageError
from kb.searching import Filters, Hit, Index

from . import claimreviews, protocol
from .access import AccessError
from .errors import BusyError, UnimplementedError
from .page_tokens import Token, continued, read_token, token_after, write_token
from .search import index
from .views import summaries
from .views.store import ask

blueprint = Blueprint("factchecktools", __name__, url_prefix="/v1alpha1")

MOST = 100
"""How many claims a page has at most; who asks for more gets these."""

_USUAL = 10
_VERDICTS = tuple(claimreviews.RATINGS)
_HUGE = 1 << 31  # numbers are int32 there
_NUMBER = re.compile(r"[+-]?[0-9]{1,10}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_STATUSES: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


@dataclass(frozen=True)
class Asked:
    """What a request searches for, and from where on."""

    query: str
    language: str
    site: str
    age: int
    size: int
    offset: int
    token: Token | None

    @property
    def search(self) -> str:
        """What is the same on all pages of one search."""
        return json.dumps([self.query, self.language, self.site, self.age])

    def filters(self) -> Filters:
        """Return what the claims must have: a review, first of all."""
        since = datetime.now(UTC).date() - timedelta(days=min(self.age, 365_000)) if self.age else None
        return Filters(
            verdicts=_VERDICTS,
            languages=(re.split("[-_]", self.language)[0],) if self.language else (),
            publishers=(self.site,) if self.site else (),
            since=since,
        )


@blueprint.get("/claims:search")
def search() -> Response:
    """Search through claims that have been reviewed (Fact Check Tools API v1alpha1, ``claims.search``)."""
    asked = _read(protocol.read_parameters(request.query_string))
    hits, token = _page(index(), asked)
    claims = summaries.summaries(ask, [hit.iri for hit in hits])
    shown = (claimreviews.claim(claims[hit.iri], hit, asked.language, asked.site) for hit in hits if hit.iri in claims)
    answer: dict[str, Any] = {"claims": list(shown)}
    if token is not None:
        answer["nextPageToken"] = token
    response = _json(answer)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


@blueprint.get("/claims:imageSearch")
def image_search() -> Response:
    """Say that images cannot be searched for.

    Raises:
        UnimplementedError: always.
    """
    raise UnimplementedError("this service holds no images to search by; use claims:search with words")


@blueprint.get("/<path:name>")
def other(name: str) -> Response:
    """Say in Google's shape that there is no such method."""
    return _fault(404, f"Method not found: {name[:80]}")


@blueprint.errorhandler(KbError)
def fault(error: KbError) -> Response:
    """Tell an error in Google's shape; of a fault of the server's own, only the log learns the particulars."""
    if error.status >= 500 and not isinstance(error, (BusyError, UnimplementedError)):
        current_app.logger.error("%s%s", error.message, f" ({error.hint})" if error.hint else "")
        response = _fault(503, "The knowledge base cannot be searched at the moment.")
    else:
        response = _fault(error.status, f"{error.message}{f'; {error.hint}' if error.hint else ''}")
    if isinstance(error, BusyError):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, AccessError):
        response.headers["WWW-Authenticate"] = error.challenge
    return response


@blueprint.errorhandler(HTTPException)
def http_fault(error: HTTPException) -> Response:
    """Tell an error of HTTP in Google's shape."""
    return _fault(error.code or 500, error.description or error.name)


def _page(known: Index, asked: Asked) -> tuple[list[Hit], str | None]:
    """Return the claims of a page, and the token of the next, None if there is none."""
    offset = asked.token.offset if asked.token is not None else asked.offset
    start, most = continued(asked.token, offset, asked.size)
    found = known.search(asked.query, asked.filters(), offset=start, limit=most)
    at = token_after(asked.token, [hit.iri for hit in found.hits], offset - start)
    hits = found.hits[at : at + asked.size]
    end = start + at + len(hits)
    if not hits or end >= found.total:
        return hits, None
    return hits, write_token(Token(end, hits[-1].iri), asked.search)


def _read(parameters: protocol.Parameters) -> Asked:
    """Read what is asked for; ``key``, ``alt``, ``fields`` and all others that Google knows make no difference.

    Raises:
        UsageError: if a parameter is wrong.
    """
    given = {_camel(name): value for name, value in reversed(parameters) if value}
    query, site = given.get("query", "").strip(), given.get("reviewPublisherSiteFilter", "").strip()
    if not query and not site:
        raise UsageError("query is missing: it is required unless reviewPublisherSiteFilter is given")
    language = given.get("languageCode", "")
    if language and not _LANGUAGE.fullmatch(language):
        raise UsageError(f"languageCode is no language: {language[:40]}", hint="write it as en, or as sr-Latn")
    size = _number(given, "pageSize") or _USUAL
    asked = Asked(
        query, language, site, _number(given, "maxAgeDays"), min(size, MOST), _number(given, "offset"), token=None
    )
    token = read_token(given["pageToken"], asked.search) if "pageToken" in given else None
    return Asked(query, language, site, asked.age, asked.size, asked.offset, token)


def _number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "0")
    if not _NUMBER.fullmatch(text) or abs(int(text)) >= _HUGE:
        raise UsageError(f"{name} is no number: {text[:40]}")
    if int(text) < 0:
        raise UsageError(f"{name} is less than 0: {text}")
    return int(text)


def _camel(name: str) -> str:
    """Return the name of a parameter as JSON has it: ``page_size`` is ``pageSize`` (AIP-127)."""
    return re.sub("_([a-z])", lambda found: found.group(1).upper(), name)


def _fault(code: int, message: str) -> Response:
    status = _STATUSES.get(code, "INTERNAL" if code >= 500 else "FAILED_PRECONDITION")
    return _json({"error": {"code": code, "message": message, "status": status}}, code)


def _json(content: object, code: int = 200) -> Response:
    is_pretty = request.args.get("prettyPrint", "true").lower() not in ("false", "0")
    response = make_response(json.dumps(content, ensure_ascii=False, indent=2 if is_pretty else None) + "\n", code)
    response.content_type = "application/json; charset=UTF-8"
    return response
