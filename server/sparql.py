"""``/sparql``: SPARQL 1.1 queries over HTTP, and the page of their results."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from kb.describing import PREFIXES, service_description
from kb.questions import questions

from . import protocol
from .addresses import address
from .asking import is_page, understand
from .cache import matches
from .documents import document
from .headers import EDITOR_POLICY
from .negotiation import GRAPHS, TABLES, Wanted, not_acceptable
from .pool import PoolReply
from .protocol import SparqlRequest
from .sending import ask, cached, data, varying
from .state import endpoint
from .wire import PAGE, PAGE_ROWS

blueprint = Blueprint("sparql", __name__)

_FIRST = "SELECT ?claim ?text WHERE {\n  ?claim a fc:Claim ;\n    schema:text ?text .\n} ORDER BY ?claim LIMIT 100"
"""The query that the editor begins with."""


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def sparql() -> Response:
    """Answer a query in the format that suits the request; without a query, show the form to whoever reads pages.

    Programs get a description of the endpoint instead.
    """
    question = understand(request)
    asked, wanted = question.asked, question.wanted
    if asked.text is None:
        if wanted.is_page:
            return varying(_editor())
        if request.method not in ("GET", "HEAD") or protocol.query_as_sent(request) is not None:
            raise protocol.missing_query()
        return _description(wanted)
    tag = question.tag(endpoint().pool.build.digest)
    if tag is not None and matches(tag, request.headers.get("If-None-Match", "")):
        return cached(make_response("", 304), tag)
    reply = ask(question.job)
    try:
        choice = question.choice(reply.answer)
        if not is_page(choice):
            return cached(data(reply, choice), tag)
        page = cached(_page(reply, asked), tag)
    except BaseException:
        reply.close()
        raise
    reply.close()
    return page


def _editor() -> Response:
    """Show the editor, whose place a plain form takes without script."""
    here = endpoint()
    given = {"endpoint": address("sparql.sparql"), "prefixes": here.kb.prefixes, "query": _FIRST}
    page = render_template("query.html", query="", given=given, examples=questions(here.kb).values())
    response = make_response(page)
    response.headers["Content-Security-Policy"] = EDITOR_POLICY
    return response


def _description(wanted: Wanted) -> Response:
    """Describe the endpoint (SPARQL 1.1 Service Description §2)."""
    if wanted.graph is None:
        raise not_acceptable("triples")
    kb, manifest = endpoint().kb, endpoint().pool.build.manifest
    triples = endpoint().statistics().triples
    rows = service_description(kb, manifest, triples, address("sparql.sparql"), address("void.void"))
    return document(rows, wanted.graph, PREFIXES)


def _page(reply: PoolReply, asked: SparqlRequest) -> Response:
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
