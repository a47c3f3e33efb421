"""A store as a graph of rdflib's: what pySHACL looks at is fetched when it is first asked for, many nodes at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any, TypeAlias

import rdflib
from rdflib.plugins.stores.memory import Memory
from rdflib.term import BNode, Literal, Node, URIRef

from kb.columns.texts import lexical
from kb.validation.terms import rdflib_term, text_of

Rows: TypeAlias = Callable[[str], Iterable[tuple[str, ...]]]
"""Asks a store: a query to its rows, of terms as N-Triples writes them."""
Triple: TypeAlias = tuple[Node, Node, Node]

_TOGETHER = 200  # nodes that are described in one answer
_BLANK = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }"


class Fetching(Memory):
    """A store of rdflib's that asks another store and keeps what it has learnt. It cannot be written.

    Nodes that came in one answer are likely to be asked about one after the other, so they are described together.
    No later answer can name a blank node again: whatever touches one is fetched whole, once.
    """

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows
        self._whole = rdflib.Graph(self)
        self._described: dict[Node, list[Triple]] = {}
        self._leading: dict[tuple[Node, Node | None], list[Triple]] = {}
        self._having: dict[Node | None, list[Triple]] = {}
        self._together: dict[Node, list[Node]] = {}

    @cached_property
    def blank(self) -> rdflib.Graph:
        """All triples that have a blank node."""
        found = rdflib.Graph()
        for row in self._rows(_BLANK):
            subject, predicate, object = map(rdflib_term, row)
            found.add((subject, predicate, object))
        return found

    def expect(self, nodes: Iterable[Node]) -> None:
        """Take note of nodes that will be asked about together."""
        waiting = (node for node in dict.fromkeys(nodes) if isinstance(node, URIRef) and node not in self._together)
        while group := list[Node](islice(waiting, _TOGETHER)):
            self._together.update((node, group) for node in group)

    @cached_property
    def size(self) -> int:
        """How many triples there are."""
        return int(lexical(next(iter(self._rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")))[0]))

    def __len__(self, context: Any = None) -> int:
        """Return how many triples there are."""
        return self.size

    def contexts(self, triple: Any = None) -> Generator[Any, None, None]:
        """Yield the one graph that there is."""
        yield self._whole

    def add(self, *arguments: Any, **options: Any) -> None:
        """Refuse to write."""
        raise TypeError("this store cannot be written")

    def remove(self, *arguments: Any, **options: Any) -> None:
        """Refuse to write."""
        raise TypeError("this store cannot be written")

    def triples(self, triple_pattern: Any, context: Any = None) -> Generator[Any, None, None]:
        """Yield the triples that fit a pattern, in which None stands for anything."""
        for found in self._matching(*triple_pattern):
            yield found, iter([self._whole])

    def _matching(self, subject: Any, predicate: Any, object: Any) -> Iterator[Triple]:
        if isinstance(subject, BNode) or isinstance(object, BNode):
            yield from self.blank.triples((subject, predicate, object))
        elif isinstance(subject, Literal):
            return
        elif subject is not None:
            yield from (found for found in self._about(subject) if _fits(found, predicate, object))
        elif object is not None:
            yield from self._to(object, predicate)
        else:
            if predicate not in self._having:
                self._having[predicate] = list(self._ask("", predicate, [(None, predicate, None)]))
            yield from self._having[predicate]

    def _about(self, subject: Node) -> list[Triple]:
        """Return the triples of a subject."""
        if subject not in self._described:
            group = self._group(subject)
            self._described.update((node, []) for node in group)
            asked = f"VALUES ?s {{ {_texts(group)} }}"
            for found in self._ask(asked, None, [(node, None, None) for node in group]):
                self._described[found[0]].append(found)
            self.expect(found[2] for node in group for found in self._described[node])
        return self._described[subject]

    def _to(self, object: Node, predicate: Node | None) -> list[Triple]:
        """Return the triples of an object."""
        if (object, predicate) not in self._leading:
            group = self._group(object) if predicate is not None else [object]
            self._leading.update(((node, predicate), []) for node in group)
            asked = f"VALUES ?o {{ {_texts(group)} }}"
            for found in self._ask(asked, predicate, [(None, predicate, node) for node in group]):
                # A store may write a literal otherwise than it was asked for, and a literal is asked for alone.
                key = found[2] if len(group) > 1 else object
                self._leading[key, predicate].append(found)
            self.expect(found[0] for node in group for found in self._leading[node, predicate])
        return self._leading[object, predicate]

    def _group(self, node: Node) -> list[Node]:
        return self._together.get(node, [node])

    def _ask(self, values: str, predicate: Node | None, patterns: list[Any]) -> Iterator[Triple]:
        """Yield the triples with a predicate, None for all, whose ends are among ``values``.

        ``patterns`` say the same for those that have a blank node.
        """
        step = "?p" if predicate is None else text_of(predicate)
        blank = False
        for row in self._rows(f"SELECT ?s {'?p' if predicate is None else ''} ?o WHERE {{ {values} ?s {step} ?o }}"):
            subject, object = row[0], row[-1]
            if subject[0] == "_" or object[0] == "_":
                blank = True
            else:
                yield rdflib_term(subject), predicate or rdflib_term(row[1]), rdflib_term(object)
        if blank:
            for pattern in patterns:
                yield from self.blank.triples(pattern)


def _texts(nodes: Iterable[Node]) -> str:
    return " ".join(map(text_of, nodes))


def _fits(triple: Triple, predicate: Node | None, object: Node | None) -> bool:
    return predicate in (None, triple[1]) and object in (None, triple[2])
