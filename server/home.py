"""``/``, the page that says what the knowledge base holds."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from kb.namespaces import CONCEPTS
from kb.questions import questions

from .addresses import address
from .state import endpoint

blueprint = Blueprint("home", __name__)

_SINGULARS = {"evidence": "line of evidence"}
_PLURALS = {"match": "matches", "evidence": "lines of evidence"}


@dataclass(frozen=True)
class Count:
    """How many there are of something, and where to see them."""

    label: str
    number: int
    link: str


@blueprint.get("/")
def home() -> str:
    """Show what the knowledge base holds, the saved questions and a form for a new one."""
    here = endpoint()
    counted = here.statistics()
    return render_template(
        "home.html",
        counts=[_count(stem, number) for stem, number in counted.concepts.items()],
        verdicts={verdict.replace("-", " "): number for verdict, number in counted.verdicts.items()},
        triples=counted.triples,
        questions=[(question.title or question.slug, _run(question.text)) for question in questions(here.kb).values()],
        endpoint_url=address("sparql.sparql"),
        query="",
    )


def _count(stem: str, number: int) -> Count:
    singular = _SINGULARS.get(stem, stem)
    label = singular if number == 1 else _PLURALS.get(stem, f"{stem}s")
    return Count(label, number, _run(_listing(stem)))


def _listing(stem: str) -> str:
    """Return a query for all instances of a concept; nothing in it comes from a request."""
    shortener = endpoint().shortener
    names = " ".join(shortener.name(iri) or f"<{iri}>" for iri in CONCEPTS[stem])
    order = f'ORDER BY CONCAT(STR(?{stem}), " ")'  # docs/queries.md tells why
    if len(CONCEPTS[stem]) == 1:
        return f"SELECT DISTINCT ?{stem} WHERE {{\n  ?{stem} a {names}\n}} {order}"
    return f"SELECT DISTINCT ?{stem} WHERE {{\n  VALUES ?class {{ {names} }}\n  ?{stem} a ?class\n}} {order}"


def _run(text: str) -> str:
    return url_for("sparql.sparql", query=text)
