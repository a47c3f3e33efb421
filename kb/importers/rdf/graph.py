"""A graph in a store of its own, and its nodes as JSON, as a page would have them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kb.formats import LITERAL, NAMED_NODE, Term, quad
from kb.namespaces import RDF, SCHEMA
from kb.stores.embedded import EmbeddedStore

from .graphs import Triple

_TYPE = RDF + "type"
_NAME = "urn:factcheck-kb:import"
_DEEPEST = 12
_IN_MEMORY = 32_000_000  # bytes of a file; what a larger one holds waits on disk


class Graph:
    """Triples whose subjects are IRIs. Those that begin with ``nameless`` are no names to tell."""

    def __init__(self, store: EmbeddedStore, nameless: str) -> None:
        self.store, self._nameless = store, nameless

    @classmethod
    @contextlib.contextmanager
    def open(cls, size: int, nameless: str) -> Iterator[Graph]:
        """Give an empty graph for what a file of some size holds; it is gone when the block ends."""
        if size <= _IN_MEMORY:
            yield cls(EmbeddedStore.in_memory(), nameless)
            return
        with tempfile.TemporaryDirectory(prefix="kb-import-") as folder:
            yield cls(EmbeddedStore.open(Path(folder)), nameless)

    def add(self, triples: Iterable[Triple]) -> None:
        """Add triples, each once."""
        self.store.add(quad(*triple, _NAME) for triple in triples)

    def properties(self, node: str) -> dict[str, list[Term]]:
        """Return the values of each property of a node, by its IRI, in order: texts first."""
        found: dict[str, list[Term]] = {}
        for _, predicate, object in self.store.match(NAMED_NODE(node), None, None):
            if isinstance(predicate, NAMED_NODE):
                found.setdefault(predicate.value, []).append(object)
        for values in found.values():
            if len(values) > 1:
                values.sort(key=_order)
        return found

    def of_class(self, iri: str) -> list[str]:
        """Return the nodes of a class, sorted."""
        return sorted(_subjects(self.store.match(None, NAMED_NODE(_TYPE), NAMED_NODE(iri))))

    def reached(self, starts: Iterable[str], known: set[str]) -> None:
        """Add the nodes that some lead to, and these themselves, to those that are known."""
        waiting, seen = list(starts), set[str]()
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                for _, predicate, value in self.store.match(NAMED_NODE(node), None, None):
                    if isinstance(value, NAMED_NODE) and str(predicate) != f"<{_TYPE}>":
                        waiting.append(value.value)
        known |= seen

    def document(self, node: str, around: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return a node with all that it leads to, nested, the names of schema.org without their namespace.

        A node within itself, or too deep, is a mere reference.
        """
        return self._document(node, self.properties(node), around)

    def _document(self, node: str, properties: dict[str, list[Term]], around: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {} if node.startswith(self._nameless) else {"@id": node}
        for predicate, values in sorted(properties.items()):
            if predicate == _TYPE:
                found["@type"] = sorted(_local(value.value) for value in values if isinstance(value, NAMED_NODE))
                continue
            shown = [self._value(value, (*around, node)) for value in values]
            found[_local(predicate)] = shown[0] if len(shown) == 1 else shown
        return found

    def _value(self, value: Term, around: tuple[str, ...]) -> Any:
        if isinstance(value, LITERAL):
            if value.language:
                return {"@value": value.value, "@language": value.language}
            return value.value
        iri = value.value if isinstance(value, NAMED_NODE) else str(value)
        if iri in around or len(around) > _DEEPEST:
            return {"@id": iri}
        properties = self.properties(iri)
        return self._document(iri, properties, around) if properties else iri


def _subjects(triples: Iterable[Triple]) -> Iterator[str]:
    return (subject.value for subject, _, _ in triples if isinstance(subject, NAMED_NODE))


def _order(value: Term) -> tuple[bool, str]:
    return not isinstance(value, LITERAL), str(value)


def _local(iri: str) -> str:
    return iri.removeprefix(SCHEMA)
