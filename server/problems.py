"""Turns errors into responses: problem documents (RFC 9457), plain text, or a page for whoever reads pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from kb.errors import KbError, QueryError

from . import negotiation
from .access import AccessError
from .errors import BusyError
from .negotiation import Offers
from .protocol import formats_asked, query_as_sent
from .wire import PAGE

_TYPES = "https://w3id.org/factcheck-kb/problem/"

_OFFERS: Offers = {
    "problem": (
        "application/problem+json",
        "application/json",
        "application/sparql-results+json",
        "application/ld+json",
    ),
    "text": (
        "text/plain",
        "text/csv",
        "text/tab-separated-values",
        "text/turtle",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
    ),
    PAGE: ("text/html", "application/xhtml+xml"),
}
_AS_TEXT = {"csv", "tsv", "turtle", "ntriples", "nquads", "trig"}


@dataclass(frozen=True)
class Problem:
    """What went wrong, for machines and for people; ``line`` and ``column`` of a query count from 1."""

    type: str
    title: str
    status: int
    detail: str
    hint: str | None = None
    line: int | None = None
    column: int | None = None
    headers: Iterable[tuple[str, str]] = field(default=(), repr=False)

    def members(self) -> dict[str, str | int]:
        """Return the members of the problem document."""
        names = ("type", "title", "status", "detail", "hint", "line", "column")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def text(self) -> str:
        """Return the problem as a few lines of text."""
        return "\n".join(line for line in (self.title, self.detail, self.hint) if line) + "\n"


def from_kb_error(error: KbError) -> Response:
    """Answer with an error of ours; of a fault of the server's own, only the log learns the particulars."""
    detail, hint = error.message, error.hint
    if error.status >= 500 and not isinstance(error, (QueryError, BusyError)):
        current_app.logger.error("%s%s", error.message, f" ({error.hint})" if error.hint else "")
        detail, hint = "the knowledge base cannot be read at the moment", None
    return _respond(
        Problem(
            type=_TYPES + _kebab(type(error).__name__.removesuffix("Error")),
            title=error.title,
            status=error.status,
            detail=detail,
            hint=hint,
            line=getattr(error, "line", None),
            column=getattr(error, "column", None),
            headers=[("Retry-After", str(error.retry_after))] if isinstance(error, BusyError) else (),
        )
    )


def from_access_error(error: AccessError) -> Response:
    """Answer whoever has no token, or not the right one, with what to send."""
    response = from_kb_error(error)
    response.headers["WWW-Authenticate"] = error.challenge
    return response


def from_http_exception(error: HTTPException) -> Response:
    """Answer with an error of HTTP: no such page, a method that is not allowed, a body that is too large."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    kept = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    detail, hint = _words(error)
    return _respond(
        Problem(type="about:blank", title=error.name, status=error.code, detail=detail, hint=hint, headers=kept)
    )


def _words(error: HTTPException) -> tuple[str, str | None]:
    """Return what is wrong, and what to do about it."""
    if isinstance(error, NotFound):
        return (
            f"there is nothing at {request.path[:200]}",
            "the SPARQL endpoint is at /sparql, the graphs at /graph-store",
        )
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        return f"{request.method[:40]} is not allowed here", f"allowed: {allowed}"
    if isinstance(error, RequestEntityTooLarge):
        return "the body is too large", f"send {request.max_content_length} bytes at most"
    return error.description or error.name, None


def from_bug(error: Exception) -> Response:
    """Answer with as little as possible about a fault in this program; the log has the rest."""
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return _respond(
        Problem(
            type="about:blank", title="Internal server error", status=500, detail="the server failed; its log says why"
        )
    )


def _respond(problem: Problem) -> Response:
    form = _form()
    if form == PAGE:
        body, media_type = (
            render_template("error.html", problem=problem, query=query_as_sent(request) or ""),
            "text/html",
        )
    elif form == "text":
        body, media_type = problem.text(), "text/plain"
    else:
        body, media_type = json.dumps(problem.members(), ensure_ascii=False) + "\n", "application/problem+json"
    response = Response(body, problem.status, list(problem.headers))
    response.content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    response.vary.add("Accept")
    return response


def _form() -> str:
    """Return the form that suits a request which may be faulty itself."""
    accept = request.headers.get("Accept", "")
    try:
        wanted = negotiation.negotiate(accept, formats_asked(request))
    except KbError:
        wanted = None
    if wanted is not None and formats_asked(request):
        formats = {choice.format for choice in (wanted.table, wanted.graph) if choice is not None}
        if PAGE in formats:
            return PAGE
        if formats <= _AS_TEXT and not _prefers_page(accept):
            return "text"
    choice = negotiation.best(negotiation.parse_accept(accept), _OFFERS)
    return choice.format if choice is not None else "problem"


def _prefers_page(accept: str) -> bool:
    choice = negotiation.best(negotiation.parse_accept(accept), _OFFERS)
    return choice is not None and choice.format == PAGE


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
