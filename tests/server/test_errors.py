"""Faults of users are explained, in the form that the client reads (RFC 9457 or text)."""

from __future__ import annotations

import pytest

from .conftest import Server

BROKEN = "SELECT *\nWHERE ( ?s ?p ?o )"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_malformed_query_is_a_problem_document_with_line_and_column(server: Server) -> None:
    got = server.query(BROKEN)
    assert got.type == "application/problem+json"
    assert (got.status, got.json["status"], got.json["title"]) == (400, 400, "Malformed query")
    assert (got.json["line"], got.json["column"]) == (2, 7)
    assert "line 2, column 7" in got.json["detail"]


@pytest.mark.parametrize("accept", ["text/plain", "text/csv", "text/tab-separated-values", "text/turtle"])
def test_whoever_reads_text_gets_the_problem_as_text(server: Server, accept: str) -> None:
    got = server.query(BROKEN, f"{accept}, {'text/csv;q=0.1' if accept == 'text/plain' else ''}")
    assert got.type == "text/plain; charset=utf-8"
    assert "line 2, column 7" in got.text


def test_a_text_format_asked_for_by_name_gets_the_problem_as_text(server: Server) -> None:
    assert server.query(BROKEN, format="csv").type == "text/plain; charset=utf-8"


def test_a_browser_gets_a_page_with_the_problem_and_the_query(server: Server) -> None:
    got = server.query(BROKEN, FIREFOX)
    assert (got.status, got.type) == (400, "text/html; charset=utf-8")
    assert "line 2, column 7" in got.text
    assert "WHERE ( ?s ?p ?o )</textarea>" in got.text


def test_a_page_with_a_problem_escapes_the_query(server: Server) -> None:
    got = server.query("</textarea><script>alert(1)</script>", FIREFOX)
    assert "<script>" not in got.text


def test_an_unknown_prefix_is_named(server: Server) -> None:
    assert "'shema:'" in server.query("ASK { ?s shema:text ?o }").json["hint"]


def test_a_page_that_does_not_exist_is_a_problem_document(server: Server) -> None:
    got = server.request("/nothing", headers={"Accept": "application/json"})
    assert (got.status, got.type) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/sparql?query=ASK%20%7B", "/nothing", "/sparql"])
def test_problems_can_be_read_from_other_sites(server: Server, path: str) -> None:
    assert server.request(path).headers["Access-Control-Allow-Origin"] == "*"


def test_an_answer_can_be_read_from_other_sites(server: Server) -> None:
    assert server.query("ASK {}").headers["Access-Control-Allow-Origin"] == "*"


def test_a_preflight_is_answered(server: Server) -> None:
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    got = server.request("/sparql", "OPTIONS", headers=headers)
    assert got.status == 200
    assert "POST" in got.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in got.headers["Access-Control-Allow-Headers"]
    assert "POST" in got.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "\x00",
        "SELECT",
        "SELECT (1/0 AS ?x) {}",
        "SELECT ?x { BIND(<no iri> AS ?x) }",
        "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
        "SELECT (COUNT(?x) AS ?x) { ?x ?y ?z }",
        "ASK { ?s ?p ?o FILTER(<https://unknown.example/function>(?o)) }",
        'ASK { FILTER REGEX("a", "(") }',
        "CONSTRUCT { ?s ?p 'x'@broken-language-tag-that-is-too-long } {}",
        "ASK " + "{" * 500 + "}" * 500,
        "🦆" * 200,
    ],
)
@pytest.mark.parametrize("format", ["json", "html", "turtle"])
def test_no_query_brings_the_server_down(server: Server, query: str, format: str) -> None:
    assert server.query(query, format=format).status in {200, 400, 406}


def test_a_query_that_brings_its_process_down_is_answered_and_so_is_the_next(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    got = server.request("/sparql", "POST", "ASK { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }", headers)
    assert (got.status, got.json["title"]) == (503, "Query crashed")
    assert server.query("ASK {}").status == 200
