"""The page of a thing at its own IRI, by what it is: ``render`` chooses the view and the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template
from markupsafe import Markup

from ..state import endpoint
from ..views import store
from ..views.claim import claim_in_full
from .pictures import picture

Shown = Mapping[str, Any]


def render(iri: str, *, head: Markup | str = "") -> str | None:
    """Return the page of a thing, or None if there is no such thing or no page of its kind.

    ``head`` is put into the head of the page as it is, such as links to its other formats and embedded JSON-LD. It
    needs the context of a request, whose client waits in the queue of all queries.
    """
    stem = iri.removeprefix(endpoint().kb.settings.base).partition("/")[0]
    for template, show in _FAMILIES.get(stem, ()):
        shown = show(iri)
        if shown is not None:
            return render_template(template, iri=iri, head=head, **shown)
    return None


def _claim(iri: str) -> Shown | None:
    found = claim_in_full(store.ask, iri)
    if found is None:
        return None
    return {"full": found, "claim": found.claim, "picture": picture(found.chain) if found.chain else None}


Family = tuple[str, Callable[[str], Shown | None]]

_FAMILIES: Mapping[str, tuple[Family, ...]] = {"claim": (("claim.html", _claim),)}
