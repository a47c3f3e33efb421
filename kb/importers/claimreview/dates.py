"""Reads what dates look like that scripts, mails and feeds write."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} (?:\d{2}|\d{4}) \d\d:\d\d")
_CLUTTER = re.compile(r"GMT(?=[+-]\d{4})|\s*\([^)]*\)$|\[[\w/]+\]$|(?<=\d) at(?= \d)")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def as_usual(written: str) -> str:
    """Return a date without what only scripts, mails and feeds put into it (RFC 5322 §3.3; ECMA-262 §21.4.4.41)."""
    if _MAIL.match(written):
        try:
            return parsedate_to_datetime(written).isoformat()
        except ValueError:
            return written
    return _CLUTTER.sub("", _CHINESE.sub(r"\1-\2-\3", written)).strip()
