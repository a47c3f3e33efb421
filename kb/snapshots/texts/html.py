"""HTML: what a reader sees of a page, blocks apart from each other."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from .common import decode

_SILENT = {"script", "style", "template", "head", "noscript", "svg", "math", "textarea", "select"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd", "label"),
    *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "del", "big", "tt"),
}
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def extract(data: bytes, media_type: str, url: str) -> str:
    """Return the text of a page."""
    match = _DECLARED.search(data[:4096])
    reader = _Reader(convert_charrefs=True)
    reader.feed(decode(data, media_type, match.group(1).decode("ascii") if match else ""))
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    """Collects what is seen; what is never closed hides no more than its own element."""

    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._hidden.clear()  # a head that is never closed ends here
        elif tag in _SILENT:
            self._hidden.append(tag)
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        if tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
