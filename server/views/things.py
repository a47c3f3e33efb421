"""The parts of what is shown: texts with their language, and nodes with what people call them."""

from __future__ import annotations

from dataclasses import dataclass

from kb.columns.texts import english_first, language, lexical
from kb.namespaces import FC, RDF, SCHEMA

from .graph import Graph

NAME, DESCRIPTION, TEXT, URL = SCHEMA + "name", SCHEMA + "description", SCHEMA + "text", SCHEMA + "url"
_LABELS = (NAME, SCHEMA + "headline", "http://www.w3.org/2004/02/skos/core#prefLabel", TEXT, DESCRIPTION)
_KINDS = {
    FC + "UnnamedSource": "unnamed source",
    SCHEMA + "Person": "person",
    SCHEMA + "Organization": "organisation",
    FC + "Source": "source",
    FC + "Claim": "claim",
    FC + "Report": "report",
    FC + "Quote": "quote",
    FC + "Review": "review",
}


@dataclass(frozen=True)
class Text:
    """Words, and the tag of their language, empty where that is not said."""

    value: str
    language: str = ""


@dataclass(frozen=True)
class Named:
    """A node and what people call it, in English first; without a name it goes by its IRI, which may be empty.

    ``kind`` is what it is in one word, empty where that is none of ours.
    """

    iri: str
    names: tuple[Text, ...] = ()
    kind: str = ""

    @property
    def name(self) -> Text:
        """What it is called."""
        return self.names[0] if self.names else Text(self.iri)


def texts(graph: Graph, node: str, *predicates: str) -> tuple[Text, ...]:
    """Return the texts that a node has by some properties, in English first."""
    found = [value for value in graph.values(node, *predicates) if value.startswith('"')]
    return tuple(Text(lexical(value), language(value)) for value in sorted(found, key=english_first))


def named(graph: Graph, node: str) -> Named:
    """Return a node with its names, by the first property that gives any."""
    names = next((found for label in _LABELS if (found := texts(graph, node, label))), ())
    kinds = [_KINDS[kind[1:-1]] for kind in graph.values(node, RDF + "type") if kind[1:-1] in _KINDS]
    if not node.startswith("<"):
        return Named("", names or (Text(lexical(node)),), kinds[0] if kinds else "")
    return Named(lexical(node), names, kinds[0] if kinds else "")


def all_named(graph: Graph, nodes: list[str]) -> tuple[Named, ...]:
    """Return some nodes with their names, by name."""
    return tuple(sorted((named(graph, node) for node in nodes), key=lambda each: each.name.value.casefold()))


def date(graph: Graph, node: str, *predicates: str) -> str:
    """Return the first date that a node has, ``YYYY-MM-DD``; empty if there is none."""
    return graph.text(node, *predicates)[:10]
