"""The headers that responses have, whichever way they come."""

from __future__ import annotations

from .protocol import FORM, QUERY

QUERY_TYPES = f"{QUERY}, {FORM}"
"""What a query may come in as a body."""

# Pictures and fonts of this server are for the templates of newsrooms.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_GRIPS = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"  # the style of the grips between columns

EDITOR_POLICY = (
    _POLICY.replace("style-src 'self'", f"style-src 'self' {_GRIPS}").replace("img-src 'self'", "img-src 'self' data:")
    + "; script-src 'self'; connect-src 'self'"
)
"""What the page with the query editor may load (CSP 3): scripts of ours, which may ask this server and no other."""

COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Query, Allow, Content-Length, ETag, Link, Location, Retry-After",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


PAGES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""The headers that pages have beside those."""


def caching(tag: str | None, max_age: int) -> dict[str, str]:
    """Return what an answer says of its use for later requests (RFC 9111 §5.2.2), within ``max_age`` seconds unasked.

    Without a tag, it is another answer each time.
    """
    if tag is None:
        return {"Cache-Control": "no-store"}
    return {"Cache-Control": f"public, max-age={max_age}" if max_age else "no-cache", "ETag": tag}
