"""Solutions of triple patterns, found in columns: one pattern after the other, from what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath
from rdflib.term import BNode, Node, URIRef, Variable

from kb.columns.table import Columns, Pairs
from kb.columns.terms import UNKNOWN, Ids
from kb.validation.plan import shapes as plan
from kb.validation.plan.walking import turned, walk
from kb.validation.terms import text_of

from .relation import UNIT, Column, Relation, UntranslatableError, empty

Restriction = Mapping[str, Column]
"""For some variables, the only terms, sorted, that matter."""

_MOST_ROWS = 30_000_000


def path_of(node: Any) -> plan.Path:
    """Return a predicate or a property path of SPARQL as one of the plan's.

    Raises:
        UntranslatableError: if it is negated.
    """
    if isinstance(node, URIRef):
        return plan.Step(text_of(node))
    if isinstance(node, SequencePath):
        return plan.Sequence(tuple(path_of(part) for part in node.args))
    if isinstance(node, AlternativePath):
        return plan.Alternative(tuple(path_of(part) for part in node.args))
    if isinstance(node, InvPath):
        inner: plan.Path = path_of(node.arg)
        return turned(inner)
    if isinstance(node, MulPath):
        return plan.Repeated(path_of(node.path), reflexive=bool(node.zero), transitive=bool(node.more))
    if isinstance(node, NegatedPath):
        raise UntranslatableError("a negated property set")
    raise UntranslatableError("a path of an unknown kind")


def variable(node: Any) -> str:
    """Return the name of a variable, or of a blank node that stands for one; empty for a constant."""
    if isinstance(node, Variable):
        return str(node)
    return f"_:{node}" if isinstance(node, BNode) else ""


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; its predicate is a path or the name of a variable."""

    subject: Node
    path: plan.Path | None
    predicate: str
    object: Node

    @classmethod
    def of(cls, triple: tuple[Any, Any, Any]) -> Pattern:
        """Read a triple of a basic graph pattern."""
        subject, predicate, object = triple
        name = variable(predicate)
        return cls(subject, None if name else path_of(predicate), name, object)

    @property
    def names(self) -> set[str]:
        """The variables."""
        return {variable(self.subject), self.predicate, variable(self.object)} - {""}


class Matcher:
    """Finds solutions of basic graph patterns."""

    def __init__(self, columns: Columns) -> None:
        self._columns, self._terms = columns, columns.terms

    def match(self, patterns: list[Pattern], restriction: Restriction) -> Relation:
        """Return the solutions of patterns together, of those whose variables have terms that matter.

        Raises:
            UntranslatableError: if there are too many on the way.
        """
        relation, waiting = UNIT, list(patterns)
        names = {name for pattern in waiting for name in pattern.names}
        start = [name for name in ("this", *restriction) if name in restriction and name in names][:1]
        for name in start:
            column = restriction[name].astype(np.int64)
            relation = Relation({name: column}, np.ones(len(column), bool))
        while waiting:
            pattern = min(waiting, key=lambda each: self._cost(each, relation))
            waiting.remove(pattern)
            relation = self._extend(relation, pattern, restriction)
            if not len(relation):
                return empty(names)
        return relation

    def _cost(self, pattern: Pattern, relation: Relation) -> tuple[bool, int, int]:
        """Estimate how much a pattern would add: what is linked to something known comes first."""
        names = variable(pattern.subject), variable(pattern.object)
        apart = bool(relation.columns) and not any(name in relation for name in names)
        known = sum(not name or name in relation for name in names)
        size = len(self._pairs(pattern.path)) if isinstance(pattern.path, plan.Step) else len(self._columns.subjects)
        return apart, 2 - known, size

    def _pairs(self, step: plan.Step) -> Pairs:
        pairs = self._columns.pairs(self._terms.find(step.predicate))
        return pairs.inverse if step.inverse else pairs

    def _extend(self, relation: Relation, pattern: Pattern, restriction: Restriction) -> Relation:
        if pattern.path is not None:
            return self._along(relation, pattern, pattern.path, restriction)
        if pattern.predicate in relation or pattern.predicate in map(variable, (pattern.subject, pattern.object)):
            raise UntranslatableError("a predicate that another pattern binds")
        parts = []
        if not any(variable(end) in relation or not variable(end) for end in (pattern.subject, pattern.object)):
            return self._everything(relation, pattern)
        for predicate in self._columns.used_predicates:
            found = self._along(relation, pattern, plan.Step(self._terms.text(predicate)), restriction)
            parts.append(found.having(**{pattern.predicate: np.full(len(found), predicate, np.int64)}))
        return _stacked(parts) if parts else empty({*relation.columns, *pattern.names})

    def _everything(self, relation: Relation, pattern: Pattern) -> Relation:
        """Return all triples: nothing in the pattern is known."""
        if relation is not UNIT or len(pattern.names) < 3:
            raise UntranslatableError("a pattern that fits everything")
        table = {
            variable(pattern.subject): self._columns.subjects,
            pattern.predicate: self._columns.predicates,
            variable(pattern.object): self._columns.objects,
        }
        columns = {name: column.astype(np.int64) for name, column in table.items()}
        return Relation(columns, np.ones(len(self._columns.subjects), bool))

    def _along(self, relation: Relation, pattern: Pattern, path: plan.Path, restriction: Restriction) -> Relation:
        subject, object = self._column(pattern.subject, relation), self._column(pattern.object, relation)
        names = variable(pattern.subject), variable(pattern.object)
        if subject is None and object is None:
            subject = self._starts(path, restriction.get(names[0]))
            relation = _crossed(relation, names[0], subject)
            subject = relation[names[0]]
            object = subject if names[0] == names[1] else None
        if subject is None and object is not None:
            return self._walked(relation, turned(path), object, None, names[0], restriction)
        return self._walked(relation, path, np.asarray(subject), object, names[1], restriction)

    def _column(self, node: Node, relation: Relation) -> Column | None:
        name = variable(node)
        if not name:
            return np.full(len(relation), self._terms.add(text_of(node)), np.int64)  # a path may lead nowhere but to it
        return relation.columns.get(name)

    def _starts(self, path: plan.Path, only: Column | None) -> Column:
        """Return the nodes from which a path may lead anywhere."""
        if only is not None:
            return only.astype(np.int64)
        if isinstance(path, plan.Step):
            return self._pairs(path).starts.astype(np.int64)
        return np.unique(np.concatenate([self._columns.subjects, self._columns.objects])).astype(np.int64)

    def _walked(
        self,
        relation: Relation,
        path: plan.Path,
        nodes: Column,
        ends: Column | None,
        name: str,
        restriction: Restriction,
    ) -> Relation:
        """Follow a path from a column of nodes, to a column of ends if that is known, else into a new column."""
        if isinstance(path, plan.Step) and ends is not None:
            return relation.rows(self._pairs(path).contains(_ids(nodes), _ids(ends)))
        index, reached = self._steps(path, nodes)
        if ends is not None:
            return relation.rows(index[reached == ends[index]])
        if name in restriction:
            kept = np.isin(reached, restriction[name])
            index, reached = index[kept], reached[kept]
        return relation.rows(index).having(**{name: reached.astype(np.int64)})

    def _steps(self, path: plan.Path, nodes: Column) -> tuple[Any, Ids]:
        """Walk from each different node once."""
        if isinstance(path, plan.Step):
            return self._pairs(path).follow(_ids(nodes))
        unique, inverse = np.unique(nodes, return_inverse=True)
        return Pairs(*walk(self._columns, path, _ids(unique))).follow(inverse.astype(np.int32))


def _ids(column: Column) -> Ids:
    """Return terms of the data; what a query worked out is none of them."""
    return np.where((column >= 0) & (column < 1 << 31), column, UNKNOWN).astype(np.int32)


def _crossed(relation: Relation, name: str, column: Column) -> Relation:
    if len(relation) * len(column) > _MOST_ROWS:
        raise UntranslatableError("too many rows at once")
    rows = np.repeat(np.arange(len(relation)), len(column))
    return relation.rows(rows).having(**{name: np.tile(column, len(relation))})


def _stacked(parts: list[Relation]) -> Relation:
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0].columns}
    return Relation(columns, np.concatenate([part.certain for part in parts]))
