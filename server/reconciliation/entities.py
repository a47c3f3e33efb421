"""What things are: looked up by IRI or by address, with their names and types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kb.errors import UsageError
from kb.formats import iri_fault
from kb.namespaces import CONCEPTS, FC, RDF, XSD, expand

from ..state import endpoint
from ..views import store
from ..views.graph import Graph, node_of, these
from ..views.things import DESCRIPTION, Named, named, texts
from .asking import rows

_URL = "SELECT DISTINCT ?_address ?entity WHERE { ?entity schema:url ?_address }"
# A pattern each: joined by their properties, names of all things would be read.
_NAMES = "SELECT DISTINCT ?_entity ?name WHERE {{ {} }}".format(
    " UNION ".join(
        f"{{ ?_entity {name} ?name }}"
        for name in ("schema:name", "schema:text", "schema:headline", "skos:prefLabel", "schema:alternateName")
    )
)
_MOST_NAMES = 20_000
_STEMS = {iri: stem for stem, iris in CONCEPTS.items() for iri in iris}
_NONE = {"report", "snapshot", "quote", "evidence", "assessment", "match"}
_TRACKING = re.compile(r"(?:^|&)(?:utm_\w+|fbclid|gclid)=[^&]*")


@dataclass(frozen=True)
class Card:
    """Something that is there: its IRI, stem, name, and what tells it from others of that name."""

    iri: str
    stem: str
    name: str
    description: str = ""


def iri_of(text: str) -> str | None:
    """Return the IRI that an identifier stands for: itself, one with a prefix, or one below the base; else None."""
    kb = endpoint().kb
    try:
        iri = expand(text, kb.prefixes)
    except UsageError:
        stem, slash, rest = text.partition("/")
        iri = kb.settings.base + text if slash and rest and f"{stem}:" and stem in kb.prefixes else ""
    return iri if iri and iri_fault(iri) is None else None


def cards(iris: Iterable[str]) -> dict[str, Card]:
    """Return what is known of some IRIs, by IRI; what is not there, or cannot be matched, is left out."""
    nodes = [node for iri in dict.fromkeys(iris) if (node := node_of(iri)) is not None]
    if not nodes:
        return {}
    graph = Graph(store.ask)
    graph.fetch(these(nodes))
    found = (_card(graph, node) for node in nodes if node in graph)
    return {card.iri: card for card in found if card is not None}


def names(iris: Iterable[str]) -> dict[str, str]:
    """Return what some things are called, by IRI; what has no name goes by the last part of its IRI."""
    wanted = list(dict.fromkeys(iris))
    nodes = [node for iri in wanted if (node := node_of(iri)) is not None]
    graph = Graph(store.ask)
    graph.fetch(these(nodes))
    return {iri: _name(named(graph, f"<{iri}>")) for iri in wanted}


def all_names(iris: Iterable[str]) -> dict[str, list[str]]:
    """Return everything that some things are called, in all languages, by IRI."""
    found: dict[str, list[str]] = {}
    terms = [node for iri in dict.fromkeys(iris) if (node := node_of(iri)) is not None]
    for row in rows(_NAMES, {"_entity": terms}, _MOST_NAMES) if terms else ():
        found.setdefault(row["_entity"], []).append(row["name"])
    return found


def at_addresses(addresses: Iterable[str]) -> dict[str, list[str]]:
    """Return the IRIs of what has an address, by the address as it was given."""
    spelled = {spelling: address for address in addresses for spelling in spellings(address)}
    if not spelled:
        return {}
    terms = [
        term for spelling in spelled for term in (f"<{spelling}>", f'"{spelling}"', f'"{spelling}"^^<{XSD}anyURI>')
    ]
    found: dict[str, list[str]] = {}
    for row in rows(_URL, {"_address": terms}):
        entities = found.setdefault(spelled[row["_address"]], [])
        if row["entity"] not in entities:
            entities.append(row["entity"])
    return found


def spellings(address: str) -> list[str]:
    """Return the ways in which one address is written; empty if it is none."""
    text = address.strip()
    if (
        not re.match(r"https?://[^\s/]+", text, re.IGNORECASE)
        or iri_fault(text) is not None
        or re.search(r'["\\]', text)
    ):
        return []
    parts = urlsplit(text)
    query = _TRACKING.sub("", parts.query).lstrip("&")
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    rest = f"?{query}" if query else ""
    found = [
        f"{scheme}://{www}{host}{path}{slash}{rest}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
    ]
    return list(dict.fromkeys([text, *found]))


def _card(graph: Graph, node: str) -> Card | None:
    classes = [value[1:-1] for value in graph.values(node, RDF + "type")]
    stems = [_STEMS[each] for each in classes if each in _STEMS]
    if any(stem in _NONE for stem in stems):
        return None
    iri = node[1:-1]
    stem = stems[0] if stems else "topic"
    return Card(iri, stem, _name(named(graph, node)), _description(graph, node, stem))


def _name(found: Named) -> str:
    return found.names[0].value if found.names else found.iri.rstrip("/#").rpartition("/")[2] or found.iri


def _description(graph: Graph, node: str, stem: str) -> str:
    said = texts(graph, node, DESCRIPTION)
    if said:
        return said[0].value
    if stem == "agent":
        return named(graph, node).kind
    days: Mapping[str, str] = {
        "source": "https://schema.org/datePublished",
        "review": "https://schema.org/datePublished",
    }
    parts = [graph.text(node, days[stem])[:10]] if stem in days else []
    if stem == "review":
        parts.insert(0, graph.text(node, FC + "verdict").rpartition("/")[2].replace("-", " "))
    return ", ".join(part for part in parts if part)
