"""``/browse/claim`` and so on: all claims, reviews, sources, agents and topics by name, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from .description import rows_asked
from .headers import caching
from .roll import BLOCK, roll
from .sitemap import STEMS
from .state import endpoint

blueprint = Blueprint("browse", __name__)

_NAMES = {"claim": "schema:text", "review": "schema:itemReviewed/schema:text", "source": "schema:name|schema:headline"}
_NAME = "schema:name|schema:description"


@dataclass(frozen=True)
class Listed:
    """One thing in a list, by its first name in English, else in any language."""

    iri: str
    name: str
    language: str


@blueprint.get("/browse/<stem>")
@blueprint.get("/browse/<stem>/<int:number>")
def browse(stem: str, number: int = 1) -> Response:
    """List what there is of a concept."""
    if stem not in STEMS:
        raise NotFound
    whole = roll(stem)
    iris = whole.block(number)
    if not iris and number != 1:
        raise NotFound
    page = render_template(
        "browse.html",
        stem=stem,
        stems=STEMS,
        found=_listed(stem, iris),
        total=whole.count,
        start=(number - 1) * BLOCK + 1,
        previous=_address(stem, number - 1) if number > 1 else None,
        next=_address(stem, number + 1) if number < len(whole.blocks) else None,
    )
    response = make_response(page)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = caching("", endpoint().max_age)["Cache-Control"]
    response.make_conditional(request)
    return response


def _address(stem: str, number: int) -> str:
    return url_for("browse.browse", stem=stem, number=number) if number > 1 else url_for("browse.browse", stem=stem)


def _listed(stem: str, iris: list[str]) -> list[Listed]:
    """Return things with their names, in the order in which they are given."""
    named = {iri: Listed(iri, "", "") for iri in iris}
    query = f"SELECT ?it ?name WHERE {{ ?it {_NAMES.get(stem, _NAME)} ?name }}"
    for row in rows_asked(query, it=iris) if iris else ():
        name = row["name"]
        other, known = Listed(row["it"]["value"], name["value"], name.get("xml:lang", "")), named[row["it"]["value"]]
        named[other.iri] = min((known, other), key=lambda each: (not each.name, each.language != "en", each.name))
    return list(named.values())
