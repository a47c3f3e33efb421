"""What search engines are told: which pages there are, and what to leave alone."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from .conftest import Server

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _locations(server: Server, path: str) -> list[str]:
    got = server.request(path)
    assert (got.status, got.type) == (200, "application/xml; charset=utf-8")
    return [each.text or "" for each in ET.fromstring(got.body).iter(f"{MAP}loc")]


@pytest.fixture(scope="module")
def pages(server: Server) -> list[str]:
    parts = _locations(server, "/sitemap.xml")
    return [page for part in parts for page in _locations(server, "/" + part.removeprefix(server.url))]


def test_the_map_names_every_claim_review_source_and_agent_once(server: Server, pages: list[str]) -> None:
    names = {page.removeprefix(server.url) for page in pages}
    assert len(names) == len(pages)
    assert {"claim/bridge", "claim/river", "review/bridge", "source/gazette", "agent/mayor"} <= names


def test_every_page_of_the_map_is_there(server: Server, pages: list[str]) -> None:
    paths = ["/" + page.removeprefix(server.url) for page in pages]
    assert {server.request(path, headers={"Accept": "text/html"}).status for path in paths} == {200}


def test_a_claim_changed_when_its_last_review_did(server: Server) -> None:
    root = ET.fromstring(server.request("/sitemap-claim-1.xml").body)
    changed = {url.findtext(f"{MAP}loc", ""): url.findtext(f"{MAP}lastmod") for url in root.iter(f"{MAP}url")}
    assert changed[f"{server.url}claim/river"] == "2026-03-07"
    assert changed[f"{server.url}claim/bridge"] == "2026-03-08"


@pytest.mark.parametrize(
    "path", ["/sitemap-claim-2.xml", "/sitemap-claim-0.xml", "/sitemap-rule-1.xml", "/sitemap-claim-x.xml"]
)
def test_there_is_no_other_part(server: Server, path: str) -> None:
    assert server.request(path).status == 404


def test_robots_may_see_pages_but_not_ask_questions(server: Server) -> None:
    parser = RobotFileParser()
    parser.parse(server.request("/robots.txt").text.splitlines())
    assert parser.can_fetch("Googlebot", f"{server.url}claim/bridge")
    assert not parser.can_fetch("Googlebot", f"{server.url}sparql?query=ASK")
    assert parser.site_maps() == [f"{server.url}sitemap.xml"]
