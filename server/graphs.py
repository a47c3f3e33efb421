"""``/graph-store``: the graphs of the dataset, one file each (SPARQL 1.1 Graph Store Protocol), for reading.

A graph is named by ``?graph=IRI``, the union of all by ``?default``; where the server stands at the knowledge base's
own base IRI, the IRI of a file's graph leads to it directly (§4.1).
"""

from __future__ import annotations

import os
from urllib.parse import quote

from flask import Blueprint, Response, request

from kb.errors import UnknownNameError, UsageError
from kb.formats import iri_fault
from kb.manifest import read_manifest
from kb.namespaces import DERIVED, ENTAILED

from . import protocol
from .negotiation import GRAPHS, Choice, negotiate, not_acceptable
from .sending import ask, data, varying
from .state import endpoint
from .wire import PAGE, Job

blueprint = Blueprint("graphs", __name__)

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@blueprint.get("/graph-store")
def named() -> Response:
    """Send the graph that a parameter names (§4.2)."""
    parameters = protocol.read_parameters(request.query_string)
    graphs = [value for name, value in parameters if name == "graph"]
    is_default = any(name == "default" for name, _ in parameters)
    if len(graphs) + is_default != 1:
        raise UsageError("one graph must be named", hint="send ?graph=IRI, or ?default for the union of all graphs")
    formats = tuple(value for name, value in parameters if name == "format")
    if is_default:
        return _send(None, formats)
    if (fault := iri_fault(graphs[0])) is not None:
        raise UsageError(f"'{graphs[0][:200]}' is no IRI: {fault}")
    return _send(graphs[0], formats)


@blueprint.get("/file/<path:name>")
def file(name: str) -> Response:
    """Send the graph of a file, whose IRI this is (§4.1)."""
    return _send(f"{endpoint().kb.settings.base}file/{quote(os.fsencode(name))}", ())


def _send(graph: str | None, formats: tuple[str, ...]) -> Response:
    if graph is not None and graph not in _known():
        raise UnknownNameError("graph", graph, _known())
    wanted = negotiate(request.headers.get("Accept", ""), formats).graph
    if wanted is None:
        raise not_acceptable("triples")
    if wanted.format == PAGE:
        wanted = Choice("turtle", GRAPHS["turtle"][0])
    job = Job(_EVERYTHING, table=None, graph=wanted.format, default_graphs=(graph,) if graph is not None else ())
    return varying(data(ask(job), wanted))


def _known() -> set[str]:
    kb = endpoint().kb
    manifest = read_manifest(kb)
    return {kb.graph_iri(name) for name in manifest.files} | {ENTAILED, DERIVED} if manifest is not None else set()
