"""What is hostile in data is shown, and does nothing."""

from __future__ import annotations

import pytest

from kb.server.pages.links import balanced, clipped, host, web, written
from kb.server.views.graph import node_of

from .conftest import Page, without_data

HOSTILE = [f"/{stem}/hostile" for stem in ("claim", "source", "review", "report", "agent", "topic")]
HOSTILE += [f"/{stem}/hostile" for stem in ("snapshot", "quote", "evidence", "assessment", "match", "import")]
HOSTILE += ["/import/hostile-file", "/import/hostile-record"]


@pytest.mark.parametrize("path", HOSTILE)
def test_script_in_data_is_text(page: Page, path: str) -> None:
    html = without_data(page(path))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("path", HOSTILE)
def test_addresses_that_are_no_web_pages_are_no_links(page: Page, path: str) -> None:
    html = page(path)
    assert 'href="javascript:' not in html
    assert 'href="data:' not in html


def test_an_archive_that_is_no_web_page_is_shown_as_text(page: Page) -> None:
    assert "javascript:alert(3)" in page("/source/hostile")


def test_the_picture_of_a_chain_escapes_its_texts(page: Page) -> None:
    html = page("/claim/hostile")
    picture = html[html.index("<svg class=") : html.index("</svg>", html.index("<svg class="))]
    assert "&lt;/script&gt;" in picture
    assert "<script" not in picture


def test_the_title_cannot_be_closed_by_a_claim(page: Page) -> None:
    assert page("/claim/hostile").count("</title>") == 2  # that of the page, and that of the picture


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\u202eturned", "\u202eturned\u202c"),
        ("\u2067right \u202eleft", "\u2067right \u202eleft\u202c\u2069"),
        ("ends \u2069 and \u202c early", "ends  and  early"),
        ("\u2066inner\u2069 outer", "\u2066inner\u2069 outer"),
        ("nul \x00 and \ud800", "nul \ufffd and \ufffd"),
    ],
)
def test_marks_of_direction_end_within_their_text(text: str, shown: str) -> None:
    assert balanced(text) == shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:1", "data:text/html,x", "//evil.example", "http:evil", "https://a b", ""]
)
def test_what_is_no_address_of_the_web_is_not_followed(url: str) -> None:
    assert web(url) is None
    assert host(url) == url


def test_an_address_of_the_web_is_followed() -> None:
    assert web("HTTPS://www.desk.example/a?b#c") is not None
    assert host("https://www.desk.example:8080/a") == "desk.example"


@pytest.mark.parametrize("iri", ["", "x", "https://a.example/> { ?s ?p ?o } #", "https://a.example/ b", 'https://a/"'])
def test_nothing_but_an_iri_becomes_a_term_of_a_query(iri: str) -> None:
    assert node_of(iri) is None


def test_a_long_text_is_cut_and_a_strange_date_is_kept() -> None:
    assert clipped("a" * 10, 5) == "aaaa…"
    assert [written(date) for date in ("2026-11-03", "2026-13-01", "soon")] == ["3 November 2026", "2026-13-01", "soon"]
