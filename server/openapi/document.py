"""Puts the descriptions of all services together into one document."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, make_response, request

import kb

from ..addresses import address
from ..state import endpoint
from . import factchecks, named, reconciling, searching, sparql
from .words import TEXT, Part, number, record, to

blueprint = Blueprint("openapi", __name__)

_SERVICES = (sparql, searching, named, factchecks, reconciling)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe all services (OpenAPI 3.1)."""
    response = make_response(json.dumps(document(), ensure_ascii=False))
    response.content_type = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


def document() -> dict[str, Any]:
    """Return the document, for this request's address of the server."""
    here = endpoint()
    told: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [{"url": address("home.home").rstrip("/")}],
        "paths": {path: item for each in _SERVICES for path, item in each.paths().items()},
        "components": {
            "schemas": {"Problem": _problem(), **searching.schemas(), **named.schemas(), **factchecks.schemas()}
            | dict(reconciling.schemas()),
            "responses": {
                "Problem": _fault("What is wrong (RFC 9457)", {"application/problem+json": to("Problem"), **_AS_TEXT}),
                "GoogleFault": _fault("What is wrong, as Google says it", {"application/json": to("GoogleFault")}),
            },
        },
    }
    if here.private:
        told["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        told["security"] = [{"token": []}]
    return told


_AS_TEXT: dict[str, Part] = {"text/plain": TEXT, "text/html": TEXT}


def _info() -> Part:
    settings = endpoint().kb.settings
    told: Part = {
        "title": settings.name,
        "version": kb.__version__,
        "description": "A fact-check knowledge base: who claims what, on whose word, and what checkers found.",
    }
    if settings.license:
        is_address = re.match(r"https?://", settings.license) is not None
        told["license"] = {"name": settings.license, **({"url": settings.license} if is_address else {})}
    return told


def _fault(description: str, kinds: dict[str, Part]) -> Part:
    return {"description": description, "content": {kind: {"schema": schema} for kind, schema in kinds.items()}}


def _problem() -> Part:
    return record(
        ["type", "title", "status", "detail"],
        type=TEXT,
        title=TEXT,
        status=number(400, 599),
        detail=TEXT,
        hint=TEXT,
        line=number(1),
        column=number(1),
    )
