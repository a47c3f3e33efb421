"""What holds of every request and response, whatever its view: how long a URL may be, OPTIONS, and other origins.

RFC 9110 §9.3.7 (OPTIONS), RFC 10008 §3 (Accept-Query), Fetch §3.2 (CORS).
"""

from __future__ import annotations

from flask import Response, make_response, request

from kb.errors import UsageError

from . import protocol
from .addresses import host
from .errors import UrlTooLongError
from .headers import COMMON, PAGES, QUERY_TYPES

LONGEST_URL = 1 << 15
"""The most bytes that the target of a request may have."""

_ACCEPTED = "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, *"
_ALL_METHODS = {"GET", "HEAD", "OPTIONS", *protocol.BODY_METHODS}


def check() -> Response | None:
    """Refuse what no view should see, and answer OPTIONS for the server as a whole.

    Raises:
        UrlTooLongError: if the URL has more than LONGEST_URL bytes.
        UsageError: if the request does not say for which host it is (RFC 9112 §3.2).
    """
    target = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or request.environ["PATH_INFO"]
    if max(len(target), len(request.query_string)) > LONGEST_URL:
        raise UrlTooLongError(
            f"the URL has more than {LONGEST_URL} bytes", hint="send the query as the body of a POST request"
        )
    if host() is None and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
        raise UsageError("the header 'Host' names no host", hint="send Host: with a name or address, and a port")
    if request.method == "OPTIONS" and request.environ["PATH_INFO"] in {"*", "/*"}:
        response = make_response("")
        response.allow.update(_ALL_METHODS)
        return response
    return None


def complete(response: Response) -> Response:
    """Say to other origins what they may send and see, and to everybody which bodies a query may come in."""
    if response.allow:
        response.headers["Allow"] = ", ".join(sorted(response.allow))
    if request.method == "OPTIONS" and response.status_code == 200:
        response.headers.pop("Content-Type", None)
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = _ACCEPTED
    response.headers.pop("Date", None)  # the server says it, once
    common = COMMON if response.mimetype != "text/html" else COMMON | PAGES
    for name, value in common.items():
        response.headers.setdefault(name, value)
    allowed = request.url_rule.methods or () if request.url_rule is not None else response.allow
    if "QUERY" in allowed:
        response.headers["Accept-Query"] = QUERY_TYPES
        if request.method == "OPTIONS" or response.status_code == 415:
            response.headers["Accept-Post"] = QUERY_TYPES
    return response
