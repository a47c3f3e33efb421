"""Which nodes a change can have touched: those that a shape may judge otherwise now. No others need be judged again.

From each triple that came or went, the ways that a shape looks along are walked backwards, before and after the change.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.columns.changing import Change
from kb.columns.table import Columns
from kb.columns.terms import Ids
from kb.namespaces import RDF
from kb.validation import query as sparql

from . import shapes as plan
from .tracing import NOTHING, Trace, joined

_TYPE, _SUBCLASS = f"<{RDF}type>", "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


class EverythingError(Exception):
    """Any node may be touched; the message says why."""


class Touched:
    """The nodes that a change touched, by the shapes of a plan."""

    def __init__(self, shapes: plan.Plan, before: Columns, change: Change, queries: Mapping[str, sparql.Query]) -> None:
        self._plan, self._queries = shapes, queries
        self._trace = Trace(before, change.columns, change.subjects, change.predicates, change.objects)
        self._running: set[str] = set()

    def focus(self, shape: plan.Shape) -> Ids | None:
        """Return the focus nodes that must be judged again by a shape, sorted; None if all must."""
        if shape.targets.opaque or self._plan.whole:
            return None
        try:
            return joined(self._targets(shape.targets), self._by_shape(shape))
        except EverythingError:
            return None

    def _classes(self) -> Ids:
        """Return the nodes whose types changed."""
        if len(self._trace.having(_SUBCLASS)[0]):
            raise EverythingError("the classes changed")
        return self._trace.having(_TYPE)[0]

    def _targets(self, targets: plan.Targets) -> Ids:
        found = [self._classes()] if targets.classes else []
        found += [self._trace.having(text)[0] for text in targets.subjects_of]
        found += [self._trace.having(text)[1] for text in targets.objects_of]
        found += [self._query(query) for query in targets.queries]
        return joined(*found)

    def _query(self, query: plan.Query) -> Ids:
        found = sparql.affected(self._queries[query.text], self._trace)
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
            focus += [self._trace.starts(shape.path), self._trace.back(shape.path, joined(*values))]
            values = []
        self._running.discard(shape.node)
        return joined(*focus, *values)

    def _by_constraint(self, constraint: plan.Constraint) -> Ids:
        match constraint:
            case plan.Opaque(reason):
                raise EverythingError(reason)
            case plan.Sparql(query):
                return self._query(query)
            case plan.Equals(predicate) | plan.Disjoint(predicate) | plan.LessThan(predicate):
                return self._trace.having(predicate)[0]
            case plan.Class():
                return self._classes()
            case plan.Closed():
                return self._trace.subjects
            case plan.Conforms(shape) | plan.Not(shape):
                return self._by_node(shape)
            case plan.And(shapes) | plan.Or(shapes) | plan.ExactlyOne(shapes):
                return joined(*map(self._by_node, shapes))
            case plan.Qualified(shape, siblings=siblings):
                return joined(*map(self._by_node, (shape, *siblings)))
        return NOTHING  # it looks at nothing but the value itself


_ON_FOCUS = (plan.Sparql, plan.Equals, plan.Disjoint, plan.LessThan)
