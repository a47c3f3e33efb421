"""What the readers of texts share: encodings, and the error when there is no text."""

from __future__ import annotations

import codecs
import re

MOST_BYTES = 256_000_000
"""What is compressed may not become larger than this."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


class UnreadableError(Exception):
    """A file without a text that can be read; the message says why."""


def decode(data: bytes, media_type: str = "", declared: str = "") -> str:
    """Return the characters of a text, by its byte order mark, its media type, what it declares; else UTF-8."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    match = _CHARSET.search(media_type)
    for name in (match.group(1) if match else "", declared):
        try:
            return data.decode(codecs.lookup(name).name, errors="replace") if name else data.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1252", errors="replace")
