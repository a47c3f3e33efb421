"""``/reconcile``: the service's addresses (Reconciliation Service API 0.2 §3 to §7)."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kb.errors import UnknownNameError, UsageError

from .. import protocol
from ..errors import UnsupportedBodyError
from ..headers import COMMON
from ..locating import href
from ..search import index
from ..views import store
from ..views.summaries import summaries
from .entities import Card, cards, iri_of
from .extending import extend
from .kinds import BY_STEM, TYPES, kinds_of, type_with
from .manifest import manifest
from .matching import match
from .properties import Property, properties_of
from .reading import read_batch, read_extension, read_query
from .similarity import plain

blueprint = Blueprint("reconciliation", __name__, url_prefix="/reconcile")

_SUGGESTIONS = 10
_MOST_SKIPPED = 1000


@blueprint.route("", methods=["GET", "POST"])
def service() -> Response:
    """Answer a batch of queries or read properties, and without either say what the service can do."""
    given = _given()
    if "queries" in given:
        return _json(match(read_batch(given["queries"])))
    if "extend" in given:
        return _json(extend(read_extension(given["extend"])))
    if given.get("query"):  # one alone, as in version 0.1
        text = given["query"]
        single = json.loads(text) if text.lstrip().startswith("{") and _is_json(text) else {"query": text}
        return _json(match({"q": read_query(single)})["q"])
    if request.method == "POST":
        raise UsageError("there is neither 'queries' nor 'extend'", hint="send one of them in a form")
    return _json(manifest())


@blueprint.get("/suggest/entity")
def suggest_entity() -> Response:
    """Suggest things whose names begin so, or which have that identifier (§6)."""
    prefix, skipped = _prefix()
    kinds = kinds_of(request.args.getlist("type"))
    iri = iri_of(prefix) if len(prefix) < 1000 else None
    exact = [card for card in cards([iri] if iri else []).values() if card.stem in kinds]
    hits = index().suggest(prefix, kinds, limit=skipped + _SUGGESTIONS) if prefix else []
    known = {card.iri for card in exact}
    found = exact + [Card(hit.iri, hit.kind, hit.title or hit.iri, hit.kind) for hit in hits if hit.iri not in known]
    return _json({"result": [_suggested(card) for card in found[skipped : skipped + _SUGGESTIONS]]})


@blueprint.get("/suggest/type")
def suggest_type() -> Response:
    """Suggest types whose names begin so."""
    prefix, skipped = _prefix()
    found = [
        {**kind.reference, "description": kind.description}
        for kind in TYPES
        if _begins(prefix, kind.id, kind.name, kind.stem)
    ]
    return _json({"result": found[skipped:]})


@blueprint.get("/suggest/property")
def suggest_property() -> Response:
    """Suggest properties whose names begin so."""
    prefix, skipped = _prefix()
    found = [_described(each) for each in properties_of("") if _begins(prefix, each.id, each.name)]
    return _json({"result": found[skipped:]})


@blueprint.get("/properties")
def propose() -> Response:
    """Propose the properties that instances of a type have (§7.2)."""
    asked = request.args.get("type", "")
    kind, limit = type_with(asked), request.args.get("limit", "")
    found = [_described(each) for each in properties_of(kind.stem if kind is not None else "")]
    told: dict[str, Any] = {"properties": found}
    if limit.isascii() and limit.isdigit() and len(limit) < 6:
        told = {"properties": found[: int(limit)], "limit": int(limit)}
    return _json({**told, **({"type": asked} if asked else {})})


@blueprint.get("/preview")
def preview() -> Response:
    """Show something on a small page, which others may frame (§5)."""
    card = _card()
    claim = summaries(store.ask, [card.iri]).get(card.iri) if card.stem == "claim" else None
    kind = BY_STEM[card.stem].name
    response = make_response(render_template("preview.html", card=card, claim=claim, type=kind, link=href(card.iri)))
    response.headers["Content-Security-Policy"] = COMMON["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    return response


@blueprint.get("/view")
def view() -> AnyResponse:
    """Lead to the page of something."""
    target = href(_card().iri)
    if not target.startswith(("/", "http://", "https://")):
        raise UsageError("it has no page")
    return redirect(target)


def _given() -> dict[str, str]:
    """Return the parameters of the URL or the form.

    Raises:
        UsageError: if they are not percent-encoded UTF-8.
        UnsupportedBodyError: if there is a body that is no form.
    """
    parameters = [*protocol.read_parameters(request.query_string)]
    if request.method == "POST":
        if request.mimetype == "multipart/form-data":
            parameters += list(request.form.items())
        elif request.mimetype in (protocol.FORM, ""):
            parameters += protocol.read_parameters(request.get_data())
        else:
            raise UnsupportedBodyError(f"the body has '{request.mimetype[:80]}'", hint=f"send {protocol.FORM}")
    return dict(parameters)


def _card() -> Card:
    given = request.args.get("id", "")
    iri = iri_of(given) if len(given) < 2000 else None
    card = cards([iri]).get(iri) if iri is not None else None
    if card is None:
        raise UnknownNameError("thing", given[:200], (), hint="send ?id= with the IRI of a claim, source, agent …")
    return card


def _prefix() -> tuple[str, int]:
    """Return what was typed so far, and how many suggestions to skip."""
    cursor = request.args.get("cursor", "0")
    skipped = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 6 else 0
    return request.args.get("prefix", "").strip()[:1000], min(skipped, _MOST_SKIPPED)


def _begins(prefix: str, *names: str) -> bool:
    """Tell whether any word of names begins with what was typed."""
    typed = plain(prefix)
    return any(f" {plain(name)}".find(f" {typed}") >= 0 for name in names)


def _suggested(card: Card) -> dict[str, Any]:
    kind = BY_STEM[card.stem]
    return {
        "id": card.iri,
        "name": card.name,
        "description": card.description or kind.name,
        "notable": [kind.reference],
    }


def _described(each: Property) -> dict[str, str]:
    return {
        "id": each.id,
        "name": each.name,
        "description": f"of: {', '.join(BY_STEM[stem].id for stem in each.stems)}",
    }


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json(content: object) -> Response:
    response = make_response(json.dumps(content, ensure_ascii=False))
    response.content_type = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    return response
