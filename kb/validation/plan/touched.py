"""Which nodes a change can have touched: those that a shape may judge otherwise now. No others need be judged again.

From each triple that came or went, the ways that a shape looks along are walked backwards, before and after the change.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kb.columns.changing import Change
from kb.columns.table import Columns
from kb.columns.terms import Ids
from kb.namespaces import RDF
from kb.validation import query as sparql

from . import shapes as plan
from .walking import walk

_TYPE, _SUBCLASS = f"<{RDF}type>", "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


class EverythingError(Exception):
    """Any node may be touched; the message says why."""


class Touched:
    """The nodes that a change touched, by the shapes of a plan."""

    def __init__(self, shapes: plan.Plan, before: Columns, change: Change, queries: Mapping[str, sparql.Query]) -> None:
        self._plan, self._change, self._queries = shapes, change, queries
        self._sides = (before, change.columns)
        self._terms = before.terms
        self._running: set[str] = set()

    def focus(self, shape: plan.Shape) -> Ids | None:
        """Return the focus nodes that must be judged again by a shape, sorted; None if all must."""
        if shape.targets.opaque or self._plan.whole:
            return None
        try:
            return _all(self._targets(shape.targets), self._by_shape(shape))
        except EverythingError:
            return None

    def _having(self, text: str) -> tuple[Ids, Ids]:
        return self._change.having(self._terms.find(text))

    def _classes(self) -> Ids:
        """Return the nodes whose types changed."""
        if len(self._having(_SUBCLASS)[0]):
            raise EverythingError("the classes changed")
        return self._having(_TYPE)[0]

    def _targets(self, targets: plan.Targets) -> Ids:
        found = [self._classes()] if targets.classes else []
        found += [self._having(text)[0] for text in targets.subjects_of]
        found += [self._having(text)[1] for text in targets.objects_of]
        found += [self._query(query) for query in targets.queries]
        return _all(*found)

    def _query(self, query: plan.Query) -> Ids:
        changed = (self._change.subjects, self._change.predicates, self._change.objects)
        found: Ids | None = sparql.affected(self._queries[query.text], *self._sides, changed)
        if found is None:
            raise EverythingError("a query looks at what is not linked to its focus node")
        return found

    def _by_node(self, node: str) -> Ids:
        shape = self._plan.shapes.get(node)
        if shape is None or node in self._running:
            raise EverythingError("the shapes are recursive")
        return self._by_shape(shape)

    def _by_shape(self, shape: plan.Shape) -> Ids:
        """Return the nodes that a shape may judge otherwise now."""
        self._running.add(shape.node)
        focus: list[Ids] = []
        values: list[Ids] = []
        for constraint in shape.constraints:
            (focus if isinstance(constraint, _ON_FOCUS) else values).append(self._by_constraint(constraint))
        if shape.path is not None:
            focus += [self._by_path(shape.path), self._back(shape.path, _all(*values))]
            values = []
        self._running.discard(shape.node)
        return _all(*focus, *values)

    def _by_constraint(self, constraint: plan.Constraint) -> Ids:
        match constraint:
            case plan.Opaque(reason):
                raise EverythingError(reason)
            case plan.Sparql(query):
                return self._query(query)
            case plan.Equals(predicate) | plan.Disjoint(predicate) | plan.LessThan(predicate):
                return self._having(predicate)[0]
            case plan.Class():
                return self._classes()
            case plan.Closed():
                return self._change.subjects
            case plan.Conforms(shape) | plan.Not(shape):
                return self._by_node(shape)
            case plan.And(shapes) | plan.Or(shapes) | plan.ExactlyOne(shapes):
                return _all(*map(self._by_node, shapes))
            case plan.Qualified(shape, siblings=siblings):
                return _all(*map(self._by_node, (shape, *siblings)))
        return _NOTHING  # it looks at nothing but the value itself

    def _by_path(self, path: plan.Path) -> Ids:
        """Return the nodes from which a path may lead elsewhere now."""
        match path:
            case plan.Step(predicate, inverse):
                return self._having(predicate)[1 if inverse else 0]
            case plan.Alternative(parts):
                return _all(*map(self._by_path, parts))
            case plan.Repeated(inner):
                return self._back(plan.Repeated(inner, reflexive=True, transitive=True), self._by_path(inner))
            case plan.Sequence(parts):
                found = _NOTHING
                for part in reversed(parts):
                    found = _all(self._by_path(part), self._back(part, found))
                return found

    def _back(self, path: plan.Path, nodes: Ids) -> Ids:
        """Return the nodes from which a path leads to ``nodes``, before or after the change."""
        return _all(*(walk(columns, turned(path), nodes)[1] for columns in self._sides)) if len(nodes) else _NOTHING


_ON_FOCUS = (plan.Sparql, plan.Equals, plan.Disjoint, plan.LessThan)
_NOTHING = np.zeros(0, np.int32)


def _all(*parts: Ids) -> Ids:
    return np.unique(np.concatenate([_NOTHING, *parts]))


def turned(path: plan.Path) -> plan.Path:
    """Return the path that leads back."""
    match path:
        case plan.Step(predicate, inverse):
            return plan.Step(predicate, not inverse)
        case plan.Sequence(parts):
            return plan.Sequence(tuple(turned(part) for part in reversed(parts)))
        case plan.Alternative(parts):
            return plan.Alternative(tuple(turned(part) for part in parts))
        case plan.Repeated(inner, reflexive, transitive):
            return plan.Repeated(turned(inner), reflexive, transitive)
