"""``/sparql``: SPARQL 1.1 queries over HTTP, and the page of their results."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from kb.describing import PREFIXES, service_description
from kb.errors import StoreError
from kb.manifest import read_manifest

from . import protocol
from .addresses import address
from .documents import document
from .negotiation import GRAPHS, TABLES, Wanted, negotiate, not_acceptable
from .protocol import SparqlRequest
from .reply import Reply
from .sending import ask, data, varying
from .state import endpoint
from .wire import PAGE, PAGE_ROWS, Job

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def sparql() -> Response:
    """Answer a query in the format that suits the request; without a query, show the form to whoever reads pages.

    Programs get a description of the endpoint instead.
    """
    asked = protocol.read_request(request)
    wanted = negotiate(request.headers.get("Accept", ""), asked.formats)
    if asked.text is None:
        if wanted.is_page:
            return varying(make_response(render_template("query.html", query="")))
        if request.method not in ("GET", "HEAD") or protocol.query_as_sent(request) is not None:
            raise protocol.missing_query()
        return _description(wanted)
    reply = _ask(asked, asked.text, wanted)
    try:
        choice = wanted.graph if reply.answer.kind == "triples" else wanted.table
        if choice is None:
            raise not_acceptable(reply.answer.kind)
        if choice.format != PAGE:
            return varying(data(reply, choice))
        page = _page(reply, asked)
    except BaseException:
        reply.close()
        raise
    reply.close()
    return varying(page)


def _description(wanted: Wanted) -> Response:
    """Describe the endpoint (SPARQL 1.1 Service Description §2)."""
    if wanted.graph is None:
        raise not_acceptable("triples")
    kb, manifest = endpoint().kb, read_manifest(endpoint().kb)
    if manifest is None:
        raise StoreError(f"{kb.folder} has not been built", hint="run 'kb build'")
    triples = endpoint().statistics().triples
    rows = service_description(kb, manifest, triples, address("sparql.sparql"), address("home.void.void"))
    return document(rows, wanted.graph, PREFIXES)


def _ask(asked: SparqlRequest, text: str, wanted: Wanted) -> Reply:
    job = Job(
        text,
        table=wanted.table.format if wanted.table is not None else None,
        graph=wanted.graph.format if wanted.graph is not None else None,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )
    return ask(job)


def _page(reply: Reply, asked: SparqlRequest) -> Response:
    content: dict[str, Any] = json.loads(reply.read())
    formats = GRAPHS if reply.answer.kind == "triples" else TABLES
    graphs: dict[str, Any] = {"default-graph-uri": asked.default_graphs, "named-graph-uri": asked.named_graphs}
    links = {
        name: url_for("sparql.sparql", query=asked.text, format=name, **graphs) for name in formats if name != PAGE
    }
    return make_response(
        render_template(
            "result.html",
            heading=_heading(asked.text or ""),
            query=asked.text,
            result=content,
            most=PAGE_ROWS,
            links=links,
            graphs=graphs,
        )
    )


def _heading(text: str) -> str:
    """Return the question that a query asks in words on its first line, or else just "Result"."""
    first = text.partition("\n")[0].strip()
    return (first.lstrip("# ") if first.startswith("#") else "") or "Result"
