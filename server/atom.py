"""Writes Atom feeds (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from werkzeug.urls import iri_to_uri

from kb import __version__

_ATOM = "http://www.w3.org/2005/Atom"
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
# What no XML 1.0 document can hold (§2.2).
_UNSEEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Links = Sequence[tuple[str, str]]
"""Relations with addresses."""


@dataclass(frozen=True)
class Entry:
    """One entry; ``iri`` is its own for ever, ``updated`` an ``instant``."""

    iri: str
    title: str
    updated: str
    summary: str
    authors: Sequence[str]
    category: str
    links: Links


@dataclass(frozen=True)
class Feed:
    """One page of a feed."""

    iri: str
    title: str
    updated: str
    rights: str
    links: Links
    entries: Sequence[Entry]


def instant(date: str) -> str | None:
    """Return an ``xsd:date`` or ``xsd:dateTime`` as a feed has it (RFC 3339), in UTC where it says no zone; or None."""
    found = _DATE.fullmatch(date)
    if found is None:
        return None
    day, time, zone = found.groups()
    text = f"{day}T{time or '00:00:00'}{zone or 'Z'}"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def written(feed: Feed) -> bytes:
    """Return a page of a feed as XML."""
    root = ET.Element("feed", xmlns=_ATOM)
    _text(root, "id", feed.iri)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    _text(ET.SubElement(root, "author"), "name", feed.title)
    if feed.rights:
        _text(root, "rights", feed.rights)
    _text(root, "generator", "factcheck-kb").set("version", __version__)
    _link(root, feed.links)
    for entry in feed.entries:
        _entry(root, entry)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _text(element, "id", entry.iri)
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated)
    for name in entry.authors:
        _text(ET.SubElement(element, "author"), "name", name)
    if entry.category:
        ET.SubElement(element, "category", term=_clean(entry.category))
    _link(element, entry.links)
    _text(element, "summary", entry.summary)


def _link(element: ET.Element, links: Links) -> None:
    for relation, address in links:
        ET.SubElement(element, "link", rel=relation, href=_clean(iri_to_uri(address)))


def _text(element: ET.Element, name: str, text: str) -> ET.Element:
    found = ET.SubElement(element, name)
    found.text = _clean(text)
    return found


def _clean(text: str) -> str:
    return _UNSEEN.sub("\ufffd", text)
