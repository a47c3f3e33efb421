"""``/``, the first page: search, what was reviewed last, and what the knowledge base holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from kb.namespaces import CONCEPTS

from ..sitemap import STEMS
from ..state import endpoint
from ..views.summaries import Claim
from .answers import page
from .facets import Facet, origin_facets, verdict_facets
from .front import Whole, whole

blueprint = Blueprint("home", __name__)

_SINGULARS = {"evidence": "line of evidence"}
_PLURALS = {"match": "matches", "evidence": "lines of evidence"}


@dataclass(frozen=True)
class Count:
    """How many there are of something, and where to see them."""

    label: str
    number: int
    link: str


@dataclass(frozen=True)
class Front:
    """What the first page shows; ``is_counted`` tells whether it is known yet what the knowledge base holds."""

    is_counted: bool
    claims: tuple[Claim, ...] = ()
    verdicts: tuple[Facet, ...] = ()
    origins: tuple[Facet, ...] = ()
    counts: tuple[Count, ...] = ()
    triples: int = 0


@blueprint.get("/")
def home() -> Response:
    """Show a search form, what was reviewed last, and what the knowledge base holds, as soon as that is known."""
    found = whole()
    response = page("home.html", front=_front(found) if found is not None else Front(is_counted=False))
    if found is None:
        response.headers["Cache-Control"] = "no-store"  # it is soon another page
    return response


def _front(found: Whole) -> Front:
    counted = found.counted
    return Front(
        is_counted=True,
        claims=found.claims,
        verdicts=verdict_facets(counted.verdicts),
        origins=origin_facets(found.origins),
        counts=tuple(_count(stem, number) for stem, number in counted.concepts.items() if number or stem == "claim"),
        triples=counted.triples,
    )


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
