"""``/q``: saved questions by name, with parameters and formats, for whoever knows no SPARQL.

``/q/<slug>`` negotiates; ``/q/<slug>.csv`` and other suffixes choose. A parameter becomes a term in the process that
answers, and never text of the query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for

from kb.decorators import decorators
from kb.errors import QueryError, UnknownNameError, UsageError
from kb.parameters import Parameter, bound, parameters
from kb.questions import Question, question, questions

from . import protocol
from .addresses import address
from .asking import content_type, is_page
from .cache import Given, entity_tag, is_lasting, matches
from .negotiation import GRAPHS, TABLES, Choice, Wanted, negotiate, not_acceptable, suffixes
from .pool import PoolReply
from .sending import ask, cached, data, varying
from .state import endpoint
from .wire import PAGE, PAGE_ROWS, Job

blueprint = Blueprint("named", __name__)

MOST_ROWS = 10_000
"""The most rows that a page may have on demand."""

_OWN = ("page", "page_size", "format")
_IGNORED = ("_",)  # what jQuery adds so that no cache answers
_DIGITS = 9


@dataclass(frozen=True)
class Asked:
    """A question as it is asked: what was given for its parameters, the page, its rows (0 for all), the suffix."""

    question: Question
    parameters: list[Parameter]
    given: dict[str, str]
    bindings: Mapping[str, tuple[str, ...]]
    page: int
    size: int
    suffix: str = ""

    def job(self, wanted: Wanted) -> Job:
        """Return what to put to a process."""
        return Job(
            self.question.text,
            table=wanted.table.format if wanted.table is not None else None,
            graph=wanted.graph.format if wanted.graph is not None else None,
            bindings=self.bindings,
            offset=(self.page - 1) * self.size,
            limit=self.size,
        )


@blueprint.get("/q")
def listing() -> Response:
    """List the questions, with what they take."""
    prefixes = endpoint().kb.prefixes
    found = [_described(each, parameters(each.text, prefixes)) for each in questions(endpoint().kb).values()]
    response = make_response(json.dumps({"questions": found}, ensure_ascii=False))
    response.content_type = "application/json"
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


@blueprint.get("/q/<name>")
def named(name: str) -> Response:
    """Answer a saved question, in the format of the suffix or as ``Accept`` says."""
    found, suffix = _question(name)
    given = protocol.read_parameters(request.query_string)
    asked_formats = [suffix] if suffix else protocol.values(given, "format")
    wanted = negotiate(request.headers.get("Accept", ""), asked_formats)
    known = parameters(found.text, endpoint().kb.prefixes)
    if wanted.is_page:
        return _page_or_form(found, known, given, wanted)
    asked = _read(found, known, given)
    return _answer(replace(asked, suffix=f".{suffix}" if suffix else ""), wanted)


def _question(name: str) -> tuple[Question, str]:
    """Return the question that a name with or without a suffix is of, and the suffix.

    Raises:
        UnknownNameError: if there is none.
    """
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in suffixes():
        return question(stem, endpoint().kb), suffix
    try:
        return question(name, endpoint().kb), ""
    except UnknownNameError as error:
        raise UnknownNameError(
            "saved question", name[:80], questions(endpoint().kb), hint="/q lists the saved questions"
        ) from error


def _read(found: Question, known: list[Parameter], given: protocol.Parameters) -> Asked:
    """Read what a request gives.

    Raises:
        UsageError: if a parameter is wrong; it names the parameter.
    """
    prefixes, own = endpoint().kb.prefixes, {parameter.name for parameter in known}
    rest = [(name, value) for name, value in given if name in own or name not in (*_OWN, *_IGNORED)]
    bindings = {name: (str(term),) for name, term in bound(known, rest, prefixes).items()}
    size = _number(given, "page_size", decorators(found.text).pagination, MOST_ROWS) if "page_size" not in own else 0
    page = _number(given, "page", 1, 10**_DIGITS) if "page" not in own else 1
    if page > 1 and not size:
        raise UsageError("the parameter 'page' needs 'page_size'", hint="say how many rows a page has: page_size=100")
    return Asked(found, known, {name: value for name, value in rest if value}, bindings, page, size)


def _number(given: protocol.Parameters, name: str, default: int, most: int) -> int:
    values = [value for value in protocol.values(given, name) if value]
    if not values:
        return default
    text = values[-1]
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and 1 <= int(text) <= most):
        raise UsageError(f"the parameter '{name}' is '{text[:40]}'", hint=f"'{name}' takes a number from 1 to {most}")
    return int(text)


def _answer(asked: Asked, wanted: Wanted) -> Response:
    job = asked.job(wanted)
    tag = entity_tag(endpoint().pool.build.digest, job, wanted) if is_lasting(job.text) else None
    if tag is not None and matches(tag, request.headers.get("If-None-Match", "")):
        return _linked(cached(make_response("", 304), tag), asked)
    given = endpoint().answers.get(tag) if tag is not None else None
    if given is not None:
        return _linked(cached(_response(given), tag), asked)
    reply = ask(job)
    try:
        choice = _choice(wanted, reply)
        if not is_page(choice) and (tag is None or reply.length is None):
            return _linked(cached(data(reply, choice), tag), asked)
        if not is_page(choice):
            given = Given(content_type(choice), reply.read(), -1)
            endpoint().answers.put(tag, given)
            reply.close()
            return _linked(cached(_response(given), tag), asked)
        page = cached(make_response(_page(asked, json.loads(reply.read()), reply.answer.kind)), tag)
    except BaseException:
        reply.close()
        raise
    reply.close()
    return page


def _response(given: Given) -> Response:
    response = make_response(given.body)
    response.content_type = given.content_type
    return response


def _choice(wanted: Wanted, reply: PoolReply) -> Choice:
    choice = wanted.graph if reply.answer.kind == "triples" else wanted.table
    if choice is None:
        raise not_acceptable(reply.answer.kind)
    return choice


def _page_or_form(found: Question, known: list[Parameter], given: protocol.Parameters, wanted: Wanted) -> Response:
    """Answer on a page; what is wrong with a parameter is said beside the form."""
    try:
        return _answer(_read(found, known, given), wanted)
    except (UsageError, QueryError) as error:
        values = {name: value for name, value in given if value and name not in _OWN}
        is_new = not values and any(parameter.is_required and not parameter.default for parameter in known)
        asked = Asked(found, known, values, {}, 1, 0)
        page = make_response(_page(asked, None, "", fault=None if is_new else error), 200 if is_new else error.status)
        return varying(page)


def _page(asked: Asked, result: dict[str, Any] | None, kind: str, fault: Exception | None = None) -> str:
    formats = GRAPHS if kind == "triples" else TABLES
    return render_template(
        "named.html",
        heading=asked.question.title or asked.question.slug,
        description=asked.question.about,
        slug=asked.question.slug,
        query=asked.question.text,
        parameters=asked.parameters,
        given=asked.given,
        result=result,
        fault=fault,
        most=PAGE_ROWS,
        links={name: _url(asked, f".{name}") for name in formats if name != PAGE} if result is not None else {},
        pages=_pages(asked, result),
    )


def _pages(asked: Asked, result: dict[str, Any] | None) -> dict[str, str]:
    """Return the links to the pages before and after this one."""
    found = {}
    if asked.size and asked.page > 1:
        found["previous"] = _url(asked, ".html", asked.page - 1)
    if asked.size and result is not None and len(result.get("rows", ())) == asked.size:
        found["next"] = _url(asked, ".html", asked.page + 1)
    return found


def _linked(response: Response, asked: Asked) -> Response:
    """Say where the other pages are, as far as that is known before the rows have been counted (RFC 8288)."""
    if asked.size:
        places = {"first": 1, "next": asked.page + 1, **({"prev": asked.page - 1} if asked.page > 1 else {})}
        links = [f'<{_url(asked, asked.suffix, page)}>; rel="{rel}"' for rel, page in sorted(places.items())]
        response.headers["Link"] = ", ".join(links)
    return response


def _url(asked: Asked, suffix: str, page: int = 0) -> str:
    values: dict[str, Any] = {**asked.given}
    if asked.size:
        values |= {"page_size": asked.size, "page": page or asked.page}
    path = url_for("named.named", name=asked.question.slug + suffix)
    return f"{path}?{urlencode(values)}" if values else path


def _described(found: Question, known: Sequence[Parameter]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "slug": found.slug,
        "title": found.title,
        "url": address("named.named", name=found.slug),
        "parameters": [
            {"name": each.name, "required": each.is_required, "takes": each.kind, "type": each.type} for each in known
        ],
    }
    return {**told, **({"description": found.about} if found.about else {})}
