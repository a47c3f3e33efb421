"""A few triples about some nodes, gathered by rounds of queries; terms are written as N-Triples writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kb.columns.texts import lexical
from kb.formats import iri_fault
from kb.namespaces import FC, RDF

Ask = Callable[[str], bytes]
"""Puts a CONSTRUCT to the store, and returns its triples as N-Triples."""

MOST_TRIPLES = 8000
"""How many triples one round brings at most."""

_MOST_NODES = 1500  # of one round


class Graph:
    """What is known of some nodes so far."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._about: dict[str, dict[str, list[str]]] = {}
        self._back: dict[tuple[str, str], list[str]] = {}

    def fetch(self, *parts: str) -> None:
        """Bring all triples about the nodes that some parts find, in one query; a part is a pattern that binds ?s."""
        wanted = [part for part in parts if part]
        if not wanted:
            return
        union = " UNION ".join(f"{{ {part} ?s ?p ?o }}" for part in wanted)
        for line in self._ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {union} }} LIMIT {MOST_TRIPLES}").splitlines():
            subject, predicate, rest = line.decode("utf-8").split(" ", 2)
            self._add(subject, predicate[1:-1], rest[:-2].rstrip())

    def _add(self, subject: str, predicate: str, value: str) -> None:
        values = self._about.setdefault(subject, {}).setdefault(predicate, [])
        if value not in values:
            values.append(value)
            self._back.setdefault((predicate, value), []).append(subject)

    def __contains__(self, node: str) -> bool:
        return node in self._about

    def unknown(self, nodes: Iterable[str]) -> str:
        """Return a part that finds those of some nodes of which nothing is known yet; empty if there are none."""
        return these(node for node in nodes if node not in self._about)

    def values(self, node: str, *predicates: str) -> list[str]:
        """Return the values of a node's properties, sorted."""
        about = self._about.get(node, {})
        return sorted({value for predicate in predicates for value in about.get(predicate, ())})

    def ends(self, nodes: Iterable[str], *predicates: str) -> set[str]:
        """Return all values that some nodes have of some properties."""
        return {value for node in nodes for value in self.values(node, *predicates)}

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return the nodes that have a value of a property, sorted."""
        return sorted(self._back.get((predicate, value), ()))

    def text(self, node: str, *predicates: str) -> str:
        """Return the characters of the first value, empty if there is none."""
        return next((lexical(value) for value in self.values(node, *predicates)), "")

    def word(self, node: str, name: str) -> str:
        """Return the local name of the first value of one of our own properties, empty if there is none."""
        return self.text(node, FC + name).removeprefix(FC)

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """Yield all triples, predicates written as the other terms are."""
        for subject, about in self._about.items():
            for predicate, values in about.items():
                for value in values:
                    yield subject, f"<{predicate}>", value


def node_of(iri: str) -> str | None:
    """Return an IRI as a term, or None if it is none, so that nothing else can be written in its place."""
    return f"<{iri}>" if iri and iri_fault(iri) is None else None


def these(nodes: Iterable[str]) -> str:
    """Return a part that finds some nodes themselves; empty if there are none."""
    found = sorted({node for node in nodes if node.startswith("<")})[:_MOST_NODES]
    return f"VALUES ?s {{ {' '.join(found)} }}" if found else ""


def leading(path: str, nodes: Iterable[str], most: int) -> str:
    """Return a part that finds what leads to some nodes by a path of properties, written as SPARQL writes it."""
    found = sorted({node for node in nodes if node.startswith("<")})[:_MOST_NODES]
    if not found:
        return ""
    return f"{{ SELECT DISTINCT ?s {{ VALUES ?end {{ {' '.join(found)} }} ?s {path} ?end }} LIMIT {most} }}"


def begin(ask: Ask, iri: str, *parts: str) -> tuple[Graph, str | None]:
    """Return what is known of a node itself and of what some parts find, and the node, if anything is known of it."""
    graph, node = Graph(ask), node_of(iri)
    graph.fetch(*([these([node]), *parts] if node is not None else []))
    return graph, node if node is not None and node in graph else None


def is_a(graph: Graph, node: str, name: str) -> bool:
    """Tell whether a node is an instance of a class of ours."""
    return f"<{FC}{name}>" in graph.values(node, RDF + "type")
