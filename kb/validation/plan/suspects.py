"""Runs a plan over columns: which focus nodes may break a shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

import kb.validation.query as sparql
from kb.columns.steps import closure
from kb.columns.table import Columns, Pairs
from kb.columns.terms import Ids, Mask
from kb.namespaces import RDF

from . import shapes as plan
from .components import JUDGES, Values
from .outcome import Outcome
from .walking import walk

_TYPE, _SUBCLASS = RDF + "type", "http://www.w3.org/2000/01/rdf-schema#subClassOf"


class Judge:
    """Judges nodes by the shapes of a plan, from the data in columns."""

    def __init__(self, shapes: plan.Plan, columns: Columns, queries: Mapping[str, sparql.Query]) -> None:
        self._plan, self.columns, self._terms = shapes, columns, columns.terms
        self._types = columns.pairs_of(_TYPE)
        self._subclasses = columns.pairs_of(_SUBCLASS).inverse
        self._instances: dict[str, Ids] = {}
        self._queries = queries
        self._tested: dict[object, dict[int, bool]] = {}
        self._running: set[str] = set()
        self.reasons: dict[str, str] = {}
        """For each shape that pySHACL must judge whole: why."""

    def suspects(self, shape: plan.Shape, focus: Ids) -> Ids:
        """Return those of ``focus`` (sorted) that may break a shape."""
        return focus[self._shape(shape, focus).may]

    def focus(self, shape: plan.Shape, only: Ids | None = None) -> Ids | None:
        """Return the focus nodes that a shape's targets name, sorted, of those in ``only`` if that is given.

        None if only pySHACL can tell.
        """
        targets = shape.targets
        if targets.opaque:
            self.reasons[shape.node] = targets.opaque
            return None
        found = [np.array([self._terms.add(text) for text in targets.nodes], np.int32)]
        found += [self.instances(text) for text in targets.classes]
        found += [self._pairs(text).starts for text in targets.subjects_of]
        found += [self._pairs(text).inverse.starts for text in targets.objects_of]
        for query in targets.queries:
            named = self._named(query, only)
            if named is None:
                self.reasons[shape.node] = "a target whose query has no translation"
                return None
            found.append(named)
        nodes = np.unique(np.concatenate(found))
        return nodes if only is None else np.intersect1d(nodes, only)

    def _named(self, query: plan.Query, only: Ids | None) -> Ids | None:
        """Return what a target's query may select; to ask about some nodes is quicker than to ask for all."""
        if only is not None:
            return sparql.suspects(self.query(query), self.columns, only)
        return sparql.targets(self.query(query), self.columns)

    def instances(self, text: str) -> Ids:
        """Return the SHACL instances of a class, sorted."""
        if text not in self._instances:
            start = np.array([self._terms.find(text)], np.int32)
            _, classes = closure(self._subclasses, start, reflexive=True)
            self._instances[text] = np.unique(self._types.inverse.follow(classes)[1])
        return self._instances[text]

    def _pairs(self, text: str) -> Pairs:
        return self.columns.pairs(self._terms.find(text))

    def query(self, query: plan.Query) -> sparql.Query:
        """Return a query, parsed."""
        return self._queries[query.text]

    def holds(self, constraint: object, test: Callable[[str], bool], nodes: Ids) -> Mask:
        """Tell for each node whether a test of single terms holds, asking once a term, however many shapes ask."""
        known = self._tested.setdefault(constraint, {})
        unique, inverse = np.unique(nodes, return_inverse=True)
        numbers = unique.tolist()
        new = [number for number in numbers if number not in known]
        known.update((number, test(self._terms.text(number))) for number in new)
        return np.array([known[number] for number in numbers], bool)[inverse]

    def by_node(self, node: str, nodes: Ids) -> Outcome:
        """Judge nodes by the shape with this node in the shapes graph; all are in doubt if there is none."""
        shape = self._plan.shapes.get(node)
        return self._shape(shape, nodes) if shape is not None else Outcome.doubt(len(nodes))

    def _shape(self, shape: plan.Shape, nodes: Ids) -> Outcome:
        outcome = Outcome.none(len(nodes))
        if shape.deactivated or not len(nodes):
            return outcome
        if shape.node in self._running:
            return Outcome.doubt(len(nodes))  # pySHACL has its own ways with recursive shapes
        self._running.add(shape.node)
        index, found = np.arange(len(nodes), dtype=np.int32), nodes
        if shape.path is not None:
            index, found = walk(self.columns, shape.path, nodes)
        values = Values(nodes, index, found)
        for constraint in shape.constraints:
            if isinstance(constraint, plan.Opaque):
                self.reasons[shape.node] = constraint.reason
            outcome |= JUDGES[type(constraint)](self, constraint, values)
        self._running.discard(shape.node)
        return outcome
