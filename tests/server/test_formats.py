"""Every format that is offered can be read by somebody else's parser."""

from __future__ import annotations

import csv
import io
import warnings
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib

from .conftest import Server
from .raw import exchange

ROWS = "SELECT ?claim ?text ?kind { ?claim a fc:Claim ; schema:text ?text . OPTIONAL { ?claim fc:kind ?kind } }"
GRAPH = "CONSTRUCT WHERE { ?claim a fc:Claim ; schema:text ?text }"
TABLES = {
    "json": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    "xml": ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
    "tsv": ("text/tab-separated-values; charset=utf-8", ox.QueryResultsFormat.TSV),
}
GRAPHS = {
    "turtle": ("text/turtle; charset=utf-8", "turtle"),
    "ntriples": ("application/n-triples", "nt"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdfxml": ("application/rdf+xml", "xml"),
    "trig": ("application/trig", "trig"),
    "nquads": ("application/n-quads", "nquads"),
}


def _parse(data: bytes, format: str) -> set[tuple[object, ...]]:
    """Parse by rdflib; what has graphs is in the default graph."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's parsers use what rdflib deprecates
        return set(rdflib.Dataset(default_union=True).parse(data=data, format=format).triples((None, None, None)))


@pytest.mark.parametrize("name", TABLES)
def test_rows_can_be_parsed(server: Server, name: str) -> None:
    media_type, format = TABLES[name]
    got = server.query(ROWS, media_type)
    results = ox.parse_query_results(got.body, format)
    assert isinstance(results, ox.QuerySolutions)
    texts = {row["text"] for row in results}
    assert got.type == media_type
    assert ox.Literal("Die Brücke war gesperrt.", language="de") in texts
    assert len(texts) == 3


@pytest.mark.parametrize("name", TABLES)
def test_a_boolean_can_be_parsed(server: Server, name: str) -> None:
    media_type, format = TABLES[name]
    assert bool(ox.parse_query_results(server.query("ASK {}", media_type).body, format)) is True


def test_rows_as_csv_can_be_parsed(server: Server) -> None:
    got = server.query(ROWS, "text/csv")
    rows = list(csv.DictReader(io.StringIO(got.text, newline="")))
    assert got.type == "text/csv; charset=utf-8"
    assert 'The river rose by 2 m, "more than ever".' in {row["text"] for row in rows}
    assert {row["kind"] for row in rows} == {"", "https://w3id.org/factcheck-kb/ns#fact"}


def test_a_boolean_as_csv_is_a_word(server: Server) -> None:
    assert server.query("ASK { ?s fc:claim fc:nothing }", "text/csv").text.strip() == "false"


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_can_be_parsed(server: Server, name: str) -> None:
    media_type, format = GRAPHS[name]
    got = server.query(GRAPH, media_type)
    parsed = _parse(got.body, format)
    assert got.type == media_type
    assert len(parsed) == 5


@pytest.mark.parametrize("name", GRAPHS)
def test_a_description_can_be_parsed(server: Server, name: str) -> None:
    media_type, format = GRAPHS[name]
    got = server.query("DESCRIBE <https://served.example/agent/mayor>", format=name)
    parsed = _parse(got.body, format)
    assert (got.type, len(parsed)) == (media_type, 2)


def test_turtle_uses_the_prefixes_of_the_knowledge_base(server: Server) -> None:
    assert "claim:bridge" in server.query(GRAPH, "text/turtle").text


def test_prefixes_need_no_declaration(server: Server) -> None:
    assert server.query("ASK { claim:bridge schema:text ?text }").json["boolean"] is True


def test_an_answer_that_is_read_whole_says_its_length(server: Server) -> None:
    got = server.query(ROWS)
    assert int(got.headers["Content-Length"]) == len(got.body)


def test_an_answer_of_many_megabytes_comes_whole(server: Server) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 12000"
    got = server.query(query, "text/csv")
    assert got.headers["Transfer-Encoding"] == "chunked"
    assert len(got.body) > 1_100_000
    assert got.body.count(b"\r\n") == 12_001


def test_an_answer_of_many_megabytes_is_the_same_when_it_is_asked_for_again(server: Server) -> None:
    query = "SELECT * { ?b1 ?b2 ?b3 . ?d ?e ?f . ?g ?h ?i } LIMIT 12000"
    target = f"/sparql?{urlencode({'query': query, 'format': 'csv'})}"
    head = exchange(server.address, f"HEAD {target} HTTP/1.0\r\nHost: kb.example\r\n\r\n".encode())
    first, *more = [server.request(target, headers={"Accept": "*/*"}) for _ in range(4)]
    assert first.headers["Transfer-Encoding"] == "chunked"
    for again in more:
        assert again.body == first.body
        assert int(again.headers["Content-Length"]) == len(first.body) == int(head.headers["content-length"])
