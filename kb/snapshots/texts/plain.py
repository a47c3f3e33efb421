"""Plain text."""

from __future__ import annotations

from .common import decode


def extract(data: bytes, media_type: str, url: str) -> str:
    """Return the characters of a plain text."""
    return decode(data, media_type)
