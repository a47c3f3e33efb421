"""The page of a thing at its own IRI, by what it is: ``render`` chooses the view and the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from ..state import endpoint
from ..views import store
from ..views.claim import claim_in_full
from ..views.graph import Ask, node_of
from ..views.imports import origin
from ..views.judged import assessment_in_full, evidence_in_full, match_in_full
from ..views.kept import quote_in_full, snapshot_in_full
from ..views.listing import Listed, listed, sources_of
from ..views.one import report_in_full, review_in_full, source_in_full, thing
from .pictures import picture

Shown = Mapping[str, Any]


def render(iri: str, *, head: Markup | str = "") -> str | None:
    """Return the page of a thing, or None if there is no such thing or no page of its kind.

    ``head`` is put into the head of the page as it is, such as links to its other formats and embedded JSON-LD. It
    needs the context of a request, whose client waits in the queue of all queries. Long lists come a page at a time, by
    the parameters ``claims`` and ``reviewed``.
    """
    stem = iri.removeprefix(endpoint().kb.settings.base).partition("/")[0]
    if stem not in _FAMILIES:
        return None
    shown = _FAMILIES[stem](iri)
    return render_template(f"{stem}.html", iri=iri, head=head, **shown) if shown is not None else None


def _claim(iri: str) -> Shown | None:
    found = claim_in_full(store.ask, iri)
    if found is None:
        return None
    return {"full": found, "claim": found.claim, "picture": picture(found.chain) if found.chain else None}


def _source(iri: str) -> Shown | None:
    found = source_in_full(store.ask, iri)
    if found is None:
        return None
    return {"full": found, "source": found.source, "claims": _claims(iri, "?claim fc:cites {node}", "claims")}


def _review(iri: str) -> Shown | None:
    found = review_in_full(store.ask, iri)
    return {"full": found, "review": found.review} if found is not None else None


def _report(iri: str) -> Shown | None:
    found = report_in_full(store.ask, iri)
    return dict(zip(("report", "rests", "relaying"), found, strict=True)) if found is not None else None


def _agent(iri: str) -> Shown | None:
    found = thing(store.ask, iri)
    if found is None:
        return None
    sources, more_sources = sources_of(store.ask, node_of(iri) or "")
    return {
        "thing": found,
        "claims": _claims(iri, "?report fc:by {node} ; fc:claim ?claim", "claims"),
        "reviewed": _claims(iri, "?review schema:author {node} ; schema:itemReviewed ?claim", "reviewed"),
        "about": _claims(iri, "?claim fc:about {node}", "about"),
        "sources": sources,
        "more_sources": more_sources,
    }


def _topic(iri: str) -> Shown | None:
    found = thing(store.ask, iri)
    return {"thing": found, "about": _claims(iri, "?claim fc:about {node}", "about")} if found is not None else None


def _in_full(find: Callable[[Ask, str], Any]) -> Callable[[str], Shown | None]:
    """Return what shows a thing of which the template is given one value, ``full``."""

    def show(iri: str) -> Shown | None:
        found = find(store.ask, iri)
        return {"full": found} if found is not None else None

    return show


def _import(iri: str) -> Shown | None:
    found = origin(store.ask, store.rows, iri)
    if found is None:
        return None
    pattern = "?record prov:wasGeneratedBy {node} . ?review prov:wasDerivedFrom ?record ; schema:itemReviewed ?claim"
    return {"full": found, "claims": _claims(iri, pattern, "claims") if found.kind == "import" else None}


def _claims(iri: str, pattern: str, parameter: str) -> Listed:
    number = request.args.get(parameter, "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    return listed(store.ask, store.rows, pattern.format(node=node_of(iri)), page)


_FAMILIES: Mapping[str, Callable[[str], Shown | None]] = {
    "claim": _claim,
    "source": _source,
    "review": _review,
    "report": _report,
    "agent": _agent,
    "topic": _topic,
    "snapshot": _in_full(snapshot_in_full),
    "quote": _in_full(quote_in_full),
    "evidence": _in_full(evidence_in_full),
    "assessment": _in_full(assessment_in_full),
    "match": _in_full(match_in_full),
    "import": _import,
}
