"""What holds of the pages of every family: sound HTML, headings, landmarks, size, links that lead somewhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from .conftest import FAMILIES, Page, without_data

VOID = {"meta", "link", "input", "br", "img"}
LARGEST = 100_000


class Reader(HTMLParser):
    """Reads a page: whether its elements are balanced, its ids and what refers to them, headings, links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.links: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.tags.append(tag)
        self.attributes += values
        self.ids += [values["id"]] if "id" in values else []
        self.named += [name for key in ("aria-labelledby", "for") for name in values.get(key, "").split()]
        self.links += [values["href"]] if "href" in values else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @property
    def levels(self) -> list[int]:
        return [int(tag[1]) for tag in self.tags if re.fullmatch("h[1-6]", tag)]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.fixture(params=FAMILIES)
def html(request: pytest.FixtureRequest, page: Page) -> str:
    return without_data(page(request.param))


def test_elements_are_balanced_and_ids_are_single_and_found(html: str) -> None:
    reader = read(html)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.named) <= set(reader.ids)


def test_there_is_one_first_heading_and_no_level_is_left_out(html: str) -> None:
    levels = read(html).levels
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_landmarks_are_there_and_can_be_skipped_to(html: str) -> None:
    reader = read(html)
    assert {"header", "nav", "main", "footer"} <= set(reader.tags)
    assert next(link for link in reader.links if link.startswith("#")) == "#main"
    assert '<html lang="en">' in html


@pytest.mark.parametrize("path", FAMILIES)
def test_a_page_is_small(page: Page, path: str) -> None:
    assert len(page(path).encode()) < LARGEST


def test_nothing_runs_or_styles_within_a_page(html: str) -> None:
    reader = read(html)
    assert not {"script", "style", "iframe", "object", "embed", "base"} & set(reader.tags)
    assert not [name for name in reader.attributes if name == "style" or name.startswith("on")]


def test_only_addresses_of_the_web_are_links(html: str) -> None:
    assert [link for link in read(html).links if not re.match(r"https?://|/|\?|#", link)] == []


def test_marks_of_direction_are_closed_where_they_were_opened(html: str) -> None:
    for text in re.findall(r">([^<]*)<", html):
        opened = len(re.findall("[\u202a\u202b\u202d\u202e]", text))
        isolated = len(re.findall("[\u2066\u2067\u2068]", text))
        assert (text.count("\u202c"), text.count("\u2069")) == (opened, isolated)


def inner(page: Page, path: str) -> Iterator[str]:
    """Yield the addresses on this server that a page leads to, without what is below them."""
    for link in read(page(path)).links:
        address = unescape(link).partition("#")[0]
        if address.startswith("?"):
            yield path + address
        elif address.startswith("/"):
            yield address


@pytest.mark.slow
def test_every_link_on_this_server_leads_somewhere(page: Page, client: FlaskClient) -> None:
    links = {link for path in FAMILIES for link in inner(page, path)}
    assert len(links) > 150
    for link in sorted(links):
        with client.head(link) as got:
            assert got.status_code == 200, link
