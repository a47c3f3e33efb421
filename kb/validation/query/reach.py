"""Traces changed triples back through the patterns of a query to the focus nodes that they can make a difference to.

Patterns link variables and constants to each other. From the ends of each pattern that a changed triple may fit, the
shortest way of patterns to ``$this`` is walked, before and after the change; conditions are left out of account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node, Variable

from kb.columns.terms import Ids
from kb.validation.plan.tracing import NOTHING, Trace, joined
from kb.validation.plan.walking import turned
from kb.validation.terms import text_of

from .patterns import Pattern, variable
from .relation import UntranslatableError

_THIS = "this"


class _Edge:
    """A pattern between two ends: names of variables, or constants as N-Triples writes them."""

    def __init__(self, pattern: Pattern, subject: str, object: str) -> None:
        self.path, self.subject, self.object = pattern.path, subject, object

    def changed(self, trace: Trace, end: str) -> Ids:
        """Return the nodes at one end of changed triples that may fit."""
        inverse = end == self.object != self.subject
        if self.path is None:
            return trace.objects if inverse else trace.subjects
        return trace.starts(turned(self.path) if inverse else self.path)

    def crossed(self, trace: Trace, start: str, nodes: Ids) -> Ids:
        """Return the nodes at the other end of ``start``, from nodes at that end."""
        inverse = start == self.object
        if self.path is None:
            return trace.beside(nodes, inverse=inverse)
        return trace.along(turned(self.path) if inverse else self.path, nodes)


def affected_by(algebra: CompValue, trace: Trace) -> Ids:
    """Return the terms of ``$this`` for which a query may answer otherwise after a change, sorted.

    Raises:
        UntranslatableError: if the query looks at what is not linked to ``$this``.
    """
    found = [NOTHING]
    for edge, route in _scoped(algebra, [], {}, iter(range(1_000_000))):
        nodes = {end: edge.changed(trace, end) for end in (edge.subject, edge.object)}
        if not any(len(each) for each in nodes.values()):
            continue
        ways = _ways(route)
        ends = [end for end in nodes if end in ways]
        if not ends:
            raise UntranslatableError("a pattern that is not linked to the focus node")
        end = min(ends, key=lambda each: len(ways[each]))
        found.append(_walked(trace, end, nodes[end], ways[end]))
    return joined(*found)


def _walked(trace: Trace, end: str, nodes: Ids, way: list[_Edge]) -> Ids:
    for edge in way:
        if _is_constant(end):
            number = trace.before.terms.find(end)
            nodes = np.array([number], np.int32) if len(nodes) else nodes
        nodes = edge.crossed(trace, end, nodes)
        end = edge.subject if end == edge.object else edge.object
    return nodes


def _is_constant(end: str) -> bool:
    return end[0] in '<"'


def _ways(edges: list[_Edge]) -> dict[str, list[_Edge]]:
    """Return the shortest way to ``$this`` from every end that has one."""
    beside: dict[str, list[_Edge]] = defaultdict(list)
    for edge in edges:
        beside[edge.subject].append(edge)
        beside[edge.object].append(edge)
    ways: dict[str, list[_Edge]] = {_THIS: []}
    waiting = [_THIS]
    for end in waiting:  # grows as it goes
        for edge in beside[end]:
            other = edge.subject if edge.object == end else edge.object
            if other not in ways:
                ways[other] = [edge, *ways[end]]
                waiting.append(other)
    return ways


Scoped: TypeAlias = Iterator[tuple[_Edge, list[_Edge]]]


def _scoped(part: Any, outer: list[_Edge], names: dict[str, str], fresh: Iterator[int]) -> Scoped:
    """Yield all patterns of a query, each with those that hold wherever it matters, by which it is linked to others.

    What is optional, or one of two branches, links nothing outside of it. What a sub-select hides is named apart.
    """
    if isinstance(part, CompValue):
        if part.name in ("Graph", "ServiceGraphPattern"):
            raise UntranslatableError("a pattern on another graph")
        if part.name == "Project":
            names = _Hiding(names, {str(name) for name in part.PV} | {_THIS}, next(fresh))
        if part.name == "Slice" and isinstance(names, _Hiding):
            raise UntranslatableError("a limit within the query")
        inner = [*outer, *_binding(part, names)]
        if part.name == "BGP":
            yield from ((_edge(triple, names), inner) for triple in part.triples)
            return
        for key, value in part.items():
            if key != "_vars":
                yield from _scoped(value, inner, names, fresh)
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _scoped(each, outer, names, fresh)


def _binding(part: CompValue, names: dict[str, str]) -> list[_Edge]:
    """Return the patterns that hold of every solution of a part, as far as they are named as it names them."""
    if part.name == "BGP":
        return [_edge(triple, names) for triple in part.triples]
    if part.name == "Join":
        return [*_binding(part.p1, names), *_binding(part.p2, names)]
    if part.name in ("LeftJoin", "Minus"):
        return _binding(part.p1, names)
    if part.name in ("Filter", "Extend", "Distinct", "Reduced", "OrderBy", "AggregateJoin", "Group"):
        return _binding(part.p, names)
    return _binding(part.p, names) if part.name == "Project" and isinstance(names, _Hiding) else []


class _Hiding(dict[str, str]):
    """Names of variables within a sub-select."""

    def __init__(self, outer: dict[str, str], visible: set[str], number: int) -> None:
        super().__init__()
        self._outer, self._visible, self._number = outer, visible, number

    def __missing__(self, name: str) -> str:
        if name in self._visible:
            return _named(name, self._outer)
        return f"{name} {self._number}"


def _named(name: str, names: dict[str, str]) -> str:
    return names[name] if isinstance(names, _Hiding) else name


def _edge(triple: tuple[Any, Any, Any], names: dict[str, str]) -> _Edge:
    pattern = Pattern.of(triple)
    return _Edge(pattern, _end(pattern.subject, names), _end(pattern.object, names))


def _end(node: Node, names: dict[str, str]) -> str:
    name = variable(node)
    if not name:
        return text_of(node)
    return _named(name, names) if isinstance(node, Variable) else name
