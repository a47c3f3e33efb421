"""Reads a post as what it says: without addresses, names of accounts and signatures, hashtags as the words they are."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+", re.IGNORECASE)
# As posts are quoted: "— Somebody (@somebody) March 3, 2021".
_SIGNATURE = re.compile(r"[\u2014\u2013-]\s*[^\u2014\u2013\n]{0,80}\(@\w{1,40}\)[^\n]{0,40}$")
_FORWARDED = re.compile(r"^\s*(?:RT|MT)\s+@\w+\s*:?", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<![\w@])@\w+")
_HASHTAG = re.compile(r"[#\uff03](\w+)")
_PIECES = re.compile(r"[^\W\d_a-z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+")


def said(text: str) -> str:
    """Return what a post says; a text that is nothing but addresses and names stays as it is."""
    bare = _SIGNATURE.sub(" ", text.rstrip())
    bare = _FORWARDED.sub(" ", _ADDRESS.sub(" ", bare))
    bare = _HASHTAG.sub(lambda match: f" {spelt_out(match.group(1))} ", _ACCOUNT.sub(" ", bare))
    return bare if re.search(r"\w", bare) else text


def spelt_out(hashtag: str) -> str:
    """Return the words of a hashtag: ``FlatEarth2020`` is ``Flat Earth 2020``."""
    return " ".join(_PIECES.findall(hashtag)) or hashtag
