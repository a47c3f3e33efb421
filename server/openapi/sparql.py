"""SPARQL 1.1 queries and graphs, and the description of the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.formats import GRAPH_FORMATS, RESULT_FORMATS

from .words import ADDRESS, NOT_MODIFIED, TEXT, Part, form, given, listing, operation, record

_FORMATS = {"type": "string", "enum": [*RESULT_FORMATS, *GRAPH_FORMATS]}
_QUERY = "The query; the usual prefixes need no declaration"
_EXAMPLE = "SELECT ?claim ?text WHERE { ?claim a fc:Claim ; schema:text ?text } LIMIT 5"


def paths() -> Mapping[str, Any]:
    """Return the paths of ``/sparql``, ``/graph-store`` and ``/.well-known/void``."""
    graphs = [
        given("default-graph-uri", "A graph to query, in place of all", listing(ADDRESS)),
        given("named-graph-uri", "A graph that GRAPH may name", listing(ADDRESS)),
    ]
    asked = [given("query", _QUERY, example=_EXAMPLE), *graphs, given("format", "In place of Accept", _FORMATS)]
    answers = {**tables(), **triples()}
    query = form(record(["query"], query={**TEXT, "description": _QUERY}, format=_FORMATS))
    query["content"]["application/sparql-query"] = {"schema": TEXT}
    whole = [
        given("graph", "The IRI of the graph of a file", ADDRESS),
        given("default", "Say this for all graphs together", TEXT),
        given("format", "In place of Accept", {"type": "string", "enum": [*GRAPH_FORMATS]}),
    ]
    return {
        "/sparql": {
            "get": operation(
                "query", "Answer a query (SPARQL 1.1 Protocol)", "SPARQL", answers, asked, responses=NOT_MODIFIED
            ),
            "post": operation("queryByPost", "Answer a query from a body", "SPARQL", answers, requestBody=query),
        },
        "/graph-store": {
            "get": operation(
                "graph", "Read a graph (Graph Store Protocol)", "SPARQL", triples(), whole, responses=NOT_MODIFIED
            )
        },
        "/.well-known/void": {
            "get": operation(
                "void", "Describe the dataset in numbers (VoID)", "SPARQL", triples(), responses=NOT_MODIFIED
            )
        },
    }


def tables() -> dict[str, Part]:
    """Return the media types of tables; what they look like is said elsewhere."""
    return {format.media_type: {} for format in RESULT_FORMATS.values()} | {"text/html": TEXT}


def triples() -> dict[str, Part]:
    """Return the media types of graphs."""
    return {format.media_type: {} for format in GRAPH_FORMATS.values()}
