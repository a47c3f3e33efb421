"""What holds of every request: methods, HEAD, OPTIONS, other origins, long URLs, and hosts."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
import rdflib

from .conftest import Server
from .raw import exchange, request

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
ASK = "/sparql?query=" + quote("ASK { ?claim a fc:Claim }")
ROUTES = [
    "/",
    "/healthz",
    "/sparql",
    ASK,
    "/sparql?query=broken",
    "/graph-store?default",
    "/graph-store",
    "/file/claims.ttl",
    "/.well-known/void",
    "/static/style.css",
    "/nothing",
]
PATHS = ["/", "/healthz", "/sparql", "/graph-store", "/file/claims.ttl", "/.well-known/void", "/static/style.css"]


def slashed(path: str) -> str:
    before, mark, after = path.partition("?")
    return f"{before.rstrip('/')}/{mark}{after}"


@pytest.mark.parametrize("path", ROUTES)
def test_head_has_the_headers_of_get_and_no_body(server: Server, path: str) -> None:
    got, head = (exchange(server.address, request(method, path)) for method in ("GET", "HEAD"))
    assert got.body
    assert head.body == b""
    assert head.status == got.status
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


@pytest.mark.parametrize("path", [path for path in PATHS if path not in {"/", "/static/style.css"}])
def test_a_slash_behind_a_path_does_not_matter(server: Server, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "PUT"):
        plain, other = (exchange(server.address, request(method, each)) for each in (path, slashed(path)))
        assert (plain.status, plain.body) == (other.status, other.body)


@pytest.mark.parametrize("path", PATHS)
def test_options_tells_the_methods(server: Server, path: str) -> None:
    got = exchange(server.address, request("OPTIONS", path))
    assert (got.status, got.body) == (200, b"")
    assert {"GET", "HEAD", "OPTIONS"} <= set(got.headers["allow"].split(", "))


def test_options_tells_of_the_server_as_a_whole(server: Server) -> None:
    got = exchange(server.address, request("OPTIONS", "*"))
    assert (got.status, got.headers["allow"]) == (200, "GET, HEAD, OPTIONS, POST, QUERY")


def test_options_on_the_endpoint_tells_which_bodies_it_takes(server: Server) -> None:
    got = exchange(server.address, request("OPTIONS", "/sparql"))
    assert got.headers["allow"] == "GET, HEAD, OPTIONS, POST, QUERY"
    assert "application/sparql-query" in got.headers["accept-query"]
    assert "application/sparql-query" in got.headers["accept-post"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND"])
def test_a_method_that_is_not_allowed_is_told_those_that_are(server: Server, path: str, method: str) -> None:
    got = exchange(server.address, request(method, path))
    assert got.status == 405
    assert got.headers["allow"] in got.json["hint"]


def test_a_preflight_allows_what_the_resource_does(server: Server) -> None:
    asked = ("Origin: https://a.example", "Access-Control-Request-Method: QUERY")
    got = exchange(server.address, request("OPTIONS", "/sparql", *asked))
    assert got.headers["access-control-allow-origin"] == "*"
    assert "QUERY" in got.headers["access-control-allow-methods"].split(", ")
    got = exchange(server.address, request("OPTIONS", "/healthz", *asked))
    assert got.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_scripts_of_other_sites_may_read_the_headers_that_matter(server: Server) -> None:
    exposed = server.request(ASK).headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Retry-After", "Accept-Query"} <= set(exposed)


@pytest.mark.parametrize("length", [8_000, 16 * 1024, 30_000])
def test_a_long_url_is_answered(server: Server, length: int) -> None:
    target = ASK + "%20%23" + "x" * (length - len(ASK) - 6)
    got = exchange(server.address, request("GET", target))
    assert (len(target), got.status, got.json["boolean"]) == (length, 200, True)


@pytest.mark.parametrize("path", [ASK + "%20%23", "/", "/nothing", "/graph-store?graph=https://a.example/"])
def test_a_longer_one_is_too_long(server: Server, path: str) -> None:
    got = exchange(server.address, request("GET", path + "x" * 40_000))
    assert (got.status, got.json["title"]) == (414, "URI too long")
    assert "POST" in got.json["hint"]


@pytest.mark.parametrize("host", ["", "<script>", "a b", "a,b", "a/b", '"', "[::1", "a:port", "user@a"])
def test_a_host_that_cannot_be_is_the_clients_fault(server: Server, host: str) -> None:
    got = exchange(server.address, f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert got.status == 400


@pytest.mark.parametrize("host", ["kb.example", "kb.example:8080", "kb_server:80", "127.0.0.1:1", "[::1]:8000"])
def test_a_description_names_the_endpoint_by_the_host_that_was_asked(server: Server, host: str) -> None:
    got = exchange(server.address, f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert f"sd:endpoint <http://{host.removesuffix(':80')}/sparql>".encode() in got.body


def test_a_description_for_a_client_that_names_no_host_has_an_address_all_the_same(server: Server) -> None:
    got = exchange(server.address, b"GET /sparql HTTP/1.0\r\n\r\n")
    (endpoint,) = rdflib.Graph().parse(data=got.body, format="turtle").objects(None, SD.endpoint)
    assert re.fullmatch(r"http://[\w.-]+(:\d+)?/sparql", str(endpoint))
