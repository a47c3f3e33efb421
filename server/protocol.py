"""Reads a query from a request (SPARQL 1.1 Protocol §2.1, with QUERY of RFC 10008 and versions of the 1.2 draft)."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import HTTPException

from kb.errors import QueryRefusedError, UsageError

from .errors import UnsupportedBodyError
from .incoming import HttpRequest

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

BODY_METHODS = ("POST", "QUERY")
"""The methods by which a query comes as a body."""

VERSIONS = ("1.1", "1.2", "1.2-basic")
"""The versions of SPARQL that a request may announce (SPARQL 1.2 Protocol §2.1); we answer them all alike."""

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


def read_request(request: HttpRequest) -> SparqlRequest:
    """Read a request: ``?query=``, a form, or the query itself as the body; unknown parameters are ignored.

    Raises:
        UsageError: if there is more than one query, if the text is not percent-encoded UTF-8, or if it is in a
            version of SPARQL that is not known.
        QueryRefusedError: if it is an update.
        UnsupportedBodyError: if the body is of another type.
    """
    parameters = [*read_parameters(request.query_string)]
    queries = []
    if request.method in BODY_METHODS:
        _check_body_type(request)
        if request.mimetype == FORM:
            parameters += read_parameters(request.get_data())
        else:
            queries.append(decoded(request.get_data(), "query"))
    if any(name == "update" for name, _ in parameters):
        raise _no_updates()
    _check_version(values(parameters, "version") + _version_of_body(request))
    queries += values(parameters, "query")
    if len(queries) > 1:
        raise UsageError("there is more than one query", hint="send 'query' once")
    text = queries[0] if queries and queries[0].strip() else None
    return SparqlRequest(
        text,
        default_graphs=values(parameters, "default-graph-uri"),
        named_graphs=values(parameters, "named-graph-uri"),
        formats=values(parameters, *_FORMAT_NAMES),
    )


def formats_asked(request: Request) -> tuple[str, ...]:
    """Return the formats asked for in the URL, whatever else is wrong with the request."""
    return values(_read_leniently(request.query_string), *_FORMAT_NAMES)


def query_as_sent(request: Request) -> str | None:
    """Return the query in the URL or in a form as far as it can be read, whatever is wrong with the request."""
    parameters = [*_read_leniently(request.query_string)]
    if request.mimetype == FORM:
        with contextlib.suppress(HTTPException):  # too large, or cut short: that has been said already
            parameters += _read_leniently(request.get_data())
    return next(iter(values(parameters, "query")), None)


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


def _read_leniently(data: bytes) -> Parameters:
    text = data.decode("utf-8", "replace")
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return ()


def missing_query() -> UsageError:
    """Return the error for a request that had to have a query and has none."""
    return UsageError(
        "there is no query",
        hint=f"send it as ?query=…, as 'query' in a form, or as the body with Content-Type: {QUERY}",
    )


def _check_body_type(request: HttpRequest) -> None:
    if request.mimetype == UPDATE:
        raise _no_updates()
    if request.mimetype not in {FORM, QUERY}:
        given = f"'{request.mimetype}'" if request.mimetype else "no media type"
        raise UnsupportedBodyError(f"the body has {given}", hint=f"send {QUERY} or {FORM}")
    check_encoding(request)


def check_encoding(request: HttpRequest) -> None:
    """Take a body that is UTF-8 and comes as it is.

    Raises:
        UnsupportedBodyError: if it says that it is anything else.
    """
    charset = request.mimetype_params.get("charset") or "utf-8"
    if not _is_utf_8(charset):
        raise UnsupportedBodyError(f"the body is in {charset[:40]}", hint="send UTF-8")
    encoding = request.headers.get("Content-Encoding") or "identity"
    if encoding.strip().lower() != "identity":
        raise UnsupportedBodyError(f"the body is encoded as {encoding[:40]}", hint="send it as it is")


def _is_utf_8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False


def _version_of_body(request: HttpRequest) -> tuple[str, ...]:
    """Return the version in ``Content-Type: application/sparql-query;version=…``."""
    has_query = request.method in BODY_METHODS and request.mimetype == QUERY
    return (request.mimetype_params["version"],) if has_query and "version" in request.mimetype_params else ()


def _check_version(versions: Sequence[str]) -> None:
    if len(set(versions)) > 1:
        raise UsageError("there is more than one version", hint="send 'version' once")
    for version in versions:
        if version not in VERSIONS:
            raise UsageError(
                f"there is no version '{version[:40]}' of SPARQL here", hint=f"versions: {', '.join(VERSIONS)}"
            )


def decoded(body: bytes, what: str) -> str:
    """Return the text of a body, which is ``what``.

    Raises:
        UsageError: if it is not UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"the {what} is not UTF-8: byte {error.start + 1} is wrong") from None


def values(parameters: Parameters, *names: str) -> tuple[str, ...]:
    """Return the values of the parameters with some names, in order."""
    return tuple(value for name, value in parameters if name in names)


def _no_updates() -> QueryRefusedError:
    return QueryRefusedError(
        "this endpoint is read-only: it answers queries and takes no updates",
        hint="edit the Turtle files of the knowledge base, then build it",
    )
