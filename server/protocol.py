"""Reads a query from a request (SPARQL 1.1 Protocol §2.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request

from kb.errors import QueryRefusedError, UsageError

from .errors import UnsupportedBodyError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

_FORMAT_NAMES = ("format", "output", "results")  # SPARQLWrapper sends all three
_MOST_PARAMETERS = 1000
_BAD_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SparqlRequest:
    """A query, if the request has one, its graphs, and the formats that are asked for by name."""

    text: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    formats: tuple[str, ...]


def read_request(request: Request) -> SparqlRequest:
    """Read a request: ``?query=``, a form, or the query itself as the body; unknown parameters are ignored.

    Raises:
        UsageError: if there is more than one query, or if the text is not percent-encoded UTF-8.
        QueryRefusedError: if it is an update.
        UnsupportedBodyError: if the body is of another type.
    """
    parameters = [*read_parameters(request.query_string)]
    queries = []
    if request.method == "POST":
        _check_body_type(request)
        if request.mimetype == FORM:
            parameters += read_parameters(request.get_data())
        else:
            queries.append(_decode(request.get_data()))
    if any(name == "update" for name, _ in parameters):
        raise _no_updates()
    queries += _values(parameters, "query")
    if len(queries) > 1:
        raise UsageError("there is more than one query", hint="send 'query' once")
    text = queries[0] if queries and queries[0].strip() else None
    return SparqlRequest(
        text,
        default_graphs=_values(parameters, "default-graph-uri"),
        named_graphs=_values(parameters, "named-graph-uri"),
        formats=_values(parameters, *_FORMAT_NAMES),
    )


def formats_asked(request: Request) -> tuple[str, ...]:
    """Return the formats asked for in the URL, whatever else is wrong with the request."""
    return tuple(value for name in _FORMAT_NAMES for value in request.args.getlist(name))


def read_parameters(data: bytes) -> Parameters:
    """Decode ``name=value&…`` strictly.

    Raises:
        UsageError: if it is not percent-encoded UTF-8, or has very many parameters.
    """
    if _BAD_PERCENT.search(data):
        raise UsageError("a '%' is not followed by two hexadecimal digits", hint="write a percent sign as %25")
    try:
        text = data.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise UsageError("the parameters are not UTF-8") from None
    except ValueError:
        raise UsageError(f"there are more than {_MOST_PARAMETERS} parameters") from None


def missing_query() -> UsageError:
    """Return the error for a request that had to have a query and has none."""
    return UsageError(
        "there is no query",
        hint=f"send it as ?query=…, as 'query' in a form, or as the body of a POST with Content-Type: {QUERY}",
    )


def _check_body_type(request: Request) -> None:
    if request.mimetype == UPDATE:
        raise _no_updates()
    if request.mimetype not in {FORM, QUERY}:
        given = f"'{request.mimetype}'" if request.mimetype else "no media type"
        raise UnsupportedBodyError(f"the body has {given}", hint=f"send {QUERY} or {FORM}")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedBodyError(f"the body is in {charset[:40]}", hint="send UTF-8")


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"the query is not UTF-8: byte {error.start + 1} is wrong") from None


def _values(parameters: Parameters, *names: str) -> tuple[str, ...]:
    return tuple(value for name, value in parameters if name in names)


def _no_updates() -> QueryRefusedError:
    return QueryRefusedError(
        "this endpoint is read-only: it answers queries and takes no updates",
        hint="edit the Turtle files of the knowledge base, then build it",
    )
