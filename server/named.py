"""``/q``: saved questions by name, with parameters and formats, for whoever knows no SPARQL.

``/q/<slug>`` negotiates; ``/q/<slug>.csv`` and other suffixes choose. A parameter becomes a term in the process that
answers, and never text of the query.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from kb.errors import QueryError, UsageError
from kb.parameters import Parameter, parameters
from kb.questions import Question, questions

from . import protocol
from .addresses import address
from .asking import content_type, is_page
from .cache import Given, entity_tag, is_lasting, matches
from .negotiation import GRAPHS, TABLES, Choice, Wanted, negotiate, not_acceptable
from .pool import PoolReply
from .questioning import OWN, Asked, question_at, read_asked
from .sending import ask, cached, data, varying
from .state import endpoint
from .wire import PAGE, PAGE_ROWS

blueprint = Blueprint("named", __name__)


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
    found, suffix = question_at(name)
    given = protocol.read_parameters(request.query_string)
    asked_formats = [suffix] if suffix else protocol.values(given, "format")
    wanted = negotiate(request.headers.get("Accept", ""), asked_formats)
    known = parameters(found.text, endpoint().kb.prefixes)
    if wanted.is_page:
        return _page_or_form(found, known, given, wanted)
    asked = read_asked(found, known, given)
    return _answer(replace(asked, suffix=f".{suffix}" if suffix else ""), wanted)


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
        return _answer(read_asked(found, known, given), wanted)
    except (UsageError, QueryError) as error:
        values = {name: value for name, value in given if value and name not in OWN}
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
        links={name: asked.url(f".{name}") for name in formats if name != PAGE} if result is not None else {},
        pages=_pages(asked, result),
    )


def _pages(asked: Asked, result: dict[str, Any] | None) -> dict[str, str]:
    """Return the links to the pages before and after this one."""
    found = {}
    if asked.size and asked.page > 1:
        found["previous"] = asked.url(".html", asked.page - 1)
    if asked.size and result is not None and len(result.get("rows", ())) == asked.size:
        found["next"] = asked.url(".html", asked.page + 1)
    return found


def _linked(response: Response, asked: Asked) -> Response:
    """Say where the other pages are, as far as that is known before the rows have been counted (RFC 8288)."""
    if asked.size:
        places = {"first": 1, "next": asked.page + 1, **({"prev": asked.page - 1} if asked.page > 1 else {})}
        links = [f'<{asked.url(asked.suffix, page)}>; rel="{rel}"' for rel, page in sorted(places.items())]
        response.headers["Link"] = ", ".join(links)
    return response


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
