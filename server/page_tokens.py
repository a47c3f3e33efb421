"""Tokens of the next page: where a page ended, by place and by what stood there, sealed for one search.

A search is done anew for each page, and the knowledge base may have been built in between. So the next page begins
behind what stood last on the one before, where that still stands nearby, and else at its place.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import UsageError

_NEARBY = 50
_FARTHEST = 1_000_000
_LAYOUT = 1


@dataclass(frozen=True)
class Token:
    """How many hits stood before the page, and the IRI of the last, or its digest where the token was read."""

    offset: int
    last: str


def write_token(token: Token, search: str) -> str:
    """Write a token for one search; whoever gets it is to send it back as it is."""
    content = json.dumps([_LAYOUT, token.offset, _digest(token.last), _digest(search)], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_token(text: str, search: str) -> Token:
    """Read a token that was written for the same search.

    Raises:
        UsageError: if it is of another search, or of none.
    """
    try:
        content = json.loads(base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True))
        layout, offset, last, sealed = content
        is_whole = layout == _LAYOUT and type(offset) is int and type(last) is str and 0 <= offset <= _FARTHEST
    except (ValueError, TypeError, binascii.Error, RecursionError):
        is_whole = False
    if not is_whole:
        raise UsageError("pageToken is none that was given here", hint="leave it out to begin with the first page")
    if sealed != _digest(search):
        raise UsageError("pageToken is of another search", hint="send the same parameters with it as before")
    return Token(offset, last)


def continued(token: Token | None, offset: int, size: int) -> tuple[int, int]:
    """Return from where on, and how many, to search for a page."""
    if token is None:
        return offset, size
    start = max(0, offset - _NEARBY)
    return start, offset - start + size + _NEARBY


def token_after(token: Token | None, iris: Sequence[str], usual: int) -> int:
    """Return at which of the hits found the page begins: behind the last of the page before, or at the usual place."""
    if token is None:
        return usual
    places = [place for place, iri in enumerate(iris) if _digest(iri) == token.last]
    return places[0] + 1 if places else usual


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
