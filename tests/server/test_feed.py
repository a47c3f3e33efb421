"""The feed: new reviews, corrections and retractions, as Atom that readers take."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kb.building import build
from kb.project import load
from kb.server.app import create_app, endpoint_of
from kb.server.atom import Entry, Feed, instant, written
from tests.conftest import PREFIXES

from .conftest import Server

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def feed(server: Server) -> ET.Element:
    got = server.request("/feed.atom")
    assert (got.status, got.type) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(got.body)


def _titles(feed: ET.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title", "") for entry in feed.iter(f"{ATOM}entry")]


def test_the_newest_comes_first_and_retractions_and_corrections_are_entries(feed: ET.Element) -> None:
    assert _titles(feed) == [
        "Retracted: The bridge was closed.",
        'Corrected to refuted: The river rose by 2 m, "more than ever".',
        'Supported: The river rose by 2 m, "more than ever".',
        "Refuted: The bridge was closed.",
        "Not enough evidence: The bridge was closed.",
    ]


def test_each_entry_has_what_atom_asks_for_and_an_id_of_its_own(feed: ET.Element) -> None:
    entries = list(feed.iter(f"{ATOM}entry"))
    for entry in [feed, *entries]:
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", entry.findtext(f"{ATOM}updated", ""))
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_a_correction_says_why(feed: ET.Element) -> None:
    summaries = [entry.findtext(f"{ATOM}summary", "") for entry in feed.iter(f"{ATOM}entry")]
    assert summaries[:2] == ["It was about another bridge.", "The gauge was broken."]


def test_links_of_entries_lead_to_pages(server: Server, feed: ET.Element) -> None:
    links = {link.get("href", "") for entry in feed.iter(f"{ATOM}entry") for link in entry.iter(f"{ATOM}link")}
    assert len(links) == 6
    paths = [link.removeprefix(server.url) for link in links]
    assert {server.request(f"/{path}", headers={"Accept": "text/html"}).status for path in paths} == {200}


def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    tag = server.request("/feed.atom").headers["ETag"]
    assert server.request("/feed.atom", headers={"If-None-Match": tag}).status == 304


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "9999999"])
def test_there_is_no_page_where_nothing_is(server: Server, page: str) -> None:
    assert server.request(f"/feed.atom?page={page}").status == 404


def test_pages_of_the_feed_lead_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\n')
    claims = "".join(
        f'claim:c a fc:Claim ; schema:text "It is so."@en .\n<https://kb.example/review/r{at}> a fc:Review ;'
        f' schema:itemReviewed claim:c ; fc:verdict verdict:mixed ; schema:datePublished "2026-01-{at % 28 + 1:02}" .\n'
        for at in range(120)
    )
    (tmp_path / "claims.ttl").write_text(PREFIXES + claims)
    build(load(tmp_path))
    app = create_app(load(tmp_path), in_memory=False)
    try:
        pages = [ET.fromstring(app.test_client().get(f"/feed.atom?page={page}").data) for page in (1, 2, 3)]
    finally:
        endpoint_of(app).pool.close()
    links = [{link.get("rel") for link in page.findall(f"{ATOM}link")} for page in pages]
    assert [{"next", "previous"} & each for each in links] == [{"next"}, {"next", "previous"}, {"previous"}]
    ids = [entry.findtext(f"{ATOM}id") for page in pages for entry in page.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) == 120


def test_the_head_of_a_page_names_the_feed(server: Server) -> None:
    page = server.request("/claim/bridge", headers={"Accept": "text/html"}).text
    assert '<link rel="alternate" type="application/atom+xml" href="/feed.atom">' in page


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-03-07", "2026-03-07T00:00:00Z"),
        ("2026-03-07+01:00", "2026-03-07T00:00:00+01:00"),
        ("2026-03-07T08:30:00.25Z", "2026-03-07T08:30:00Z"),
        ("2026-13-01", None),
        ("2026", None),
        ("next week", None),
    ],
)
def test_a_date_becomes_an_instant_or_nothing(date: str, expected: str | None) -> None:
    assert instant(date) == expected


def test_what_no_xml_can_hold_is_replaced() -> None:
    entry = Entry("https://x.example/1", "a\x00b\ud800<c>", "2026-01-01T00:00:00Z", "\x1b", ["]]>"], "", [])
    root = ET.fromstring(written(Feed("https://x.example/", "F", "2026-01-01T00:00:00Z", "", [], [entry])))
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == "a\ufffdb\ufffd<c>"
