"""``/``, the first page: search, what was reviewed last, and what the knowledge base holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from kb.namespaces import CONCEPTS

from ..sitemap import STEMS
from ..state import endpoint
from ..views import newest, store
from ..views.summaries import Claim, summaries
from . import memory
from .answers import page
from .facets import Facet, origin_facets, verdict_facets

blueprint = Blueprint("home", __name__)

_SINGULARS = {"evidence": "line of evidence"}
_PLURALS = {"match": "matches", "evidence": "lines of evidence"}
_NEWEST = 8


@dataclass(frozen=True)
class Count:
    """How many there are of something, and where to see them."""

    label: str
    number: int
    link: str


@dataclass(frozen=True)
class Front:
    """What the first page shows that takes time to find."""

    claims: tuple[Claim, ...]
    verdicts: tuple[Facet, ...]
    origins: tuple[Facet, ...]
    counts: tuple[Count, ...]
    triples: int


@blueprint.get("/")
def home() -> Response:
    """Show a search form, what was reviewed last, and what the knowledge base holds."""
    return page("home.html", front=memory.once_per_build(f"front {request.script_root}", _front))


def _front() -> Front:
    claims = summaries(store.ask, newest.reviewed(store.rows, _NEWEST))
    counted = endpoint().statistics()
    counts = tuple(_count(stem, number) for stem, number in counted.concepts.items())
    return Front(tuple(claims.values()), verdict_facets(counted.verdicts), origin_facets(), counts, counted.triples)


def _count(stem: str, number: int) -> Count:
    singular = _SINGULARS.get(stem, stem)
    label = singular if number == 1 else _PLURALS.get(stem, f"{stem}s")
    is_listed = stem in STEMS
    link = url_for("browse.browse", stem=stem) if is_listed else url_for("sparql.sparql", query=_listing(stem))
    return Count(label, number, link)


def _listing(stem: str) -> str:
    """Return a query for all instances of a concept; nothing in it comes from a request."""
    shortener = endpoint().shortener
    names = " ".join(shortener.name(iri) or f"<{iri}>" for iri in CONCEPTS[stem])
    order = f'ORDER BY CONCAT(STR(?{stem}), " ")'  # docs/queries.md tells why
    if len(CONCEPTS[stem]) == 1:
        return f"SELECT DISTINCT ?{stem} WHERE {{\n  ?{stem} a {names}\n}} {order}"
    return f"SELECT DISTINCT ?{stem} WHERE {{\n  VALUES ?class {{ {names} }}\n  ?{stem} a ?class\n}} {order}"
