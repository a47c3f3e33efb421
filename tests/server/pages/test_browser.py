"""Pages in a browser, as people use them: clicks from page to page, no other host, nothing that bars anybody.

Needs Chromium and the extra ``browser``; axe-core comes by npm. Where they are missing, the tests are skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kb.project import KnowledgeBase
from tests.server.conftest import Server

from .conftest import FAMILIES

pytestmark = pytest.mark.slow

AXE = "axe-core@4.14.1"
ONE_OF_EACH = [path for path in FAMILIES if path.count("/") == 1 or "harbour" in path or "gone" in path]
ONE_OF_EACH += [
    "/browse/agent",
    "/snapshot/courier",
    "/quote/closes",
    "/quote/hostile",
    "/evidence/papers",
    "/assessment/mirror",
    "/import/hostile-record",
    "/source/courier",
    "/review/second",
    "/report/courier",
    "/agent/mirror",
    "/claim/hostile",
]
WIDTHS = {"desktop": 1280, "phone": 360}


@pytest.fixture(scope="module")
def served(newsroom: KnowledgeBase) -> Iterator[Server]:
    found = Server(newsroom.folder, timeout=60)
    yield found
    found.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra 'browser' is not installed")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "factcheck-kb" / AXE.replace("@", "-")
    script = cache / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        if "KB_INSTALL_CLIENTS" not in os.environ:
            pytest.skip("axe-core is not installed: with KB_INSTALL_CLIENTS=1, npm installs it into the cache")
        cache.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(cache), "--no-audit", "--no-fund", "--silent", AXE]
        if subprocess.run(command, timeout=300).returncode != 0:
            pytest.skip("npm cannot install axe-core")
    return script.read_text(encoding="utf-8")


@pytest.fixture
def tab(browser: Any, served: Server) -> Iterator[Any]:
    """A tab whose requests to other hosts, and whose complaints, are kept."""
    context = browser.new_context(viewport={"width": WIDTHS["desktop"], "height": 900}, base_url=served.url)
    found = context.new_page()
    found.strangers, found.complaints = [], []
    host = urlsplit(served.url).netloc
    found.on(
        "request",
        lambda request: None if urlsplit(request.url).netloc in (host, "") else found.strangers.append(request.url),
    )
    found.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.on("console", lambda line: found.complaints.append(line.text) if line.type == "error" else None)
    yield found
    context.close()


def test_a_reader_goes_from_the_first_page_to_a_source_and_back_and_on_to_the_editor(tab: Any) -> None:
    tab.goto("/")
    tab.get_by_role("searchbox").fill("hafen schließt")
    tab.get_by_role("button", name="Search").click()
    tab.get_by_role("link", name="The harbour closes in May.").first.click()
    assert tab.url.endswith("/claim/harbour-closes")
    assert tab.get_by_role("heading", level=1).inner_text() == "The harbour closes in May."
    chain = tab.locator("svg.chain")
    assert chain.is_visible()
    assert chain.bounding_box()["height"] > 200
    tab.locator(".chain-list").get_by_role("link", name="The Courier on the harbour").first.click()
    assert tab.url.endswith("/source/courier")
    tab.go_back()
    assert tab.url.endswith("/claim/harbour-closes")
    tab.get_by_role("navigation", name="Site").get_by_role("link", name="Query").click()
    tab.locator(".CodeMirror, textarea").first.wait_for()
    assert urlsplit(tab.url).path == "/sparql"
    assert tab.strangers == []
    assert tab.complaints == []


def test_a_keyboard_skips_to_the_content(tab: Any) -> None:
    tab.goto("/claim/harbour-closes")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_hostile_content_runs_nothing_and_asks_nobody(tab: Any) -> None:
    tab.on("dialog", lambda dialog: tab.complaints.append(dialog.message))
    for path in (path for path in FAMILIES if "hostile" in path):
        tab.goto(path)
    assert tab.strangers == []
    assert tab.complaints == []


@pytest.mark.parametrize("path", [path for path in FAMILIES if "hostile" not in path])
def test_no_page_is_wider_than_a_phone(tab: Any, path: str) -> None:
    tab.set_viewport_size({"width": WIDTHS["phone"], "height": 700})
    tab.goto(path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTHS["phone"]


@pytest.mark.parametrize("path", [*ONE_OF_EACH, "/q/who-denied-what.html", "/browse/claim", "/nothing"])
def test_axe_finds_no_serious_fault(tab: Any, axe: str, path: str) -> None:
    tab.goto(path)
    judge(tab, axe)


def test_axe_finds_no_serious_fault_in_the_editor_with_an_answer(tab: Any, axe: str) -> None:
    tab.goto("/sparql")
    tab.locator("a[data-query]").first.click()
    tab.locator(".yasr tbody tr").first.wait_for()
    judge(tab, axe)


def judge(tab: Any, axe: str) -> None:
    """Let axe-core look at what a tab shows, in light and in dark."""
    tab.evaluate(axe)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert len(found["passes"]) > 10
        serious = [each for each in found["violations"] if each["impact"] in {"serious", "critical"}]
        assert [f"{scheme} {each['id']}: {each['nodes'][0]['html'][:200]}" for each in serious] == []


def test_a_printed_claim_has_its_chain_and_its_addresses(tab: Any) -> None:
    tab.goto("/claim/harbour-closes")
    tab.emulate_media(media="print")
    assert tab.locator("svg.chain").is_visible()
    assert not tab.get_by_role("navigation", name="Site").is_visible()
    content = tab.evaluate("getComputedStyle(document.querySelector('.sources a.outside'), '::after').content")
    assert re.search("https://www.courier.example/harbour", content)
