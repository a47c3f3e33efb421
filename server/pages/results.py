"""The page of ``/search``: what was found, the filters that were set, and those that may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict

from kb.errors import StoreError
from kb.namespaces import VERDICT
from kb.searching import Found, Hit

from ..views import store
from ..views.listing import PAGE_LENGTH, listed
from ..views.summaries import Claim, summaries
from ..views.things import Text

if TYPE_CHECKING:
    from ..search import Asked

_SHOWN_FACETS = {"verdict": "Verdict", "publisher": "Publisher", "language": "Language", "topic": "Topic"}
_MOST_VALUES = 8
_FILTERS = (
    *("verdict", "publisher", "reviewer", "agent", "topic", "language", "kind"),
    *("since", "until", "origins-at-least", "origins-at-most"),
)


@dataclass(frozen=True)
class Result:
    """A hit, with the claim that it is, and its words in pieces, of which every second one was searched for."""

    hit: Hit
    claim: Claim | None
    pieces: tuple[Text, ...]


@dataclass(frozen=True)
class Choice:
    """A value by which what was found can be confined, and where that leads; or a filter, and where it is lifted."""

    label: str
    number: int
    link: str


def results(asked: Asked, found: Found, facets: Mapping[str, Sequence[tuple[str, int]]]) -> str:
    """Return the page for what was searched for and found."""
    claims = summaries(store.ask, [hit.iri for hit in found.hits if hit.kind == "claim"])
    number = asked.offset // asked.limit + 1
    return render_template(
        "search.html",
        asked=asked,
        total=found.total,
        results=[Result(hit, claims.get(hit.iri), tuple(_pieces(hit))) for hit in found.hits],
        choices=_choices(facets),
        lifted=_lifted(),
        number=number,
        more=asked.offset + len(found.hits) < found.total,
        page=lambda number: _link({"offset": [str((number - 1) * asked.limit)]} if number > 1 else {"offset": []}),
        kept=[(name, value) for name in _FILTERS for value in request.args.getlist(name) if value],
    )


def unindexed(asked: Asked, error: StoreError) -> str:
    """Return the page where nothing can be searched: it says why, and lists the claims."""
    length = PAGE_LENGTH
    number = asked.offset // length + 1
    found = listed(store.ask, store.rows, "?claim a fc:Claim", number)
    return render_template(
        "unindexed.html",
        asked=asked,
        problem=error,
        listed=found,
        page=lambda number: _link({"offset": [str((number - 1) * length)] if number > 1 else []}),
    )


def _pieces(hit: Hit) -> list[Text]:
    text, found, end = hit.snippet.text, list[Text](), 0
    for start, stop in hit.snippet.spans:
        found += [Text(text[end:start], hit.snippet.language), Text(text[start:stop], hit.snippet.language)]
        end = stop
    return [*found, Text(text[end:], hit.snippet.language)]


def _choices(facets: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, list[Choice]]:
    """Return by the heading of each facet the values that would confine what was found."""
    shown: dict[str, list[Choice]] = {}
    for name, heading in _SHOWN_FACETS.items():
        values = [(value, count) for value, count in facets.get(name, ()) if value not in request.args.getlist(name)]
        if len(values) > 1:
            shown[heading] = [
                Choice(_label(value), count, _link({name: [_short(name, value)], "offset": []}))
                for value, count in values[:_MOST_VALUES]
            ]
    return shown


def _lifted() -> list[Choice]:
    return [
        Choice(f"{name.replace('-', ' ')}: {_label(value)}", 0, _link({name: [], "offset": []}))
        for name in _FILTERS
        for value in request.args.getlist(name)
        if value
    ]


def _short(name: str, value: str) -> str:
    return value.removeprefix(VERDICT) if name == "verdict" else value


def _label(value: str) -> str:
    if value.startswith(VERDICT):
        return value.removeprefix(VERDICT).replace("-", " ")
    return value.rstrip("/").rpartition("/")[2].replace("-", " ") if "://" in value else value


def _link(changed: Mapping[str, list[str]]) -> str:
    """Return the address of this search with some of its fields changed."""
    fields: MultiDict[str, str] = request.args.copy()
    for name, new in changed.items():
        fields.setlist(name, new)
    values: dict[str, Any] = {name: some for name, some in fields.lists() if any(some)}
    return url_for("search.search", **values)
