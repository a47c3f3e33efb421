"""Which format answers which request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import KbError
from kb.server.negotiation import GRAPHS, TABLES, Wanted, negotiate

from .conftest import Server

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
JENA = (
    f"{JSON}, {XML};q=0.9, text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, "
    "application/xml;q=0.2, */*;q=0.1"
)
RDF4J = "application/n-triples;q=0.8, text/turtle;q=0.9, application/rdf+xml, application/ld+json;q=0.7"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,application/json;q=0.45,text/n3;q=0.35,text/html;q=0.2"
)


def _types(wanted: Wanted) -> tuple[str | None, str | None]:
    return (
        wanted.table.media_type if wanted.table is not None else None,
        wanted.graph.media_type if wanted.graph is not None else None,
    )


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        ("", JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        ("nonsense", JSON, "text/turtle"),
        (";;, ,/", JSON, "text/turtle"),
        (FIREFOX, "text/html", "text/html"),
        (JENA, JSON, "application/json"),
        (RDF4J, None, "application/rdf+xml"),
        (COMUNICA, "application/json", "application/n-quads"),
        ("text/csv", "text/csv", None),
        ("text/csv; charset=utf-8", "text/csv", None),
        ("TEXT/CSV", "text/csv", None),
        ("text/csv;q=0.2, text/tab-separated-values", "text/tab-separated-values", None),
        ("text/csv, */*", "text/csv", "text/turtle"),
        ("text/csv;q=0.5, */*", JSON, "text/turtle"),
        ("text/*", "text/csv", "text/turtle"),
        ("application/*", JSON, "application/n-triples"),
        ("application/json", "application/json", "application/json"),
        ("text/xml", "text/xml", "text/xml"),
        (f"{XML}, application/rdf+xml", XML, "application/rdf+xml"),
        (f"{JSON};q=0, */*", XML, "text/turtle"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', None, "application/ld+json"),
        ('application/ld+json;profile="a, text/csv";q=0.5', None, "application/ld+json"),
        ("application/x-turtle", None, "application/x-turtle"),
        ("text/turtle;q=1.0000001", None, "text/turtle"),
    ],
)
def test_accept_leads_to_a_table_and_a_graph(accept: str, table: str | None, graph: str | None) -> None:
    assert _types(negotiate(accept, ())) == (table, graph)


@pytest.mark.parametrize("accept", ["image/png", "text/plain", "*/*;q=0", "application/*;q=0, application/json;q=0"])
def test_what_cannot_be_accepted_is_said_so(accept: str) -> None:
    with pytest.raises(KbError) as caught:
        negotiate(accept, ())
    assert caught.value.status == 406
    assert "turtle" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("name", "table", "graph"),
    [
        ("json", JSON, "application/ld+json"),
        ("xml", XML, "application/rdf+xml"),
        ("csv", "text/csv", None),
        ("TSV", "text/tab-separated-values", None),
        ("sparql-results+json", JSON, None),
        ("application/sparql-results+json", JSON, None),
        ("application/sparql-results json", JSON, None),
        ("text/csv", "text/csv", None),
        ("text/csv; charset=utf-8", "text/csv", None),
        ("ttl", None, "text/turtle"),
        ("turtle", None, "text/turtle"),
        ("nt", None, "application/n-triples"),
        ("nq", None, "application/n-quads"),
        ("trig", None, "application/trig"),
        ("rdf", None, "application/rdf+xml"),
        ("jsonld", None, "application/ld+json"),
        ("json-ld", None, "application/ld+json"),
        ("html", "text/html", "text/html"),
    ],
)
def test_a_format_by_name_beats_accept(name: str, table: str | None, graph: str | None) -> None:
    assert _types(negotiate("text/tab-separated-values, application/trig", [name])) == (table, graph)


def test_the_first_known_format_wins() -> None:
    assert _types(negotiate("", ["sql", "csv", "json"])) == ("text/csv", None)


def test_an_unknown_format_beside_a_particular_accept_is_ignored() -> None:
    assert _types(negotiate("text/csv", ["sql"])) == ("text/csv", None)


@pytest.mark.parametrize("accept", ["", "*/*"])
def test_an_unknown_format_alone_is_refused_with_those_that_exist(accept: str) -> None:
    with pytest.raises(KbError, match="no format 'sql'") as caught:
        negotiate(accept, ["sql"])
    assert "csv" in str(caught.value.hint)


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=3))
def test_no_header_and_no_parameter_brings_negotiation_down(accept: str, asked: list[str]) -> None:
    _negotiate_or_refuse(accept, asked)


_PARTS = st.sampled_from(
    [
        "text/csv",
        "text",
        "/",
        "*",
        "application/json",
        "*/*",
        ";q=0.5",
        ";q=",
        "q=0",
        ",",
        ";",
        '"',
        "\\",
        " ",
        "=",
        "\t",
    ]
)


@given(st.lists(_PARTS, max_size=20).map("".join))
def test_no_mixture_of_the_parts_of_accept_brings_negotiation_down(accept: str) -> None:
    _negotiate_or_refuse(accept, [])


def _negotiate_or_refuse(accept: str, asked: list[str]) -> None:
    try:
        wanted = negotiate(accept, asked)
    except KbError as error:
        assert error.status == 406
        return
    assert wanted.table is None or wanted.table.media_type in TABLES[wanted.table.format]
    assert wanted.graph is None or wanted.graph.media_type in GRAPHS[wanted.graph.format]


def test_a_table_asked_for_as_a_graph_is_refused_with_the_formats_that_fit(server: Server) -> None:
    got = server.query("SELECT * { ?s ?p ?o }", "application/n-triples, application/problem+json")
    assert got.status == 406
    assert "text/csv" in got.json["hint"]


def test_a_graph_asked_for_as_a_table_is_refused_with_the_formats_that_fit(server: Server) -> None:
    got = server.query("CONSTRUCT WHERE { ?s ?p ?o }", f"{JSON}")
    assert got.status == 406
    assert "text/turtle" in got.json["hint"]


def test_what_sparqlwrapper_sends_is_understood(server: Server) -> None:
    accept = "application/sparql-results+json,application/json,text/javascript,application/javascript"
    got = server.query("ASK {}", accept, format="json", output="json", results="json")
    assert (got.type, got.json["boolean"]) == (JSON, True)


def test_a_format_in_a_form_is_understood(server: Server) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}
    got = server.request("/sparql", "POST", "query=ASK%20%7B%7D&format=xml", headers)
    assert got.type == XML


def test_answers_vary_by_accept(server: Server) -> None:
    assert "Accept" in server.query("ASK {}").headers["Vary"]


def test_refusals_vary_by_accept(server: Server) -> None:
    assert "Accept" in server.query("ASK {").headers["Vary"]
