"""Answers that a client has already: entity tags over every way in which a query comes, and by clients that know them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from .conftest import Server
from .raw import exchange, request

ASK = "ASK { ?claim a fc:Claim }"
DIRECT = "Content-Type: application/sparql-query"
FORM = "Content-Type: application/x-www-form-urlencoded"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 60000"
WAYS = {
    "get": request("GET", "/sparql?query=" + quote(ASK)),
    "get-with-a-slash": request("GET", "/sparql/?query=" + quote(ASK)),
    "form": request("POST", "/sparql", FORM, body=urlencode({"query": ASK}).encode()),
    "post": request("POST", "/sparql", DIRECT, body=ASK.encode()),
    "query": request("QUERY", "/sparql", DIRECT, body=ASK.encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_has_the_same_headers_and_the_same_answer(server: Server, way: str) -> None:
    first, other = (exchange(server.address, WAYS[name]) for name in ("get", way))
    assert first.body == other.body
    assert {**first.headers, "date": ""} == {**other.headers, "date": ""}


def test_head_of_a_long_answer_has_no_body_either(server: Server) -> None:
    got = exchange(server.address, request("HEAD", "/sparql?query=" + quote(LONG)))
    assert (got.status, got.headers["content-type"], got.body) == (200, "application/sparql-results+json", b"")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_that_the_client_has_is_not_sent_again(server: Server, method: str) -> None:
    target = "/sparql?query=" + quote(ASK)
    tag = exchange(server.address, request(method, target)).headers["etag"]
    got = exchange(server.address, request(method, target, f"If-None-Match: {tag}"))
    assert (got.status, got.headers["etag"], got.body) == (304, tag, b"")


def test_a_tag_is_that_of_one_format(server: Server) -> None:
    target = "/sparql?query=" + quote(ASK)
    tags = {
        exchange(server.address, request("GET", target, f"Accept: {kind}")).headers["etag"]
        for kind in ("text/csv", "*/*")
    }
    assert len(tags) == 2


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_keeps_what_has_not_changed(server: Server, tmp_path: Path) -> None:
    tag = str(tmp_path / "tag")
    arguments = ["-s", "--etag-save", tag, "--etag-compare", tag, "-o", str(tmp_path / "answer"), "-w", "%{http_code}"]
    command = ["curl", "-G", f"{server.url}sparql", "--data-urlencode", f"query={ASK}", *arguments]
    codes = [subprocess.run(command, capture_output=True, text=True).stdout for _ in range(2)]
    assert codes == ["200", "304"]


@pytest.mark.parametrize("path", ["/graph-store?default", "/.well-known/void", "/sparql", "/sparql?query=ASK%7B%7D"])
def test_what_a_client_has_already_is_not_sent_again(server: Server, path: str) -> None:
    first = server.request(path, headers={"Accept": "text/turtle, application/sparql-results+json"})
    again = server.request(
        path, headers={"Accept": "text/turtle, application/sparql-results+json", "If-None-Match": first.headers["ETag"]}
    )
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
