"""SPARQL 1.1 Protocol §2.1: the forms in which a query comes."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import KbError
from kb.server.protocol import read_parameters

from .conftest import Server

ASK = "ASK { ?claim a fc:Claim }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
FILE = "https://served.example/file/claims.ttl"
NAMES = "SELECT ?name { ?agent schema:name ?name }"
IN_GRAPHS = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"


def _rows(server: Server, path: str, **more: object) -> list[dict[str, dict[str, str]]]:
    return server.request(path, **more).json["results"]["bindings"]  # type: ignore[arg-type,no-any-return]


def test_a_query_comes_by_get(server: Server) -> None:
    assert server.request("/sparql?query=" + quote(ASK)).json["boolean"] is True


def test_a_query_comes_by_get_with_plus_for_space(server: Server) -> None:
    assert server.request("/sparql?" + urlencode({"query": ASK})).json["boolean"] is True


def test_a_query_comes_as_a_form(server: Server) -> None:
    assert server.request("/sparql", "POST", urlencode({"query": ASK}), FORM).json["boolean"] is True


def test_a_query_comes_as_a_body(server: Server) -> None:
    assert server.request("/sparql", "POST", ASK, DIRECT).json["boolean"] is True


@pytest.mark.parametrize("parameter", ["; charset=utf-8", ';charset="UTF-8"'])
def test_a_body_may_say_that_it_is_utf_8(server: Server, parameter: str) -> None:
    query = 'ASK { ?claim schema:text "Die Brücke war gesperrt."@de }'
    headers = {"Content-Type": DIRECT["Content-Type"] + parameter}
    assert server.request("/sparql", "POST", query.encode(), headers).json["boolean"] is True


def test_text_outside_ascii_comes_by_get(server: Server) -> None:
    assert server.query('ASK { ?claim schema:text "Die Brücke war gesperrt."@de }').json["boolean"] is True


def test_a_slash_behind_the_path_does_not_matter(server: Server) -> None:
    assert server.request("/sparql/?query=" + quote(ASK)).status == 200


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    got = server.request("/sparql?query=" + quote(ASK), "HEAD")
    assert (got.status, got.type, got.body) == (200, "application/sparql-results+json", b"")


def test_heads_do_not_use_up_the_processes(server: Server) -> None:
    for _ in range(6):
        assert server.request("/sparql?query=" + quote(NAMES), "HEAD").status == 200


def test_unknown_parameters_are_ignored(server: Server) -> None:
    assert server.query(ASK, debug="on", timeout="0").json["boolean"] is True


def test_two_queries_are_one_too_many(server: Server) -> None:
    path = "/sparql?" + urlencode([("query", ASK), ("query", ASK)])
    assert server.request(path).status == 400


def test_a_query_in_the_url_and_one_in_the_body_are_one_too_many(server: Server) -> None:
    assert server.request("/sparql?query=" + quote(ASK), "POST", ASK, DIRECT).status == 400


def test_a_missing_query_is_said_to_be_missing(server: Server) -> None:
    got = server.request("/sparql", "POST", "", {"Content-Type": "application/x-www-form-urlencoded"})
    assert got.status == 400
    assert "?query=" in got.json["hint"]


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_query_is_a_missing_one(server: Server, text: str) -> None:
    assert server.query(text).json["detail"] == "there is no query"


def test_the_default_graph_is_the_union_of_all_files(server: Server) -> None:
    assert len(server.query(NAMES).json["results"]["bindings"]) == 6


def test_a_default_graph_in_the_url_restricts_the_query(server: Server) -> None:
    got = server.query(NAMES, **{"default-graph-uri": FILE})
    assert len(got.json["results"]["bindings"]) == 3


def test_a_default_graph_in_a_form_restricts_the_query(server: Server) -> None:
    body = urlencode({"query": NAMES, "default-graph-uri": FILE})
    assert len(_rows(server, "/sparql", method="POST", body=body, headers=FORM)) == 3


def test_a_default_graph_in_the_url_restricts_a_query_in_the_body(server: Server) -> None:
    path = "/sparql?" + urlencode({"default-graph-uri": FILE})
    assert len(_rows(server, path, method="POST", body=NAMES, headers=DIRECT)) == 3


def test_default_graphs_are_merged(server: Server) -> None:
    graphs = [("default-graph-uri", FILE), ("default-graph-uri", FILE.replace("claims", "hostile"))]
    assert len(_rows(server, "/sparql?" + urlencode([("query", NAMES), *graphs]))) == 6


def test_graphs_of_the_protocol_override_from(server: Server) -> None:
    query = "SELECT ?name FROM <https://nowhere.example/> { ?agent schema:name ?name }"
    assert len(server.query(query, **{"default-graph-uri": FILE}).json["results"]["bindings"]) == 3


def test_a_named_graph_in_the_url_restricts_the_query(server: Server) -> None:
    got = server.query(IN_GRAPHS, **{"named-graph-uri": FILE})
    assert [row["graph"]["value"] for row in got.json["results"]["bindings"]] == [FILE]


def test_a_graph_that_is_no_iri_is_the_users_fault(server: Server) -> None:
    assert server.query(ASK, **{"default-graph-uri": "no iri"}).status == 400


@pytest.mark.parametrize("parameters", ["query=%zz", "query=100%", "query=%ff%fe", "query=ASK%20{}&x=%f"])
def test_a_url_that_does_not_decode_is_the_users_fault(server: Server, parameters: str) -> None:
    assert server.request("/sparql?" + parameters).status == 400


@given(st.binary(max_size=200) | st.text("=&%+;aF0\u00e9", max_size=50).map(str.encode))
def test_parameters_are_decoded_or_refused(data: bytes) -> None:
    try:
        assert all(isinstance(value, str) for pair in read_parameters(data) for value in pair)
    except KbError as error:
        assert error.status == 400


def test_a_body_that_is_not_utf_8_is_the_users_fault(server: Server) -> None:
    assert server.request("/sparql", "POST", b"ASK { ?s ?p '\xff' }", DIRECT).status == 400


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_other_bodies_are_refused_with_the_types_that_are_not(server: Server, media_type: str) -> None:
    got = server.request("/sparql", "POST", ASK, {"Content-Type": media_type})
    assert got.status == 415
    assert "application/sparql-query" in got.json["hint"]


def test_a_body_in_another_charset_is_refused(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=utf-16"}
    assert server.request("/sparql", "POST", ASK.encode("utf-16"), headers).status == 415


def test_very_many_parameters_are_refused(server: Server) -> None:
    assert server.request("/sparql", "POST", "a=1&" * 2000 + "query=" + quote(ASK), FORM).status == 400


def test_a_body_of_more_than_a_mebibyte_is_refused(server: Server) -> None:
    assert server.request("/sparql", "POST", ASK + " " * (1 << 20), DIRECT).status == 413


def test_a_url_of_sixteen_kibibytes_is_answered(server: Server) -> None:
    assert server.query(ASK + " #" + "x" * 16_000).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_not(server: Server, method: str) -> None:
    got = server.request("/sparql?query=" + quote(ASK), method)
    assert got.status == 405
    assert {"GET", "POST"} <= set(got.headers["Allow"].replace(" ", "").split(","))


def test_an_update_parameter_is_refused(server: Server) -> None:
    body = urlencode({"update": "DELETE WHERE { ?s ?p ?o }"})
    assert server.request("/sparql", "POST", body, FORM).status == 403


def test_an_update_body_is_refused(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    assert server.request("/sparql", "POST", "CLEAR ALL", headers).status == 403


@pytest.mark.parametrize("update", ["INSERT DATA { <x:a> <x:b> <x:c> }", "CLEAR ALL", "LOAD <file:///etc/passwd>"])
def test_an_update_in_place_of_a_query_is_refused(server: Server, update: str) -> None:
    got = server.query(update)
    assert got.status == 403
    assert update.split(maxsplit=1)[0] in got.json["detail"]
