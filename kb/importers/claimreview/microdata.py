"""Reads microdata in web pages as the JSON that would say the same (HTML Standard, §5.2)."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905 (read as a list)
)
_VALUES = {"meta": "content", "time": "datetime", "data": "value", "meter": "value", "object": "data"}
_ADDRESSES = {"a": "href", "area": "href", "link": "href"}
_SOURCES = ("img", "audio", "video", "source", "iframe", "embed", "track")
_UNREAD = ("script", "style", "noscript", "template")


def items(text: str) -> list[dict[str, Any]]:
    """Return the outermost items of a page; each has its type and its properties, as JSON-LD has them."""
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # Python's, at declarations that HTML does not have
        pass
    reader.end_all()
    return reader.items


class _Open:
    """An element that is open: the item that it makes, or the property whose text it gathers."""

    def __init__(self, tag: str, item: dict[str, Any] | None, names: list[str]) -> None:
        self.tag, self.item, self.names = tag, item, names
        self.parts: list[str] = []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[dict[str, Any]] = []
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        names = given.get("itemprop", "").split()
        item = _item(given) if "itemscope" in given else None
        value = item if item is not None else _value(tag, given)
        outer = self._around()
        if names and outer is not None and value is not None:
            _add(outer, names, value)
        elif item is not None:
            self.items.append(item)
        if tag not in _VOID:
            reads = names if item is None and value is None and outer is not None else []
            self._open.append(_Open(tag, item, reads))

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self._open):
            while self._end().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if any(each.tag in _UNREAD for each in self._open[-1:]):
            return
        for each in reversed(self._open):
            if each.item is not None:
                return
            if each.names:
                each.parts.append(data)

    def end_all(self) -> None:
        """End what the page does not end."""
        while self._open:
            self._end()

    def _end(self) -> _Open:
        ended = self._open.pop()
        outer = self._around()
        if ended.names and outer is not None:
            _add(outer, ended.names, " ".join("".join(ended.parts).split()))
        return ended

    def _around(self) -> dict[str, Any] | None:
        return next((each.item for each in reversed(self._open) if each.item is not None), None)

    def unknown_decl(self, data: str) -> None:
        """Let declarations be that HTML does not know."""


def _item(given: dict[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": given["itemtype"].split()} if given.get("itemtype", "").strip() else {}
    return item | ({"@id": given["itemid"]} if given.get("itemid") else {})


def _value(tag: str, given: dict[str, str]) -> str | None:
    """Return the value that an element has in an attribute, or None if its text is its value."""
    name = "src" if tag in _SOURCES else _ADDRESSES.get(tag) or _VALUES.get(tag)
    if "content" in given:  # on any element, as many pages have it
        return given["content"]
    return given.get(name) if name else None


def _add(item: dict[str, Any], names: list[str], value: Any) -> None:
    for name in names:
        before = item.get(name)
        if before is None:
            item[name] = value
        else:
            item[name] = [*before, value] if isinstance(before, list) else [before, value]
