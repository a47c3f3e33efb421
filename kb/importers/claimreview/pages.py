"""Finds scripts of JSON-LD in web pages, with the address and the language of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SCRIPT = re.compile(r"<script\b[^>]*\btype\s*=\s*[\"']?([\w/+.-]+)[^>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)
_DATA = ("application/ld+json", "application/json")


@dataclass
class Page:
    """The scripts of a page that hold data, its canonical URL and its language, empty where it does not say."""

    scripts: list[str] = field(default_factory=list)
    url: str = ""
    language: str = ""


def scripts(text: str) -> Page:
    """Read a web page. Data of other kinds counts only if it speaks of ClaimReview."""
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # Python's, at declarations that HTML does not have
        return Page([found for kind, found in _SCRIPT.findall(text) if _counts(kind, found)])
    reader.end(reader.rawdata)
    return reader.page


def _counts(kind: str, content: str) -> bool:
    kind = kind.partition(";")[0].strip().lower()
    return (kind == _DATA[0] and bool(content.strip())) or (kind == _DATA[1] and "ClaimReview" in content)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.page = Page()
        self._kind = ""
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.lower(): value or "" for name, value in attrs}
        if tag == "script":
            self._kind = given.get("type", "").partition(";")[0].strip().lower()
            self._parts = []
        elif tag == "html":
            self.page.language = given.get("lang") or given.get("xml:lang") or ""
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.page.url = given.get("href", "")
        elif tag == "meta" and given.get("property", "").lower() == "og:url" and not self.page.url:
            self.page.url = given.get("content", "")

    def handle_data(self, data: str) -> None:
        if self._kind in _DATA:
            self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.end()

    def end(self, rest: str = "") -> None:
        """End a script; ``rest`` is what there is of one that the page does not end."""
        content = "".join(self._parts) + rest
        if self._kind and _counts(self._kind, content):
            self.page.scripts.append(content)
        self._kind = ""

    def unknown_decl(self, data: str) -> None:
        """Let declarations be that HTML does not know."""
