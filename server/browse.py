"""``/browse/claim`` and so on: all claims, reviews, sources, agents and topics by name, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from .description import rows_asked
from .headers import caching
from .sitemap import STEMS, pattern
from .state import endpoint

blueprint = Blueprint("browse", __name__)

PAGE_SIZE = 200
"""How many things a page lists."""

_MOST = 20_000  # pages of a list
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
    if stem not in STEMS or not 1 <= number <= _MOST:
        raise NotFound
    found = _listed(stem, number)
    if not found and number > 1:
        raise NotFound
    page = render_template(
        "browse.html",
        stem=stem,
        stems=STEMS,
        found=found[:PAGE_SIZE],
        number=number,
        previous=_address(stem, number - 1) if number > 1 else None,
        next=_address(stem, number + 1) if len(found) > PAGE_SIZE else None,
    )
    response = make_response(page)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = caching("", endpoint().max_age)["Cache-Control"]
    response.make_conditional(request)
    return response


def _address(stem: str, number: int) -> str:
    return url_for("browse.browse", stem=stem, number=number) if number > 1 else url_for("browse.browse", stem=stem)


def _listed(stem: str, number: int) -> list[Listed]:
    """Return the things of one page, and one more if there is one."""
    named: dict[str, Listed] = {}
    for row in rows_asked(_query(stem, number)):
        iri, name = row["it"]["value"], row.get("name", {})
        other = Listed(iri, name.get("value", ""), name.get("xml:lang", ""))
        named[iri] = min(named.get(iri, other), other, key=lambda each: (each.language != "en", each.name))
    return sorted(named.values(), key=lambda each: each.iri)


def _query(stem: str, number: int) -> str:
    chosen = f'SELECT DISTINCT ?it WHERE {{ {pattern(stem)} }} ORDER BY CONCAT(STR(?it), " ")'
    some = f"{chosen} LIMIT {PAGE_SIZE + 1} OFFSET {PAGE_SIZE * (number - 1)}"
    return f"SELECT ?it ?name WHERE {{ {{ {some} }} OPTIONAL {{ ?it {_NAMES.get(stem, _NAME)} ?name }} }}"
