"""``/graph-store``: the graphs of the dataset, one file each (SPARQL 1.1 Graph Store Protocol), for reading.

A graph is named by ``?graph=IRI``, the union of all by ``?default``; where the server stands at the knowledge base's
own base IRI, the IRI of a file's graph leads to it directly (§4.1).
"""

from __future__ import annotations

import contextlib
import json

from flask import Blueprint, Response, g, make_response, request

from kb.errors import UnknownNameError
from kb.namespaces import COMPUTED

from . import protocol
from .cache import entity_tag, matches
from .naming import graph_at, named_graph
from .negotiation import Wanted, negotiate_graph
from .sending import ask, cached, data, varying
from .state import endpoint
from .wire import Job

blueprint = Blueprint("graphs", __name__)

_MOST_COMPARED = 1000  # names that a wrong one is compared with: it takes time
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@blueprint.get("/graph-store")
def named() -> Response:
    """Send the graph that a parameter names (§4.2)."""
    parameters = protocol.read_parameters(request.query_string)
    return _send(named_graph(parameters), protocol.values(parameters, "format"))


@blueprint.get("/file/<path:name>")
def file(name: str) -> Response:
    """Send the graph of a file, whose IRI this is (§4.1)."""
    return _send(graph_at(endpoint().kb, name), ())


def _send(graph: str | None, formats: tuple[str, ...]) -> Response:
    if graph is not None and not _is_there(graph):
        endpoint().pool.dispatcher.stock.builds.look_again()  # it may have been built this very moment
        named = _named_by_files()
        if graph not in named:
            raise UnknownNameError("graph", graph, named if len(named) <= _MOST_COMPARED else ())
    wanted = negotiate_graph(request.headers.get("Accept", ""), formats)
    job = Job(_EVERYTHING, table=None, graph=wanted.format, default_graphs=(graph,) if graph is not None else ())
    if "graph_tag" in g:  # where graphs can be written, each has a tag of its own
        return varying(data(ask(job), wanted))
    tag = entity_tag(endpoint().pool.build.digest, job, Wanted(None, wanted))
    if matches(tag, request.headers.get("If-None-Match", "")):
        return cached(make_response("", 304), tag)
    return cached(data(ask(job), wanted), tag)


def _is_there(graph: str) -> bool:
    """Tell whether a graph holds anything; that of an empty file does not."""
    with contextlib.closing(ask(Job("ASK { ?s ?p ?o }", default_graphs=(graph,)))) as reply:
        return bool(json.loads(reply.read())["boolean"])


def _named_by_files() -> set[str]:
    kb = endpoint().kb
    return {kb.graph_iri(name) for name in endpoint().pool.build.manifest.files} | {*COMPUTED}
