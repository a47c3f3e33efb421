"""Behind a proxy: which address of the server its clients see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from .conftest import Server
from .test_factchecktools import make_desk

OUTSIDE = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "desk.example", "X-Forwarded-Prefix": "/facts"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_desk(tmp_path_factory.mktemp("proxied") / "kb")


@pytest.fixture(scope="module")
def behind(folder: Path) -> Iterator[Server]:
    found = Server(folder, proxies=["127.0.0.1"])
    yield found
    found.close()


def test_absolute_addresses_are_those_that_clients_see(behind: Server) -> None:
    manifest = behind.request("/reconcile", headers=OUTSIDE).json
    assert manifest["suggest"]["entity"]["service_url"] == "https://desk.example/facts/reconcile"
    assert manifest["view"]["url"] == "https://desk.example/facts/reconcile/view?id={{id}}"
    assert behind.request("/openapi.json", headers=OUTSIDE).json["servers"] == [{"url": "https://desk.example/facts"}]


def test_links_and_redirects_stay_below_the_path_of_the_proxy(behind: Server) -> None:
    got = behind.request("/reconcile/view?id=claim:ferry", headers=OUTSIDE)
    assert got.headers["Location"] == "/facts/claim/ferry"
    page = behind.request("/q/retracted.html", headers={**OUTSIDE, "Accept": "text/html"}).text
    assert 'href="/facts/static/style.css"' in page
    assert 'href="/facts/q/retracted.csv"' in page


def test_things_are_found_below_the_path_of_the_proxy(behind: Server) -> None:
    assert "ferry" in behind.request("/claim/ferry.ttl", headers=OUTSIDE).text
    assert behind.request("/sparql?query=" + quote("ASK {}"), headers=OUTSIDE).status == 200


def test_the_nearest_proxy_has_the_last_word(behind: Server) -> None:
    headers = {"X-Forwarded-Host": "evil.example, desk.example"}
    assert behind.request("/reconcile", headers=headers).json["view"]["url"].startswith("http://desk.example/reconcile")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example/x"},
        {"X-Forwarded-Host": ""},
        {"X-Forwarded-Prefix": "//evil.example"},
        {"X-Forwarded-Prefix": "/a/../b"},
        {"X-Forwarded-Prefix": "/" + "x" * 300},
        {"X-Forwarded-Proto": "javascript"},
    ],
)
def test_what_makes_no_sense_is_not_believed(behind: Server, headers: dict[str, str]) -> None:
    assert (
        behind.request("/reconcile", headers=headers).json["view"]["url"] == f"{behind.url}reconcile/view?id={{{{id}}}}"
    )


def test_nobody_else_is_believed(folder: Path) -> None:
    server = Server(folder, proxies=["192.0.2.1"])
    try:
        manifest = server.request("/reconcile", headers=OUTSIDE).json
        assert manifest["view"]["url"] == f"{server.url}reconcile/view?id={{{{id}}}}"
    finally:
        server.close()
