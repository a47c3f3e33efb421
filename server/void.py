"""``/.well-known/void``: what the knowledge base holds, in numbers, for crawlers and catalogues (VoID §7.2)."""

from __future__ import annotations

import contextlib
import json
import threading
from typing import Any

from flask import Blueprint, Response, current_app, request

from kb.formats import GRAPH_FORMATS
from kb.void import VOID_PREFIXES, Addresses, Census, census_queries, void_description

from . import protocol
from .addresses import address
from .builds import Build
from .documents import document
from .negotiation import negotiate_graph
from .state import endpoint
from .wire import Job

blueprint = Blueprint("void", __name__)

_KEY = "factcheck-kb.census"
_counting = threading.Lock()


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset; who reads pages gets Turtle."""
    choice = negotiate_graph(request.headers.get("Accept", ""), protocol.formats_asked(request))
    at = Addresses(
        description=address(".void"),
        home=address("home.home"),
        endpoint=address("sparql.sparql"),
        dumps={name: f"{address('graphs.named')}?default&format={name}" for name in GRAPH_FORMATS},
    )
    return document(void_description(endpoint().kb, _census(), at), choice, VOID_PREFIXES)


def _census() -> Census:
    """Count what the knowledge base holds, once per build."""
    with _counting:  # who comes while it is being counted waits, rather than count as well
        build = endpoint().pool.build
        counted: tuple[Build, Census] | None = current_app.extensions.get(_KEY)
        if counted is None or counted[0] != build:
            counted = build, Census(**{name: _ask(text) for name, text in census_queries(endpoint().kb).items()})
            current_app.extensions[_KEY] = counted
        return counted[1]


def _ask(text: str) -> dict[str, int]:
    with contextlib.closing(endpoint().pool.ask(Job(text))) as reply:
        content: dict[str, Any] = json.loads(reply.read())
    return {row["key"]["value"]: int(row["count"]["value"]) for row in content["results"]["bindings"]}
