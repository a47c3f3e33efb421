"""Fetches the pages of a static site from the application, beginning with what there is and following their links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask

from kb.errors import KbError

from ..description import rows_asked
from ..locating import SUFFIXES, in_path
from ..sitemap import STEMS
from ..state import endpoint
from .places import Places
from .rewriting import links_of

FIXED = ("", "questions", "rules", "about", *(f"browse/{stem}" for stem in STEMS))
"""The addresses of the pages that every site has."""

DATA = ("ttl", "json")
"""The suffixes of the files of data that each thing has beside its page."""

_THINGS = "SELECT DISTINCT ?it WHERE { ?it ?p ?o FILTER(isIRI(?it) && STRSTARTS(STR(?it), STR(?base))) }"
_FOLLOWED = re.compile(
    r"browse/[a-z]+/[0-9]+|q/[\w-]+\.csv|q/[\w-]+\.html(?:\?page_size=[0-9]+|\?page=[1-5]&page_size=[0-9]+)?"
)
"""What is followed beside things: lists, and answers in full as data and, as pages, their first rows."""

_PAGED = re.compile(r"(?:claims|reviewed)=[0-9]{1,5}")
_PAGE_TYPE = "text/html"
_AT_ONCE, _AHEAD = 4, 64
Answer = TypeVar("Answer")


class MissingPageError(KbError):
    """The application has no page where there should be one."""


@dataclass
class Visitor:
    """Asks the application as if it were at ``base``; addresses are paths and queries below that."""

    app: Flask
    base: str

    def things(self) -> list[str]:
        """Return the addresses of all that the knowledge base says something about, sorted."""
        with self.app.test_request_context("/"):
            own = endpoint().kb.settings.base
            found = (row["it"]["value"] for row in rows_asked(_THINGS, base=[own]))
            return sorted({in_path(iri.removeprefix(own)) for iri in found} - {""})

    def get(self, address: str, accept: str = _PAGE_TYPE) -> bytes | None:
        """Return what is at an address, None if nothing is.

        Raises:
            MissingPageError: if the application fails there.
        """
        headers = {"Accept": accept, "Host": urlsplit(self.base).netloc}
        got = self.app.test_client(use_cookies=False).get(f"/{address}", base_url=self.base, headers=headers)
        if got.status_code in (200, 410):
            content: bytes = got.data
            return content
        if got.status_code in (400, 404):
            return None
        raise MissingPageError(f"the page '{address}' cannot be made: {got.get_data(as_text=True)[:300].strip()}")

    def below(self, link: str, page: str) -> str | None:
        """Return the address that a link of a page leads to, None if that is elsewhere."""
        target = urldefrag(urljoin(self.base + page, link)).url
        return target.removeprefix(self.base) if target.startswith(self.base) else None


def pages(visitor: Visitor, places: Places, things: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the address and content of each page, those that others lead to last; each gets its place."""
    waiting, known = [*FIXED, *things], {*FIXED, *things}
    while waiting:
        further: list[str] = []
        for address, found in together(visitor.get, waiting):
            if found is None or (address.startswith("q/") and b'<form class="parameters"' in found):
                continue  # there is no such page, or it only asks for what the question needs
            suffix = "" if address.endswith(".csv") and address.startswith("q/") else ".html"
            places.add(address, suffix)
            yield address, found
            if suffix:
                targets = filter(None, (visitor.below(link, address) for link in links_of(found.decode())))
                new = sorted({target for target in targets if target not in known and _is_followed(target, known)})
                known.update(new)
                further += new
        waiting = further


def together(ask: Callable[[str], Answer], addresses: Sequence[str]) -> Iterator[tuple[str, Answer]]:
    """Yield what each address gives, in their order; a few are asked at the same time, and few wait in memory."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for start in range(0, len(addresses), _AHEAD):
            some = addresses[start : start + _AHEAD]
            yield from zip(some, threads.map(ask, some), strict=True)


def _is_followed(target: str, known: set[str]) -> bool:
    path, _, query = target.partition("?")
    return bool(_FOLLOWED.fullmatch(target)) or (bool(_PAGED.fullmatch(query)) and path in known)


def data(visitor: Visitor, places: Places, things: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the file names and contents of the data of things, which lie beside their pages."""
    for suffix in DATA:
        for address, found in together(partial(visitor.get, accept="*/*"), [f"{thing}.{suffix}" for thing in things]):
            page = places.get(address.removesuffix(f".{suffix}"))
            if found is not None and page is not None:
                yield f"{page.removesuffix('.html')}.{suffix}", found


def data_place(places: Places, address: str) -> str | None:
    """Return the file of the data that an address with a suffix leads to, None if there is none."""
    stem, dot, suffix = address.rpartition(".")
    page = places.get(stem) if dot and suffix in SUFFIXES else None
    if page is None:
        return None
    return page if suffix == "html" else f"{page.removesuffix('.html')}.{suffix}" if suffix in DATA else None
