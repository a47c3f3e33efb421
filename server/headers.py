"""The headers that responses have, whichever way they come."""

from __future__ import annotations

from .protocol import FORM, QUERY

QUERY_TYPES = f"{QUERY}, {FORM}"
"""What a query may come in as a body."""

COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Query, Allow, Content-Length, ETag, Link, Location, Retry-After",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def caching(tag: str | None, max_age: int) -> dict[str, str]:
    """Return what an answer says of its use for later requests (RFC 9111 §5.2.2), within ``max_age`` seconds unasked.

    Without a tag, it is another answer each time.
    """
    if tag is None:
        return {"Cache-Control": "no-store"}
    return {"Cache-Control": f"public, max-age={max_age}" if max_age else "no-cache", "ETag": tag}
