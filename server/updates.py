"""Reads what a request asks to be written (SPARQL 1.1 Protocol §2.2, Graph Store HTTP Protocol §4 and §5)."""

from __future__ import annotations

import re
import secrets

from flask import Request

from kb.errors import UsageError
from kb.formats import GRAPH_FORMATS
from kb.project import KnowledgeBase
from kb.writing.requests import Put, Update

from .errors import UnsupportedBodyError
from .naming import check_iri, graph_at, named_graph
from .protocol import FORM, UPDATE, Parameters, check_encoding, decoded, read_parameters, values

_FORMATS = {format.media_type: format.name for format in GRAPH_FORMATS.values() if not format.has_graphs}
_PARTS = "multipart/form-data"
_TAG = re.compile(r'\s*(?:(W/)?"([^"]*)"|(\*))\s*(?:,|$)')
_LONGEST_REASON = 2000


def asks_for_update(request: Request) -> bool:
    """Tell whether a request to ``/sparql`` is an update."""
    if request.method != "POST":
        return False
    if request.mimetype == UPDATE:
        return True
    return request.mimetype == FORM and any(name == "update" for name, _ in read_parameters(request.get_data()))


def read_update(request: Request) -> tuple[Update, str]:
    """Return the update of a request, and the reason that it gives.

    Raises:
        UsageError: if it has more than one, or also a query, or is not UTF-8.
        UnsupportedBodyError: if the body is in another encoding.
    """
    parameters = [*read_parameters(request.query_string)]
    texts = []
    if request.mimetype == FORM:
        parameters += read_parameters(request.get_data())
        texts = [*values(parameters, "update")]
    else:
        check_encoding(request)
        texts = [decoded(request.get_data(), "update"), *values(parameters, "update")]
    if len(texts) != 1 or values(parameters, "query"):
        raise UsageError("there must be one update, and no query", hint="send several operations with ';' between them")
    using, named = values(parameters, "using-graph-uri"), values(parameters, "using-named-graph-uri")
    for iri in (*using, *named):
        check_iri(iri)
    return Update(texts[0], using, named), _reason(parameters)


def read_graph(request: Request, kb: KnowledgeBase) -> tuple[str | None, str]:
    """Return the graph that the parameters name, None for the default graph, and the reason that they give.

    A POST that names none is for a new graph, which gets a name here.

    Raises:
        UsageError: if they do not name one, or not by an IRI.
    """
    parameters = read_parameters(request.query_string)
    if request.method == "POST" and not any(name in {"graph", "default"} for name, _ in parameters):
        return kb.graph_iri(f"posted-{secrets.token_hex(8)}.ttl"), _reason(parameters)
    return named_graph(parameters), _reason(parameters)


def file_graph(request: Request, kb: KnowledgeBase, name: str) -> tuple[str, str]:
    """Return the IRI of the graph that an address names directly, and the reason that its parameters give."""
    return graph_at(kb, name), _reason(read_parameters(request.query_string))


def read_put(request: Request, graph: str | None, *, keep: bool) -> Put:
    """Return what a request puts into a graph: its body, or all parts of it.

    Raises:
        UnsupportedBodyError: if it is in no format of one graph.
    """
    if request.mimetype == _PARTS:
        files = [file for name in request.files for file in request.files.getlist(name)]
        parts = tuple((file.read(), _format(file.mimetype)) for file in files)
        if not parts:
            raise UsageError("the form has no file", hint="send each graph as a file with its Content-Type")
        return Put(graph, parts, keep)
    format = _format(request.mimetype)
    if format != "rdfxml":  # which says itself what it is encoded as
        check_encoding(request)
    return Put(graph, ((request.get_data(), format),), keep)


def read_tags(header: str) -> tuple[str, ...]:
    """Return the tags of ``If-Match`` or ``If-None-Match``; weak ones are none here (RFC 9110 §8.8.3.2).

    Raises:
        UsageError: if there is anything else in it.
    """
    found, at = [], 0
    while at < len(header):
        match = _TAG.match(header, at)
        if match is None or match.end() == at:
            raise UsageError("a tag is not written in quotes", hint='send it as it came, as in If-Match: "…"')
        found.append(match.group(3) or ("" if match.group(1) else match.group(2)))
        at = match.end()
    return tuple(found)


def _format(media_type: str) -> str:
    if media_type not in _FORMATS:
        given = f"'{media_type[:100]}'" if media_type else "no media type"
        raise UnsupportedBodyError(f"the body has {given}", hint=f"send {', '.join(_FORMATS)}")
    return _FORMATS[media_type]


def _reason(parameters: Parameters) -> str:
    reasons = values(parameters, "reason")
    if len(reasons) > 1 or any(len(reason) > _LONGEST_REASON for reason in reasons):
        raise UsageError(f"there may be one reason, of {_LONGEST_REASON} characters at most")
    return reasons[0].strip() if reasons else ""
