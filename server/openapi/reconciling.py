"""The reconciliation service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..reconciliation.kinds import TYPES
from .words import TEXT, Part, form, given, listing, number, operation, record, to

_TAG = "Reconciliation"
_TYPE = given("type", "A type", {"type": "string", "enum": [kind.id for kind in TYPES]}, required=True)
_ID = given("id", "The IRI of something, or a name such as claim:x", required=True)
_CURSOR = given("cursor", "How many suggestions to skip", number(0, 1000))


def schemas() -> Mapping[str, Part]:
    """Return the schemas of candidates and suggestions."""
    reference = record(["id"], id=TEXT, name=TEXT)
    feature = record(["id", "value"], id=TEXT, value={"type": ["number", "boolean"]})
    return {
        "Reference": reference,
        "Candidate": record(
            ["id", "name", "type", "score", "match"],
            id=TEXT,
            name=TEXT,
            description=TEXT,
            type=listing(to("Reference")),
            score={"type": "number", "minimum": 0, "maximum": 100},
            match={"type": "boolean"},
            features=listing(feature),
        ),
        "Suggestions": record(["result"], result=listing(record(["id", "name"], id=TEXT, name=TEXT, description=TEXT))),
        "Manifest": record(
            ["versions", "name", "identifierSpace", "schemaSpace"],
            versions=listing(TEXT),
            name=TEXT,
            identifierSpace=TEXT,
            schemaSpace=TEXT,
            defaultTypes=listing(to("Reference")),
        ),
    }


def paths() -> Mapping[str, Any]:
    """Return the paths below ``/reconcile``."""
    batch = {**TEXT, "contentMediaType": "application/json", "description": "A batch of queries, as JSON"}
    reading = {**TEXT, "contentMediaType": "application/json", "description": "Things and properties, as JSON"}
    asked = [given("queries", "A batch of queries, as JSON", batch), given("extend", "What to read, as JSON", reading)]
    answer = {"application/json": {"type": "object"}}
    found: dict[str, Any] = {
        "/reconcile": {
            "get": operation("reconcile", "Describe the service, or answer a batch", _TAG, answer, asked),
            "post": operation(
                "reconcileByPost",
                "Answer a batch of queries, or read properties",
                _TAG,
                answer,
                requestBody=form(record(queries=batch, extend=reading)),
            ),
        },
        "/reconcile/properties": {
            "get": operation(
                "proposeProperties",
                "Propose the properties of a type",
                _TAG,
                {"application/json": record(["properties"], properties=listing(to("Reference")))},
                [_TYPE, given("limit", "How many are wanted", number(0, 1000))],
            )
        },
        "/reconcile/preview": {
            "get": operation("preview", "Show something on a small page", _TAG, {"text/html": TEXT}, [_ID])
        },
        "/reconcile/view": {
            "get": operation(
                "view",
                "Lead to the page of something",
                _TAG,
                {"text/html": TEXT},
                [_ID],
                responses={"302": {"description": "Where the page is"}},
            )
        },
    }
    for name in ("entity", "type", "property"):
        found[f"/reconcile/suggest/{name}"] = {
            "get": operation(
                f"suggest{name.capitalize()}",
                f"Suggest what begins so: {name}",
                _TAG,
                {"application/json": to("Suggestions")},
                [given("prefix", "What was typed so far", required=True), _CURSOR],
            )
        }
    return found
