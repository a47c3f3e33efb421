"""Where the links of pages lead, and texts of others made safe to stand beside ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from kb.verdicts import NAMES

from ..locating import href

RELIABILITIES = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "not to be judged",
}
"""What the letters of assessments mean (Admiralty code)."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)
_OPEN = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def at(iri: str) -> str | None:
    """Return where the page of a node is: here, if the node is ours, else at its own IRI; None if that is no page."""
    found = href(iri)
    return found if found.startswith("/") else web(found)


def web(url: str) -> str | None:
    """Return a URL that may be followed, one of the web; of any other, such as ``javascript:``, None."""
    return url if _WEB.fullmatch(url) else None


def balanced(text: str) -> str:
    """Return a text whose marks of direction end within it, so that they turn nothing round beside it.

    Characters that are not for people, which HTML forbids, are shown as such.
    """
    text = _UNSEEN.sub("\ufffd", text)
    if not any(mark in text for mark in ("\u202c", "\u2069", *_OPEN)):
        return text
    found, waiting = list[str](), list[str]()
    for char in text:
        if char in _OPEN:
            waiting.append(_OPEN[char])
        elif char in _OPEN.values():
            if not waiting or waiting[-1] != char:
                continue
            waiting.pop()
        found.append(char)
    return "".join([*found, *reversed(waiting)])


def clipped(text: str, most: int = 5000) -> str:
    """Return a text, or its beginning if it is very long."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def host(url: str) -> str:
    """Return the host of a URL, as people name a site."""
    return (urlsplit(url).hostname or url).removeprefix("www.") if web(url) else url


def written(date: str) -> str:
    """Return a date, ``2026-11-23``, as people write it; anything else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", date)
    if found is None or not 1 <= int(found[2]) <= 12:
        return date
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def for_templates() -> Mapping[str, object]:
    """Return the functions that templates call."""
    functions = (at, web, host, written, balanced, clipped)
    return {
        "verdicts": NAMES,
        "reliabilities": RELIABILITIES,
        **{function.__name__: function for function in functions},
    }
