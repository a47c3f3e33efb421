"""Saved questions: each is a path with its own parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.decorators import decorators
from kb.namespaces import XSD
from kb.parameters import Parameter, parameters
from kb.questions import Question, questions

from ..questioning import MOST_ROWS
from ..state import endpoint
from .sparql import tables, triples
from .words import ADDRESS, DAY, NOT_MODIFIED, TEXT, Part, given, listing, number, operation, record, to

_SCHEMAS: Mapping[str, Part] = {
    "iri": ADDRESS,
    XSD + "integer": {"type": "integer"},
    XSD + "decimal": {"type": "number"},
    XSD + "double": {"type": "number"},
    XSD + "boolean": {"type": "boolean"},
    XSD + "date": DAY,
}


def schemas() -> Mapping[str, Part]:
    """Return the schema of a question in the list."""
    takes = record(
        ["name", "required", "takes", "type"], name=TEXT, required={"type": "boolean"}, takes=TEXT, type=TEXT
    )
    return {
        "Question": record(
            ["slug", "title", "url", "parameters"], slug=TEXT, title=TEXT, url=TEXT, parameters=listing(takes)
        )
    }


def paths() -> Mapping[str, Any]:
    """Return the path of the list, and one for each question."""
    kb = endpoint().kb
    list_ = operation(
        "questions",
        "List the saved questions",
        "Questions",
        {"application/json": record(["questions"], questions=listing(to("Question")))},
        responses=NOT_MODIFIED,
    )
    found = {
        f"/q/{each.slug}": {"get": _asking(each, parameters(each.text, kb.prefixes))} for each in questions(kb).values()
    }
    return {"/q": {"get": list_}, **found}


def _asking(each: Question, takes: list[Parameter]) -> Part:
    said = decorators(each.text)
    own = [_parameter(one) for one in takes]
    paging = [
        given("page_size", "How many rows a page has", number(1, MOST_ROWS, said.pagination or None)),
        given("page", "Which page; it needs page_size" if not said.pagination else "Which page", number(1)),
    ]
    more = {"description": each.about} if each.about else {}
    return operation(
        f"ask-{each.slug}",
        each.title or each.slug,
        "Questions",
        {**tables(), **triples()},
        [*{one["name"]: one for one in own}.values(), *paging],
        responses=NOT_MODIFIED,
        **more,
    )


def _parameter(one: Parameter) -> Part:
    schema = dict(_SCHEMAS.get(one.type, TEXT))
    if one.choices:
        schema["enum"] = list(one.choices)
    if one.default:
        schema["default"] = one.default
    description = one.description or one.kind
    return given(
        one.name, description[:1].upper() + description[1:], schema, required=one.is_required and not one.default
    )
