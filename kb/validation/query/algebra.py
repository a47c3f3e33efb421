"""Evaluates the algebra of a SPARQL query over columns, for all focus nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Prologue
from rdflib.term import Node, Variable

from kb.columns.table import Columns

from .expressions import Expressions, names_in
from .grouping import aggregated
from .overlay import Overlay
from .patterns import Matcher, Pattern, Restriction
from .relation import (
    UNBOUND,
    UNSURE,
    Column,
    Relation,
    UntranslatableError,
    distinct,
    join,
    matches,
    merged,
    union,
    without,
)
from .truth import DOUBT, FALSE, TRUE, Truth

_WORTH_RESTRICTING = 100_000  # rows: for more, looking at everything is as fast


class Evaluator:
    """Evaluates one query; ``focus`` are the terms that ``$this`` may stand for, None if it is free."""

    def __init__(self, columns: Columns, prologue: Prologue, used: set[str], focus: Column | None) -> None:
        self._matcher, self._overlay = Matcher(columns), Overlay(columns.terms)
        self._expressions = Expressions(self._overlay, prologue, self._exists)
        self._used, self._focus = used, focus
        self._parts: Mapping[str, Callable[[CompValue, Restriction], Relation]] = {
            "BGP": self._bgp,
            "Join": self._join,
            "LeftJoin": self._left_join,
            "Filter": self._filter,
            "Union": self._union,
            "Minus": self._minus,
            "Extend": self._extend,
            "Project": self._project,
            "Distinct": self._distinct,
            "Reduced": self._distinct,
            "OrderBy": self._inner,
            "Slice": self._slice,
            "ToMultiSet": self._multiset,
            "AggregateJoin": self._aggregate,
        }

    def solutions(self, part: CompValue) -> Relation:
        """Return the solutions of the whole query.

        Raises:
            UntranslatableError: if it has a part that cannot be evaluated for whole sets of nodes.
        """
        return self._evaluate(part, {"this": self._focus} if self._focus is not None else {})

    def node(self, number: int) -> Node:
        """Return a term of the solutions as rdflib has it."""
        return self._overlay.node(number)

    def _evaluate(self, part: CompValue, restriction: Restriction) -> Relation:
        evaluate = self._parts.get(part.name)
        if evaluate is None:
            raise UntranslatableError(f"a part that is {part.name}")
        return evaluate(part, restriction)

    def _bgp(self, part: CompValue, restriction: Restriction) -> Relation:
        return self._matcher.match([Pattern.of(triple) for triple in part.triples], restriction)

    def _join(self, part: CompValue, restriction: Restriction) -> Relation:
        (one, other), late = self._deferred(part.p1, part.p2)
        left = self._evaluate(one, restriction)
        found = join(left, self._evaluate(other, self._narrowed(restriction, left)))
        return self._kept(late, found)

    def _deferred(self, *parts: CompValue) -> tuple[list[CompValue], list[Any]]:
        """Take the conditions on ``$this`` out of parts that do not bind it: they hold of it wherever it is bound."""
        found, late = [], []
        for part in parts:
            if part.name == "Filter" and self._focus is not None and "this" not in names_in(part.p):
                mine = [each for each in _conjuncts(part.expr) if "this" in names_in(each)]
                rest = [each for each in _conjuncts(part.expr) if not any(each is one for one in mine)]
                late += mine
                part = CompValue("Filter", expr=_conjunction(rest), p=part.p) if rest else part.p  # noqa: PLW2901
            found.append(part)
        return found, late

    def _kept(self, conditions: list[Any], relation: Relation) -> Relation:
        if not conditions:
            return relation
        may, must = self._expressions.mask(_conjunction(conditions), relation)
        return relation.doubted(~must).rows(may)

    def _narrowed(self, restriction: Restriction, left: Relation) -> Restriction:
        """Restrict the other side of a join to what this side binds."""
        found = dict(restriction)
        for name in left.columns if len(left) < _WORTH_RESTRICTING else ():
            bound = left.bound(name)
            if bound is not None:
                found[name] = bound
        return found

    def _left_join(self, part: CompValue, restriction: Restriction) -> Relation:
        left = self._evaluate(part.p1, restriction)
        right = self._evaluate(part.p2, self._narrowed(restriction, left))
        left = self._with_focus(left, right)
        one, other, compatible = matches(left, right)
        found = merged(left, right, one, other, compatible)
        may, must = self._expressions.mask(part.expr, found)
        surely = compatible & right.certain[other] & must
        bare = without(left, one[may], surely[may])
        return union(found.rows(may).doubted(~must[may]), _padded(bare, found))

    def _with_focus(self, left: Relation, right: Relation) -> Relation:
        """Tell the rows of each focus node apart, if what they are compared with is about the focus node."""
        if self._focus is None or "this" in left or "this" not in right:
            return left
        return join(left, Relation({"this": self._focus}, np.ones(len(self._focus), bool)))

    def _filter(self, part: CompValue, restriction: Restriction) -> Relation:
        pushed = _pushed(part)
        if pushed is not part:
            return self._evaluate(pushed, restriction)
        return self._kept([part.expr], self._evaluate(part.p, restriction))

    def _union(self, part: CompValue, restriction: Restriction) -> Relation:
        return union(self._evaluate(part.p1, restriction), self._evaluate(part.p2, restriction))

    def _minus(self, part: CompValue, restriction: Restriction) -> Relation:
        left = self._evaluate(part.p1, restriction)
        right = self._evaluate(part.p2, {})
        left = self._with_focus(left, right)
        if not any(name in right for name in left.columns):
            return left
        one, other, compatible = matches(left, right)
        overlap = np.zeros(len(one), bool)
        for name in left.columns:
            if name in right:
                overlap |= (left[name][one] != UNBOUND) & (right[name][other] != UNBOUND)
        return without(left, one[overlap], (compatible & right.certain[other])[overlap])

    def _extend(self, part: CompValue, restriction: Restriction) -> Relation:
        name = str(part.var)
        inner = {key: value for key, value in restriction.items() if key != name or name == "this"}
        relation = self._evaluate(part.p, inner)
        if name == "this" and "this" in relation:
            return relation  # a group's own key, given back
        if name in relation:
            raise UntranslatableError("a variable that is bound twice")
        if name not in self._used:
            return relation.having(**{name: np.full(len(relation), UNSURE, np.int64)})
        return relation.having(**{name: self._expressions.terms(part.expr, relation)})

    def _project(self, part: CompValue, restriction: Restriction) -> Relation:
        names = {str(name) for name in part.PV} | {"this"}
        relation = self._evaluate(part.p, {key: value for key, value in restriction.items() if key in names})
        hidden = set(relation.columns) - names
        found = relation.only(names)
        return found.doubted() if hidden & self._used else found

    def _distinct(self, part: CompValue, restriction: Restriction) -> Relation:
        return distinct(self._evaluate(part.p, restriction))

    def _inner(self, part: CompValue, restriction: Restriction) -> Relation:
        return self._evaluate(part.p, restriction)

    def _slice(self, part: CompValue, restriction: Restriction) -> Relation:
        return self._evaluate(part.p, {"this": restriction["this"]} if "this" in restriction else {}).doubted()

    def _multiset(self, part: CompValue, restriction: Restriction) -> Relation:
        if part.p.name != "values":
            return self._evaluate(part.p, restriction)
        rows: list[Mapping[Any, Any]] = part.p.res
        names = {str(name) for row in rows for name in row}
        columns = {name: np.array([self._value(row.get(Variable(name))) for row in rows], np.int64) for name in names}
        return Relation(columns, np.ones(len(rows), bool))

    def _value(self, term: Any) -> int:
        return self._overlay.number(term) if isinstance(term, Node) else UNBOUND

    def _aggregate(self, part: CompValue, restriction: Restriction) -> Relation:
        group = part.p
        relation = self._evaluate(group.p, {"this": restriction["this"]} if "this" in restriction else {})
        return aggregated(part.A, group.expr, relation, self._expressions, self._overlay, self._focus)

    def _exists(self, pattern: CompValue, relation: Relation) -> Truth:
        """Tell for each row whether a pattern has a compatible solution (SPARQL 1.1 §18.6)."""
        inner = self._evaluate(pattern, self._narrowed({}, relation))
        one, other, compatible = matches(relation, inner)
        found = np.full(len(relation), FALSE, np.int8)
        found[one] = DOUBT
        if "this" in relation or "this" not in inner:
            found[one[compatible & inner.certain[other]]] = TRUE  # otherwise, only for some focus nodes
        return found


def _padded(relation: Relation, like: Relation) -> Relation:
    missing = {name: np.full(len(relation), UNBOUND, np.int64) for name in like.columns if name not in relation}
    return relation.having(**missing)


def _pushed(part: CompValue) -> CompValue:
    """Move the conjuncts of a filter to where their variables are first bound, so that fewer rows get further."""
    inner = part.p
    if inner.name not in ("LeftJoin", "Extend"):
        return part
    below = inner.p1 if inner.name == "LeftJoin" else inner.p
    bound = _bound(below)
    early = [each for each in _conjuncts(part.expr) if (names := names_in(each)) and names <= bound]
    if not early:
        return part
    late = [each for each in _conjuncts(part.expr) if not any(each is one for one in early)]
    filtered = CompValue("Filter", expr=_conjunction(early), p=below)
    moved = CompValue(inner.name, **{**inner, ("p1" if inner.name == "LeftJoin" else "p"): filtered})
    return CompValue("Filter", expr=_conjunction(late), p=moved) if late else moved


def _conjuncts(expression: Any) -> list[Any]:
    if getattr(expression, "name", "") != "ConditionalAndExpression":
        return [expression]
    return [each for part in (expression.expr, *expression.other) for each in _conjuncts(part)]


def _conjunction(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else CompValue("ConditionalAndExpression", expr=parts[0], other=parts[1:])


def _bound(part: CompValue) -> set[str]:
    """Return variables that a pattern binds in every solution."""
    if part.name == "BGP":
        return {name for triple in part.triples for name in Pattern.of(triple).names}
    if part.name == "Join":
        return _bound(part.p1) | _bound(part.p2)
    if part.name in ("LeftJoin", "Minus"):
        return _bound(part.p1)
    if part.name in ("Filter", "Extend"):
        return _bound(part.p)
    if part.name == "Union":
        return _bound(part.p1) & _bound(part.p2)
    return set()
