"""Makes a page one that needs no server: links become relative, forms and links that lead nowhere are taken out."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

Attributes = list[tuple[str, str | None]]

Relink = Callable[[str], str | None]
"""Returns what a link becomes, or None if what it leads to is not part of the site."""

_LINKING = {"a": ("href", "xlink:href"), "link": ("href",), "script": ("src",), "img": ("src",)}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Open(NamedTuple):
    """An element that is open: how it ends, whether it is left out, and whether it lists links for their own sake."""

    tag: str
    end: str
    is_dropped: bool
    is_list: bool


def rewritten(page: str, relink: Relink) -> str:
    """Return a page with other links. What leads nowhere stays as text, but within lists of links it goes."""
    rewriter = _Rewriter(relink)
    rewriter.feed(page)
    rewriter.close()
    return "".join(rewriter.parts)


def links_of(page: str) -> set[str]:
    """Return the addresses that the links of a page lead to, as they are written."""
    found: set[str] = set()

    def note(link: str) -> str:
        found.add(link)
        return link

    rewritten(page, note)
    return found


def relinked_xml(text: str, relink: Relink) -> str:
    """Return a feed or a site map with other addresses; a link of a feed that leads nowhere goes."""

    def place(found: re.Match[str]) -> str:
        link = relink(_plain(found[1]))
        return f"<loc>{escape(link)}</loc>" if link is not None else found[0]

    def link(found: re.Match[str]) -> str:
        target = relink(_plain(found[2]))
        return f'<link rel="{found[1]}" href="{escape(target)}" />' if target is not None else ""

    text = re.sub(r"<loc>([^<]*)</loc>", place, text)
    return re.sub(r'<link rel="([^"]*)" href="([^"]*)" />', link, text)


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


class _Rewriter(HTMLParser):
    """Copies a page, tag by tag."""

    def __init__(self, relink: Relink) -> None:
        super().__init__(convert_charrefs=False)
        self._relink = relink
        self.parts: list[str] = []
        self._open = [_Open("", "", False, False)]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        within, written, end = self._open[-1], self.get_starttag_text() or "", f"</{tag}>"
        is_dropped = within.is_dropped or tag == "form"
        name = next((name for name in _LINKING.get(tag, ()) if dict(attrs).get(name)), None)
        is_own = tag == "link" and dict(attrs).get("rel") == "canonical"
        if name is not None and not is_dropped and not is_own:
            link = dict(attrs)[name] or ""
            target = self._relink(link)
            if target is None:
                written, end, is_dropped = "<span>", "</span>", tag != "a" or within.is_list
            elif target != link:
                written = _start(tag, attrs, name, target)
        if not is_dropped:
            self.parts.append(written)
        if tag not in _VOID:
            is_list = within.is_list or tag == "nav" or "links" in (dict(attrs).get("class") or "").split()
            self._open.append(_Open(tag, end, is_dropped, is_list))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._copy(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        while any(each.tag == tag for each in self._open):
            last = self._open.pop()
            if not last.is_dropped:
                self.parts.append(last.end)
            if last.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._copy(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._copy(f"<!{decl}>")

    def _copy(self, text: str) -> None:
        if not self._open[-1].is_dropped:
            self.parts.append(text)


def _start(tag: str, attrs: Attributes, name: str, target: str) -> str:
    values = ((key, target if key == name else value) for key, value in attrs)
    written = "".join(f' {key}="{escape(value)}"' if value is not None else f" {key}" for key, value in values)
    return f"<{tag}{written}>"
