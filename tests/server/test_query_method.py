"""The QUERY method (RFC 10008), and the versions of SPARQL that a request may announce (SPARQL 1.2 Protocol)."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from .conftest import Server

ASK = "ASK { ?claim a fc:Claim }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
FILE = "https://served.example/file/claims.ttl"
NAMES = "SELECT ?name { ?agent schema:name ?name }"


def test_a_query_comes_by_query(server: Server) -> None:
    assert server.request("/sparql", "QUERY", ASK, DIRECT).json["boolean"] is True


def test_a_form_comes_by_query(server: Server) -> None:
    assert server.request("/sparql", "QUERY", urlencode({"query": ASK}), FORM).json["boolean"] is True


def test_the_url_of_a_query_by_query_names_graphs(server: Server) -> None:
    got = server.request("/sparql?" + urlencode({"default-graph-uri": FILE}), "QUERY", NAMES, DIRECT)
    assert len(got.json["results"]["bindings"]) == 3


def test_a_format_is_chosen_for_query_as_for_post(server: Server) -> None:
    assert server.request("/sparql", "QUERY", NAMES, {**DIRECT, "Accept": "text/csv"}).text.startswith("name\r\n")


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_query_without_a_known_media_type_is_told_those_that_are(server: Server, headers: dict[str, str]) -> None:
    got = server.request("/sparql", "QUERY", ASK, headers)
    assert got.status == 415
    assert "application/sparql-query" in got.headers["Accept-Query"]


def test_query_takes_no_updates(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    assert server.request("/sparql", "QUERY", "CLEAR ALL", headers).status == 403


@pytest.mark.parametrize("path", ["/sparql", "/sparql/", "/sparql?query=" + quote(ASK), "/sparql?query=broken"])
def test_every_answer_says_which_bodies_query_takes(server: Server, path: str) -> None:
    assert server.request(path).headers["Accept-Query"].split(", ") == [*DIRECT.values(), *FORM.values()]


@pytest.mark.parametrize("path", ["/", "/healthz", "/graph-store?default"])
def test_what_takes_no_query_does_not_say_so(server: Server, path: str) -> None:
    assert "Accept-Query" not in server.request(path).headers
    assert server.request(path, "QUERY", ASK, DIRECT).status == 405


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.2-basic"])
def test_known_versions_are_answered(server: Server, version: str) -> None:
    assert server.query(ASK, version=version).json["boolean"] is True
    body = urlencode({"query": ASK, "version": version})
    assert server.request("/sparql", "POST", body, FORM).json["boolean"] is True
    direct = {"Content-Type": f'application/sparql-query;version="{version}"'}
    assert server.request("/sparql", "POST", ASK, direct).json["boolean"] is True


def test_a_version_in_the_query_is_understood(server: Server) -> None:
    assert server.query(f'VERSION "1.2" {ASK}', version="1.2").json["boolean"] is True


def test_an_unknown_version_is_refused_with_those_that_are_not(server: Server) -> None:
    for got in (
        server.query(ASK, version="2.0"),
        server.request("/sparql", "POST", urlencode({"query": ASK, "version": ""}), FORM),
        server.request("/sparql", "QUERY", ASK, {"Content-Type": "application/sparql-query; version=3"}),
    ):
        assert got.status == 400
        assert "1.2-basic" in got.json["hint"]


def test_two_versions_are_one_too_many(server: Server) -> None:
    path = "/sparql?" + urlencode([("query", ASK), ("version", "1.1"), ("version", "1.2")])
    assert server.request(path).status == 400
