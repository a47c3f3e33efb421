"""The static site of the example, whole, and how a site takes the place of the one before."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from kb.errors import UsageError
from kb.formats import parse
from kb.project import KnowledgeBase, load
from kb.server.site.visiting import MissingPageError
from kb.server.site.writing import MARK, write_site
from tests.conftest import run_kb
from tests.server.conftest import make_knowledge_base

BASE = "https://kamikaze-drones.example/"


class _Links(HTMLParser):
    """The links of a page, but for the name that it has on the web."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag if values.get("type") != "application/ld+json" else "data")
        self.ids.add(values.get("id") or "")
        if values.get("rel") != "canonical":
            self.links += [link for name in ("href", "src", "xlink:href") if (link := values.get(name))]


@pytest.fixture(scope="session")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example."""
    out = tmp_path_factory.mktemp("site") / "out"
    done = run_kb("site", out, folder=example)
    assert done.code == 0, done.err
    assert re.match(r"\d+ files, \d+ of them new or changed: ", done.out)
    return out


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, _Links]:
    """The pages by their paths below the folder."""
    return {path.relative_to(site).as_posix(): _Links(path) for path in site.rglob("*.html")}


def _target(page: str, link: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / unquote(urlsplit(link).path)).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


@pytest.mark.slow  # it waits for the site of the whole example
def test_every_link_of_every_page_leads_to_a_file_or_to_another_site(site: Path, pages: dict[str, _Links]) -> None:
    dead = []
    for page, found in pages.items():
        for link in found.links:
            url = urlsplit(link)
            if not url.scheme and url.path and not (site / _target(page, link)).is_file():
                dead.append((page, link))
            if not url.scheme and not url.path and url.fragment and unquote(url.fragment) not in found.ids:
                dead.append((page, link))
    assert not dead


@pytest.mark.slow  # it waits for the site of the whole example
def test_no_link_needs_a_web_server(pages: dict[str, _Links]) -> None:
    links = {link for found in pages.values() for link in found.links}
    assert not [link for link in links if link.startswith(("/", BASE, "http://localhost"))]


@pytest.mark.slow  # it waits for the site of the whole example
def test_nothing_is_left_that_needs_a_server_or_a_script(pages: dict[str, _Links]) -> None:
    tags = set.union(*(found.tags for found in pages.values()))
    assert not tags & {"form", "script", "input", "button", "iframe"}


@pytest.mark.slow  # it waits for the site of the whole example
def test_no_page_may_run_a_script_whatever_the_host_says(site: Path, pages: dict[str, _Links]) -> None:
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    assert all(policy in (site / page).read_text() for page in pages)


@pytest.mark.slow  # it waits for the site of the whole example
def test_everything_can_be_reached_from_the_first_page_but_what_no_page_names(
    site: Path, pages: dict[str, _Links]
) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        page = waiting.pop()
        targets = {_target(page, link) for link in pages[page].links if not urlsplit(link).scheme}
        waiting += [target for target in targets - reached if target in pages]
        reached |= targets
    people = ("claim/", "review/", "source/", "topic/", "browse/", "q/")
    assert not [page for page in pages if page.startswith(people) and page not in reached]


@pytest.mark.slow  # it waits for the site of the whole example
def test_each_thing_has_its_data_beside_its_page(site: Path, pages: dict[str, _Links]) -> None:
    things = [
        page.removesuffix(".html")
        for page in pages
        if re.match(r"(claim|review|source|agent|topic|report)/[^~]+$", page)
    ]
    assert len(things) > 200
    for thing in things:
        triples = list(parse((site / f"{thing}.ttl").read_bytes(), base=None))
        assert any(f"{BASE}{thing}" in (str(each.subject)[1:-1], str(each.object)[1:-1]) for each in triples)
        assert json.loads((site / f"{thing}.json").read_text())["@graph"]


@pytest.mark.slow  # it waits for the site of the whole example
def test_all_data_are_there_in_one_file(site: Path, example: Path) -> None:
    whole = {str(each) for each in parse((site / "everything.ttl").read_bytes(), base=None)}
    written = {
        str(each)
        for path in load(example).files()
        for each in parse(path.read_bytes(), base=load(example).settings.base)
    }
    assert written <= whole


@pytest.mark.slow  # it waits for the site of the whole example
@pytest.mark.parametrize("name", ["sitemap-claim-1.xml", "sitemap.xml", "feed.atom"])
def test_feed_and_map_name_files_at_the_base(site: Path, name: str) -> None:
    root = ET.parse(site / name).getroot()
    found = [each.text for each in root.iter() if each.tag.endswith("}loc")]
    found += [each.get("href") for each in root.iter() if each.tag.endswith("}link")]
    assert len(found) > 4
    for address in found:
        assert address is not None
        assert address.startswith(BASE)
        assert (site / (unquote(address.removeprefix(BASE)) or "index.html")).is_file()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a small knowledge base with hostile content, built."""
    return make_knowledge_base(tmp_path / "kb").folder


@pytest.mark.slow
def test_a_second_time_only_what_changed_is_another_file(small: Path, tmp_path: Path) -> None:
    kb, out = load(small), tmp_path / "out"
    first = write_site(kb, out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    second = write_site(kb, out)
    assert (second.files, second.changed) == (first.files, 0)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == times
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.fixture(scope="session")
def hostile(built: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that knowledge base."""
    out = tmp_path_factory.mktemp("hostile") / "out"
    write_site(built, out)
    return out


def test_hostile_content_stays_text(hostile: Path) -> None:
    for path in hostile.rglob("*.html"):
        page = path.read_text()
        assert not re.search(r"<script>|javascript:alert\(1\)\"", page)
        assert not set(_Links(path).links) & {"javascript:alert(1)"}


def test_odd_iris_have_pages(hostile: Path) -> None:
    names = {path.name for path in (hostile / "topic").iterdir()}
    assert {"brücke.html", "50%25.html", "a'b.html"} <= names


def test_what_was_removed_has_its_tombstone(hostile: Path) -> None:
    assert "It named a private person." in (hostile / "claim" / "removed.html").read_text()


def test_a_folder_with_anything_else_is_never_replaced(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "photos"
    out.mkdir()
    (out / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="no site of ours"):
        write_site(load(small), out)
    assert (out / "holiday.jpg").read_bytes() == b"x"


def test_a_site_cannot_lie_where_the_next_build_would_read_its_data(small: Path) -> None:
    with pytest.raises(UsageError, match="lies in the knowledge base"):
        write_site(load(small), small / "public")
    assert not (small / "public").exists()


def test_a_site_can_be_at_another_address_than_the_base(small: Path, tmp_path: Path) -> None:
    write_site(load(small), tmp_path / "out", url="https://desk.pages.example/kb")
    assert (
        "<loc>https://desk.pages.example/kb/claim/bridge.html</loc>"
        in (tmp_path / "out/sitemap-claim-1.xml").read_text()
    )
    page = (tmp_path / "out/claim/bridge.html").read_text()
    assert '<link rel="canonical" href="https://served.example/claim/bridge">' in page
    assert 'href="../source/gazette.html"' in page


@pytest.mark.parametrize("url", ["ftp://desk.example/", "https:///x", "desk.example", "https://desk.example/?a=1"])
def test_a_site_can_only_be_on_the_web(small: Path, tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="no site can be at"):
        write_site(load(small), tmp_path / "out", url=url)


def test_a_page_that_fails_leaves_the_site_of_before(small: Path, tmp_path: Path) -> None:
    kb, out, own = load(small), tmp_path / "out", tmp_path / "own"
    out.mkdir()
    (out / MARK).touch()
    (out / "index.html").write_text("before")
    own.mkdir()
    (own / "rules.html").write_text("{{ nothing.at.all }}")
    with pytest.raises(MissingPageError, match="rules"):
        write_site(kb, out, own)
    assert (out / "index.html").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kb", "out", "own"]


def test_a_newsroom_dresses_its_site(small: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "static").mkdir(parents=True)
    (own / "static" / "logo.svg").write_text("<svg/>")
    (own / "about.html").write_text("<!doctype html><title>Ours</title><p>Our desk")
    write_site(load(small), tmp_path / "out", own)
    assert "Our desk" in (tmp_path / "out" / "about.html").read_text()
    assert (tmp_path / "out" / "static" / "logo.svg").is_file()
