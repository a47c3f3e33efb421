"""``/sitemap.xml`` and ``/robots.txt``: which pages there are, for search engines (sitemaps.org 0.9, RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from flask import Blueprint, Response, make_response, request
from werkzeug.exceptions import NotFound

from kb.namespaces import CONCEPTS

from .addresses import address, origin
from .atom import instant
from .description import rows_asked
from .headers import caching
from .locating import in_path
from .pages import memory
from .state import endpoint

blueprint = Blueprint("sitemap", __name__)

PART = 50_000
"""How many pages a part of the map names at most; the protocol allows no more."""

STEMS = ("claim", "review", "source", "agent", "topic")
"""The concepts whose pages are for people who search."""

_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

# Of a topic nobody says what it is, only that a claim is about it.
_TOPICS = """{ SELECT DISTINCT ?it WHERE { ?claim fc:about ?it } }
  OPTIONAL { ?it a ?kind FILTER(?kind IN (schema:Person, schema:Organization, fc:UnnamedSource)) }
  FILTER(!BOUND(?kind))"""
_DATED = "?dated ?day FILTER(?dated IN (schema:datePublished, fc:retractedOn))"
_DAYS = {
    "claim": f"OPTIONAL {{ ?review schema:itemReviewed ?it . ?review {_DATED} }}",
    "review": f"OPTIONAL {{ ?it {_DATED} }}",
}


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what robots should leave alone: what is computed for each question."""
    root = request.script_root
    lines = ["User-agent: *", *(f"Disallow: {root}/{path}" for path in ("sparql?", "graph-store", "q/", "match"))]
    response = make_response("\n".join([*lines, "", f"Sitemap: {address('sitemap.index')}", ""]))
    response.content_type = "text/plain; charset=utf-8"
    return _tagged(response)


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """Name the parts of the map."""
    numbers = memory.once_per_build("sitemap", lambda: {stem: _number(stem) for stem in STEMS})
    parts = [
        address("sitemap.part", stem=stem, number=number)
        for stem, count in numbers.items()
        for number in range(1, -(-count // PART) + 1)
    ]
    found = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>\n" for part in parts)
    return _xml(f"<sitemapindex {_XMLNS}>\n{found}</sitemapindex>\n")


@blueprint.get("/sitemap-<stem>-<int:number>.xml")
def part(stem: str, number: int) -> Response:
    """Name the pages of one part, each with the day on which it changed, where there is one."""
    if stem not in STEMS or not 1 <= number <= 1000:
        raise NotFound
    lines = list(_pages(stem, number))
    if not lines:
        raise NotFound
    return _xml(f"<urlset {_XMLNS}>\n{''.join(lines)}</urlset>\n")


def _pages(stem: str, number: int) -> Iterator[str]:
    base, top, days = endpoint().kb.settings.base, f"{origin()}{request.script_root}/", dict[str, str]()
    for row in rows_asked(_query(stem, number)):
        iri = row["it"]["value"]
        days[iri] = max(days.get(iri, ""), instant(row["day"]["value"]) or "" if "day" in row else "")
    for iri in sorted(iri for iri in days if iri.startswith(base)):
        changed = f"<lastmod>{days[iri][:10]}</lastmod>" if days[iri] else ""
        yield f"<url><loc>{top}{escape(in_path(iri.removeprefix(base)))}</loc>{changed}</url>\n"


def _query(stem: str, number: int) -> str:
    """Return a query for one part; the days are looked for when its things have been chosen."""
    chosen = f'SELECT DISTINCT ?it WHERE {{ {pattern(stem)} }} ORDER BY CONCAT(STR(?it), " ")'
    some = f"{chosen} LIMIT {PART} OFFSET {PART * (number - 1)}"
    return f"SELECT ?it ?day WHERE {{ {{ {some} }} {_DAYS.get(stem, '')} }}"


def pattern(stem: str) -> str:
    """Return a pattern that binds ?it to the things of a concept."""
    if stem == "topic":
        return _TOPICS
    return f"VALUES ?class {{ {' '.join(f'<{iri}>' for iri in CONCEPTS[stem])} }} ?it a ?class ."


def _number(stem: str) -> int:
    (row,) = rows_asked(f"SELECT (COUNT(DISTINCT ?it) AS ?count) WHERE {{ {pattern(stem)} }}")
    return int(row["count"]["value"])


def _xml(text: str) -> Response:
    response = make_response(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    response.content_type = "application/xml; charset=utf-8"
    return _tagged(response)


def _tagged(response: Response) -> Response:
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = caching("", endpoint().max_age)["Cache-Control"]
    response.make_conditional(request)
    return response
