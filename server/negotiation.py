"""Chooses the formats of an answer from what a request accepts and asks for.

HTTP: RFC 9110 §12.5.1 (Accept). Media types are compared without parameters, so that ``text/csv; charset=utf-8`` and
``application/ld+json;profile=…`` mean what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.formats import GRAPH_FORMATS, RESULT_FORMATS

from .errors import NotAcceptableError
from .wire import PAGE

Offers = Mapping[str, Sequence[str]]
"""Media types by format, the best format first and of each its own media type first."""

_WORD = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_RANGE = re.compile(rf"\s*({_WORD})/({_WORD})\s*(.*)", re.DOTALL)
_WEIGHT = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)

_ALIASES: Mapping[str, Sequence[str]] = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    "ntriples": (),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
    "trig": ("application/x-trig",),
    "nquads": ("text/x-nquads",),
}
_PAGE_OFFER: Offers = {PAGE: ("text/html", "application/xhtml+xml")}

TABLES: Offers = {
    **{name: (format.media_type, *_ALIASES.get(name, ())) for name, format in RESULT_FORMATS.items()},
    **_PAGE_OFFER,
}
"""What a SELECT or an ASK can be answered in."""

GRAPHS: Offers = {
    **{name: (GRAPH_FORMATS[name].media_type, *aliases) for name, aliases in _ALIASES.items() if name in GRAPH_FORMATS},
    **_PAGE_OFFER,
}
"""What a CONSTRUCT or a DESCRIBE can be answered in."""

INSTANCES: Offers = {
    **_PAGE_OFFER,
    **{name: media_types for name, media_types in GRAPHS.items() if name != PAGE},
    "jsonld": (GRAPHS["jsonld"][0],),
    "json": ("application/json",),
    "csv": ("text/csv",),
}
"""What a thing with an address of its own can be shown as: a page to whoever accepts anything."""

# The names that clients are known to send, beside ours and media types: (for a table, for a graph).
_SHORT: Mapping[str, tuple[str | None, str | None]] = {
    **{name: (name, None) for name in RESULT_FORMATS},
    **{name: (None, name) for name in GRAPH_FORMATS},
    "html": (PAGE, PAGE),
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdfxml"),
    "sparql-results+json": ("json", None),
    "sparql-results+xml": ("xml", None),
    "srj": ("json", None),
    "srx": ("xml", None),
    "ttl": (None, "turtle"),
    "n3": (None, "turtle"),
    "nt": (None, "ntriples"),
    "n-triples": (None, "ntriples"),
    "nq": (None, "nquads"),
    "n-quads": (None, "nquads"),
    "json-ld": (None, "jsonld"),
    "ld+json": (None, "jsonld"),
    "rdf": (None, "rdfxml"),
    "rdf-xml": (None, "rdfxml"),
    "rdf+xml": (None, "rdfxml"),
}


@dataclass(frozen=True)
class Choice:
    """A format and the media type to send it as."""

    format: str
    media_type: str


@dataclass(frozen=True)
class Wanted:
    """What to answer in if the answer is a table, and if it is a graph; None where nothing fits."""

    table: Choice | None
    graph: Choice | None

    @property
    def is_page(self) -> bool:
        """Whether a page is wanted rather than data."""
        return PAGE in {choice.format for choice in (self.table, self.graph) if choice is not None}


def negotiate(accept: str, asked: Iterable[str]) -> Wanted:
    """Choose by ``asked``, the values of ``format=`` in order, and where none of them is known by ``accept``.

    Raises:
        NotAcceptableError: if neither leads to any format, or if an unknown one is asked for and nothing is accepted
            in particular.
    """
    plain = (name.partition(";")[0].strip() for name in asked)
    names = [name.lower().replace(" ", "+") for name in plain if name]
    for name in names:
        wanted = _named(name)
        if wanted is not None:
            return wanted
    ranges = list(_ranges(accept))
    if names and all(entry.type == "*" for entry in ranges):
        raise NotAcceptableError(f"there is no format '{names[0][:80]}'", hint=_known_names())
    wanted = Wanted(best(ranges, TABLES), best(ranges, GRAPHS))
    if wanted.table is None and wanted.graph is None:
        raise NotAcceptableError("no answer comes in any of the media types in 'Accept'", hint=_known_names())
    return wanted


def negotiate_graph(accept: str, asked: Iterable[str]) -> Choice:
    """Choose the format of a graph that has no page of its own: who reads pages gets Turtle.

    Raises:
        NotAcceptableError: if no format that is wanted can hold a graph.
    """
    wanted = negotiate(accept, asked).graph
    if wanted is None:
        raise not_acceptable("triples")
    return wanted if wanted.format != PAGE else Choice("turtle", GRAPHS["turtle"][0])


def suffixes() -> Iterable[str]:
    """Return what a name may end in, behind a dot, to ask for a format."""
    return _SHORT


def negotiate_instance(accept: str, asked: Iterable[str]) -> Choice:
    """Choose what to show a thing as, by ``asked``, the values of ``format=``, and else by ``accept``.

    Raises:
        NotAcceptableError: if nothing that is wanted can show it.
    """
    for name in (name.partition(";")[0].strip().lower() for name in asked):
        table, graph = _SHORT.get(name, (None, None))
        for format in (name, graph, table):
            if format is not None and format in INSTANCES:
                return Choice(format, INSTANCES[format][0])
    choice = best(list(_ranges(accept)), INSTANCES)
    if choice is None:
        types = ", ".join(media_types[0] for media_types in INSTANCES.values())
        raise NotAcceptableError("this comes in none of the media types in 'Accept'", hint=f"it comes as: {types}")
    return choice


def not_acceptable(kind: str) -> NotAcceptableError:
    """Return the error for an answer of ``kind`` ("rows", "boolean", "triples") that no wanted format can hold."""
    noun, offers = ("graph", GRAPHS) if kind == "triples" else ("table", TABLES)
    types = ", ".join(media_types[0] for media_types in offers.values())
    return NotAcceptableError(
        f"the answer is a {noun}, which no format that was asked for can hold", hint=f"a {noun} comes as: {types}"
    )


@dataclass(frozen=True)
class MediaRange:
    """One entry of an Accept header."""

    type: str
    subtype: str
    weight: float

    def fit(self, media_type: str) -> int:
        """Return how closely a media type fits: 0 not at all, 1 by ``*/*``, 2 by ``type/*``, 3 exactly."""
        kind, _, subtype = media_type.partition("/")
        if self.type == "*":
            return 1
        if self.type != kind:
            return 0
        return 2 if self.subtype == "*" else 3 * (self.subtype == subtype)


def best(ranges: Sequence[MediaRange], offers: Offers) -> Choice | None:
    """Return the best of ``offers``: by weight, then by how closely it is named, then by the order of offers."""
    found: tuple[tuple[float, int, bool], Choice] | None = None
    for name, media_types in offers.items():
        for media_type in media_types:
            fit, weight = max(
                ((entry.fit(media_type), entry.weight) for entry in ranges), default=(1, 1.0), key=lambda pair: pair[0]
            )
            rank = (weight, fit, media_type == media_types[0])
            if fit and weight and (found is None or rank > found[0]):
                found = rank, Choice(name, media_type)
    return found[1] if found is not None else None


def parse_accept(accept: str) -> list[MediaRange]:
    """Return the entries of an Accept header that make sense; an empty list accepts everything."""
    return list(_ranges(accept))


def _ranges(accept: str) -> Iterator[MediaRange]:
    for part in re.sub(r'"[^"]*"', "", accept).split(","):
        found = _RANGE.match(part)
        if found is not None:
            weight = _WEIGHT.search(found.group(3))
            yield MediaRange(
                found.group(1).lower(), found.group(2).lower(), min(1.0, float(weight.group(1))) if weight else 1.0
            )


def _named(name: str) -> Wanted | None:
    table, graph = _SHORT.get(name, (None, None))
    if table is None and graph is None:
        kind, _, subtype = name.partition("/")
        exact = [MediaRange(kind, subtype, 1.0)]
        wanted = Wanted(best(exact, TABLES), best(exact, GRAPHS))
        return wanted if "*" not in name and (wanted.table or wanted.graph) else None
    return Wanted(
        Choice(table, TABLES[table][0]) if table is not None else None,
        Choice(graph, GRAPHS[graph][0]) if graph is not None else None,
    )


def _known_names() -> str:
    return f"formats: {', '.join([*RESULT_FORMATS, *GRAPH_FORMATS, 'html'])}"
