"""Columns as a graph of rdflib's, read term by term as they are asked for: pySHACL looks at the suspects alone."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import Any

import rdflib
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from kb.columns.table import Columns, Pairs
from kb.columns.terms import UNKNOWN

from .query.answering import Row
from .terms import rdflib_term, text_of


class CachingGraph(rdflib.Graph):
    """A graph that has the text of a query parsed once; pySHACL asks the same few queries for every focus node.

    ``answers`` are those that are known already: for the text of a query, the rows by the node that ``$this`` is.
    """

    def __init__(self, store: Memory, prepare: Callable[[str], Query]) -> None:
        super().__init__(store)
        self._prepare = prepare
        self.answers: dict[str, Mapping[Node, Sequence[Row]]] = {}

    def query(
        self,
        query_object: str | Query,
        processor: Any = "sparql",
        result: Any = "sparql",
        initNs: Mapping[str, Any] | None = None,  # noqa: N803 (as rdflib names it)
        initBindings: Mapping[Any, Any] | None = None,  # noqa: N803
        *args: Any,
        **options: Any,
    ) -> QueryResult:
        """Run a query; see ``rdflib.Graph.query``."""
        if isinstance(query_object, str) and not initNs:
            bound, known = initBindings or {}, self.answers.get(query_object, {})
            query_object = self._prepare(query_object)
            if [*map(str, bound)] == ["this"] and (rows := known.get(*bound.values())) is not None:
                return _result(query_object, rows)
        return super().query(query_object, processor, result, initNs, initBindings, *args, **options)


def _result(query: Query, rows: Sequence[Row]) -> QueryResult:
    found = QueryResult("SELECT")
    found.vars = query.algebra.PV
    found.bindings = [dict(row) for row in rows]
    return found


class ColumnStore(Memory):
    """A store of rdflib's that reads columns and cannot be written."""

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self._columns, self._terms = columns, columns.terms
        self._whole = rdflib.Graph(self)
        self._nodes: dict[int, Node] = {}
        self._numbers: dict[Node, int] = {}

    def node(self, number: int) -> Node:
        """Return the rdflib term of a number."""
        if number not in self._nodes:
            found = self._nodes[number] = rdflib_term(self._terms.text(number))
            self._numbers[found] = number
        return self._nodes[number]

    def number(self, node: Node) -> int:
        """Return the number of an rdflib term, ``UNKNOWN`` if the data does not have it."""
        if node not in self._numbers:
            self._numbers[node] = self._terms.find(text_of(node))
        return self._numbers[node]

    def __len__(self, context: Any = None) -> int:
        """Return how many triples there are."""
        return len(self._columns)

    def contexts(self, triple: Any = None) -> Generator[Any, None, None]:
        """Yield the one graph that there is."""
        yield self._whole

    def add(self, *arguments: Any, **options: Any) -> None:
        """Refuse to write."""
        raise TypeError("columns cannot be written")

    def remove(self, *arguments: Any, **options: Any) -> None:
        """Refuse to write."""
        raise TypeError("columns cannot be written")

    def triples(self, triple_pattern: Any, context: Any = None) -> Generator[Any, None, None]:
        """Yield the triples that fit a pattern, in which None stands for anything."""
        numbers = [None if node is None else self.number(node) for node in triple_pattern]
        if UNKNOWN in numbers:
            return
        subject, predicate, object = numbers
        for known in self._columns.used_predicates if predicate is None else [predicate]:
            for left, right in _matching(self._columns.pairs(known), subject, object):
                yield (self.node(left), self.node(known), self.node(right)), iter([self._whole])


def _matching(pairs: Pairs, left: int | None, right: int | None) -> Iterator[tuple[int, int]]:
    if left is None and right is None:
        yield from zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    elif left is not None:
        for found in pairs.values(left):
            if right is None or right == found:
                yield left, found
    elif right is not None:
        for found in pairs.inverse.values(right):
            yield found, right
