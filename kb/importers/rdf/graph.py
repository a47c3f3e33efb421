"""A graph by its subjects, and its nodes as JSON, as a page would have them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.formats import LITERAL, NAMED_NODE, Term
from kb.namespaces import RDF, SCHEMA

from .graphs import Triple

_TYPE = RDF + "type"
_DEEPEST = 12


class Graph:
    """Triples by subject and predicate; subjects are IRIs. Those that begin with ``nameless`` are no names to tell."""

    def __init__(self, triples: Iterable[Triple], nameless: str) -> None:
        self._nameless = nameless
        self.nodes: dict[str, dict[str, list[Term]]] = {}
        for subject, predicate, object in triples:
            if isinstance(subject, NAMED_NODE) and isinstance(predicate, NAMED_NODE):
                values = self.nodes.setdefault(subject.value, {}).setdefault(predicate.value, [])
                if object not in values:
                    values.append(object)

    def of_class(self, iri: str) -> list[str]:
        """Return the nodes of a class, sorted."""
        wanted = NAMED_NODE(iri)
        return sorted(node for node, properties in self.nodes.items() if wanted in properties.get(_TYPE, ()))

    def reached(self, starts: Iterable[str]) -> set[str]:
        """Return the nodes that some lead to, and these themselves."""
        reached, waiting = set[str](), [each for each in starts if each in self.nodes]
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                values = (value for values in self.nodes[node].values() for value in values)
                waiting += [each.value for each in values if isinstance(each, NAMED_NODE) and each.value in self.nodes]
        return reached

    def document(self, node: str, around: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return a node with all that it leads to, nested, the names of schema.org without their namespace.

        A node within itself, or too deep, is a mere reference. Texts stand before nodes, in order.
        """
        found: dict[str, Any] = {} if node.startswith(self._nameless) else {"@id": node}
        for predicate, values in sorted(self.nodes[node].items()):
            if predicate == _TYPE:
                found["@type"] = sorted(_local(value.value) for value in values if isinstance(value, NAMED_NODE))
                continue
            shown = [self._value(value, (*around, node)) for value in sorted(values, key=_order)]
            found[_local(predicate)] = shown[0] if len(shown) == 1 else shown
        return found

    def _value(self, value: Term, around: tuple[str, ...]) -> Any:
        if isinstance(value, LITERAL):
            if value.language:
                return {"@value": value.value, "@language": value.language}
            return value.value
        iri = value.value if isinstance(value, NAMED_NODE) else str(value)
        if iri not in self.nodes:
            return iri
        if iri in around or len(around) > _DEEPEST:
            return {"@id": iri}
        return self.document(iri, around)


def _order(value: Term) -> tuple[bool, str]:
    return not isinstance(value, LITERAL), str(value)


def _local(iri: str) -> str:
    return iri.removeprefix(SCHEMA)
