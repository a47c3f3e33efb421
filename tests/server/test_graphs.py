"""Reading graphs by the Graph Store Protocol, named by a parameter or by their own addresses."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import rdflib

from kb.building import build
from kb.namespaces import DERIVED
from kb.project import KnowledgeBase

from .conftest import Server


@pytest.fixture(scope="module")
def graph(built: KnowledgeBase) -> str:
    return built.graph_iri(built.relative(built.files()[0]))


def triples(body: bytes, format: str = "turtle") -> int:
    return len(rdflib.Graph().parse(data=body, format=format))


def counted(server: Server, pattern: str) -> int:
    (row,) = server.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").json["results"]["bindings"]
    return int(row["n"]["value"])


def test_a_graph_is_sent_by_its_name(server: Server, graph: str) -> None:
    got = server.request(f"/graph-store?graph={quote(graph, safe='')}")
    assert (got.status, got.type) == (200, "text/turtle; charset=utf-8")
    assert triples(got.body) == counted(server, f"GRAPH <{graph}> {{ ?s ?p ?o }}") > 0


def test_the_default_graph_is_the_union(server: Server) -> None:
    got = server.request("/graph-store?default", headers={"Accept": "application/n-triples"})
    assert got.type == "application/n-triples"
    assert triples(got.body, "nt") == counted(server, "?s ?p ?o")


def test_the_address_of_a_file_is_its_graph(server: Server, graph: str, built: KnowledgeBase) -> None:
    path = graph.removeprefix(built.settings.base)
    direct = server.request(f"/{path}", headers={"Accept": "application/n-triples"})
    indirect = server.request(f"/graph-store/?graph={quote(graph)}", headers={"Accept": "application/n-triples"})
    assert (direct.status, direct.body) == (200, indirect.body)


def test_the_origins_that_a_build_counts_are_a_graph_like_others(server: Server) -> None:
    got = server.request(f"/graph-store?graph={quote(DERIVED, safe='')}")
    assert triples(got.body) == counted(server, "GRAPH fc:derived { ?s ?p ?o }") > 0


def test_a_head_request_gets_the_headers_alone(server: Server, graph: str) -> None:
    got = server.request(f"/graph-store?graph={quote(graph)}", "HEAD")
    assert (got.status, got.type, got.body) == (200, "text/turtle; charset=utf-8", b"")


def test_a_graph_that_is_not_there_is_not_found(server: Server) -> None:
    got = server.request("/graph-store?graph=https%3A%2F%2Fnowhere.example%2F")
    assert got.status == 404
    assert "there is no graph" in got.json["detail"]


def test_a_graph_that_is_nearly_right_is_suggested(server: Server, graph: str) -> None:
    got = server.request(f"/graph-store?graph={quote(graph.replace('.ttl', '.tt'))}")
    assert graph in got.json["hint"]


def test_the_graph_of_an_empty_file_is_empty(own: Server, knowledge_base: KnowledgeBase) -> None:
    (knowledge_base.folder / "empty.ttl").write_text("")
    build(knowledge_base)
    assert own.request("/file/empty.ttl", headers={"Accept": "application/n-triples"}).body == b""
    assert own.request("/file/empty.ttl").status == 200


@pytest.mark.parametrize("parameters", ["", "?default&graph=x:y", "?graph=x:y&graph=x:z", "?graph=no%20iri"])
def test_one_graph_must_be_named(server: Server, parameters: str) -> None:
    assert server.request(f"/graph-store{parameters}").status == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graphs_cannot_be_changed(server: Server, graph: str, method: str) -> None:
    got = server.request(f"/graph-store?graph={quote(graph)}", method, "", {"Content-Type": "text/turtle"})
    assert got.status == 405
    assert "GET" in got.headers["Allow"]


def test_a_format_that_holds_no_graph_is_not_acceptable(server: Server) -> None:
    assert server.request("/graph-store?default", headers={"Accept": "text/csv"}).status == 406
