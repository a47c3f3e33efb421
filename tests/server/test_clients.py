"""Clients in Python, as they are: none of them may need to be told anything about this endpoint."""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError

import pytest
import rdflib
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from .conftest import Server

PREFIXES = "PREFIX fc: <https://w3id.org/factcheck-kb/ns#> PREFIX schema: <https://schema.org/> "
CLAIMS = PREFIXES + "SELECT ?claim ?text WHERE { ?claim a fc:Claim ; schema:text ?text } ORDER BY ?text"
GRAPH = PREFIXES + "CONSTRUCT WHERE { ?claim a fc:Claim }"
ASK = PREFIXES + "ASK { ?claim a fc:Claim }"
FC_CLAIM = rdflib.URIRef("https://w3id.org/factcheck-kb/ns#Claim")
BRIDGE = rdflib.URIRef("https://served.example/claim/bridge")


def wrapper(server: Server, query: str, format: str, method: str = "GET", how: str | None = None) -> Any:
    client = SPARQLWrapper(f"{server.url}sparql")
    client.setQuery(query)
    client.setReturnFormat(format)
    client.setMethod(method)
    if how is not None:
        client.setRequestMethod(how)
    return client.queryAndConvert()


@pytest.mark.parametrize(("method", "how"), [("GET", None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_gets_a_table(server: Server, method: str, how: str | None) -> None:
    found = wrapper(server, CLAIMS, JSON, method, how)
    assert [row["text"]["value"] for row in found["results"]["bindings"]][:1] == ["Die Brücke war gesperrt."]


@pytest.mark.parametrize("format", [XML, CSV, TSV])
def test_sparqlwrapper_gets_a_table_in_every_format(server: Server, format: str) -> None:
    found = wrapper(server, CLAIMS, format)
    text = found.toxml() if format == XML else found.decode()
    assert "Die Brücke war gesperrt." in text


def test_sparqlwrapper_asks(server: Server) -> None:
    assert wrapper(server, ASK, JSON)["boolean"] is True


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # it uses what rdflib deprecates
@pytest.mark.parametrize("format", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_gets_a_graph_in_every_format(server: Server, format: str) -> None:
    found = wrapper(server, GRAPH, format)
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert (BRIDGE, RDF.type, FC_CLAIM) in graph


def test_sparqlwrapper_shows_its_user_what_is_wrong(server: Server) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        wrapper(server, "SELECT * { ?s ?p }", JSON)


def test_sparqlwrapper_is_refused_an_update(server: Server) -> None:
    client = SPARQLWrapper(f"{server.url}sparql")
    client.setQuery("CLEAR ALL")
    client.setMethod(POST)
    with pytest.raises(HTTPError, match="403"):
        client.query()


def test_rdflib_reads_the_endpoint_as_a_graph(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}sparql"))
    assert (BRIDGE, RDF.type, FC_CLAIM) in graph
    assert BRIDGE in set(graph.subjects(RDF.type, FC_CLAIM))
    assert len(graph) == len(rdflib.Graph().parse(data=server.request("/graph-store?default").body, format="turtle"))


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_puts_queries_of_every_form(server: Server, method: Any) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}sparql", method=method))
    assert [str(row[1]) for row in graph.query(CLAIMS)][:1] == ["Die Brücke war gesperrt."]
    assert graph.query(ASK).askAnswer is True
    constructed = graph.query(GRAPH).graph
    assert constructed is not None
    assert (BRIDGE, RDF.type, FC_CLAIM) in constructed


def test_rdflib_reads_one_graph_of_many(server: Server) -> None:
    name = rdflib.URIRef("https://served.example/file/hostile.ttl")
    graph = rdflib.Graph(SPARQLStore(f"{server.url}sparql"), identifier=name)
    assert len(set(graph.subjects())) == 1


def test_rdflib_loads_a_graph_by_its_address(server: Server) -> None:
    assert (BRIDGE, RDF.type, FC_CLAIM) in rdflib.Graph().parse(f"{server.url}file/claims.ttl")
