"""Evaluates expressions over whole relations: connectives and comparisons at once, functions once for each input."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from rdflib import Graph
from rdflib.plugins.sparql.evalutils import _eval
from rdflib.plugins.sparql.operators import EBV, RelationalExpression
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.sparql import FrozenBindings, Prologue, QueryContext, SPARQLError
from rdflib.term import Literal, Node, Variable

from kb.columns.terms import BLANK, IRI, LITERAL, Mask

from .comparing import among, equal, ordered, same
from .overlay import Overlay
from .relation import UNBOUND, UNSURE, Column, Relation, combinations, looked_up
from .truth import DOUBT, ERROR, FALSE, TRUE, Truth, both, constant, either, negated
from .writing import WRITERS

_MOST_INPUTS = 200_000
_UNSTABLE = {"Builtin_RAND", "Builtin_NOW", "Builtin_UUID", "Builtin_STRUUID", "Builtin_BNODE"}
_KIND_TESTS = {"Builtin_isIRI": IRI, "Builtin_isURI": IRI, "Builtin_isBLANK": BLANK, "Builtin_isLITERAL": LITERAL}

Exists = Callable[[CompValue, Relation], Truth]
"""Tells for each row whether a pattern has a solution that is compatible with it."""


def names_in(expression: Any) -> set[str]:
    """Return the names of the variables in an expression, a pattern, or a list of them."""
    if isinstance(expression, Variable):
        return {str(expression)}
    if isinstance(expression, CompValue):
        parts: Any = [value for key, value in expression.items() if key != "_vars"]
    elif isinstance(expression, (list, tuple, set)):
        parts = expression
    elif isinstance(expression, dict):
        parts = [*expression, *expression.values()]
    else:
        return set()
    return {name for part in parts for name in names_in(part)}


class Expressions:
    """Evaluates the expressions of one query over the terms of an overlay."""

    def __init__(self, overlay: Overlay, prologue: Prologue, exists: Exists) -> None:
        self._overlay, self._exists = overlay, exists
        self._context = QueryContext(Graph())
        self._context.prologue = prologue
        self._known: dict[tuple[int, bool], dict[tuple[int, ...], int]] = {}
        self._copies: dict[int, Any] = {}
        self._kept: list[Any] = []  # so that no other expression gets the identity of one that is known

    def mask(self, expression: Any, relation: Relation) -> tuple[Mask, Mask]:
        """Return which rows an expression may hold of, and of which it surely does."""
        truth = self.truth(expression, relation)
        return (truth == TRUE) | (truth == DOUBT), truth == TRUE

    def truth(self, expression: Any, relation: Relation) -> Truth:
        """Return the truth of an expression for each row."""
        found: Truth
        name = getattr(expression, "name", "")
        if name == "TrueFilter":
            return constant(TRUE, len(relation))
        if name == "ConditionalAndExpression":
            return self._chain(expression, relation, both, FALSE)
        if name == "ConditionalOrExpression":
            return self._chain(expression, relation, either, TRUE)
        if name == "UnaryNot":
            return negated(self.truth(expression.expr, relation))
        if name == "RelationalExpression":
            return self._compare(expression, relation)
        if name == "Builtin_BOUND":
            column = self.terms(expression.arg, relation)
            return np.where(column == UNSURE, DOUBT, np.where(column == UNBOUND, FALSE, TRUE)).astype(np.int8)
        if name in _KIND_TESTS:
            column = self.terms(expression.arg, relation)
            found = (self._overlay.kinds(column) == _KIND_TESTS[name]).astype(np.int8)
            return np.where(column == UNSURE, DOUBT, np.where(column == UNBOUND, ERROR, found)).astype(np.int8)
        if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            found = self._exists(expression.graph, relation)
            return negated(found) if name == "Builtin_NOTEXISTS" else found
        if name == "Builtin_IF":
            found = self._if(expression, relation, self.truth, np.int8, ERROR, DOUBT)
            return found
        if name in WRITERS:
            known = relation.having(_written=self.terms(expression, relation))
            return self._each(Variable("_written"), known, truth=True).astype(np.int8)
        return self._each(expression, relation, truth=True).astype(np.int8)

    def terms(self, expression: Any, relation: Relation) -> Column:
        """Return the value of an expression for each row: ``UNBOUND`` where it has none."""
        found: Column
        if isinstance(expression, Variable):
            name = str(expression)
            return relation[name] if name in relation else np.full(len(relation), UNSURE, np.int64)
        if isinstance(expression, Node):
            return np.full(len(relation), self._overlay.number(expression), np.int64)
        name = getattr(expression, "name", "")
        if name == "Builtin_IF":
            found = self._if(expression, relation, self.terms, np.int64, UNBOUND, UNSURE)
            return found
        if name == "Builtin_COALESCE":
            found = np.full(len(relation), UNBOUND, np.int64)
            for part in expression.arg:
                column = self.terms(part, relation)
                found = np.where(found == UNBOUND, column, found)
            return found
        if name in _BOOLEAN or name in _KIND_TESTS:
            return self._booleans(self.truth(expression, relation))
        if name in WRITERS:
            write, arguments = WRITERS[name](expression)
            found = self._rewritten(write, [self.terms(part, relation) for part in arguments])
            if not (found == UNSURE).any():
                return found
        return self._each(expression, relation, truth=False)

    def _rewritten(self, write: Callable[[tuple[str, ...]], str | None], columns: list[Column]) -> Column:
        """Work out terms from the texts of others, each combination once; ``UNSURE`` where ``write`` returns None."""
        inputs, inverse = combinations(columns)
        found = []
        for values in inputs.T.tolist():
            if min(values) < 0:
                found.append(min(values))
            else:
                text = write(tuple(self._overlay.text(value) for value in values))
                found.append(UNSURE if text is None else self._overlay.add(text))
        return looked_up(found, inverse)

    def _booleans(self, truth: Truth) -> Column:
        numbers = [self._overlay.number(Literal(value)) for value in (False, True)]
        return np.array([*numbers, UNBOUND, UNSURE], np.int64)[truth]

    def _chain(self, expression: CompValue, relation: Relation, combine: Any, settled: int) -> Truth:
        """Evaluate one part after the other, each only for the rows that those before did not settle."""
        found = self.truth(expression.expr, relation)
        for part in expression.other:
            open_rows = np.flatnonzero(found != settled)
            if not len(open_rows):
                break
            found = found.copy()
            found[open_rows] = combine(found[open_rows], self.truth(part, relation.rows(open_rows)))
        return found

    def _if(self, expression: CompValue, relation: Relation, evaluate: Any, kind: Any, error: int, doubt: int) -> Any:
        condition = self.truth(expression.arg1, relation)
        found = np.full(len(relation), error, kind)
        for branch, truth in ((expression.arg2, TRUE), (expression.arg3, FALSE)):
            rows = np.flatnonzero(condition == truth)
            if len(rows):
                found[rows] = evaluate(branch, relation.rows(rows))
        found[condition == DOUBT] = doubt
        return found

    def _compare(self, expression: CompValue, relation: Relation) -> Truth:
        left = self.terms(expression.expr, relation)
        if expression.op in ("IN", "NOT IN"):
            found = constant(FALSE, len(relation))
            members = _members(expression.other)
            if all(isinstance(member, Node) and not isinstance(member, Variable) for member in members):
                found = among(left, [self._overlay.number(member) for member in members])
                return negated(found) if expression.op == "NOT IN" else found
            for member in members:
                found = either(found, same(left, self.terms(member, relation)))
            return negated(found) if expression.op == "NOT IN" else found
        right = self.terms(expression.other, relation)
        if expression.op in ("=", "!="):
            found = self._equal(left, right)
            return negated(found) if expression.op == "!=" else found
        return ordered(self._overlay, expression.op, left, right, self._asking(expression.op))

    def _equal(self, left: Column, right: Column) -> Truth:
        return equal(self._overlay, left, right, self._asking("="))

    def _asking(self, operator: str) -> Callable[[int, int], int]:
        """Return a function that lets rdflib compare two terms."""

        def ask(left: int, right: int) -> int:
            terms: Any = SimpleNamespace(expr=self._overlay.node(left), other=self._overlay.node(right), op=operator)
            return self._truth_of(lambda: RelationalExpression(terms, self._context))

        return ask

    def _each(self, expression: Any, relation: Relation, *, truth: bool) -> Column:
        """Let rdflib evaluate an expression once for each combination of values that it is given."""
        doubt = DOUBT if truth else UNSURE
        if _is_unstable(expression):
            return np.full(len(relation), doubt, np.int64)
        expression, inputs = self._flat(expression, relation)
        if not inputs:
            return np.full(len(relation), self._one(expression, (), (), truth), np.int64)
        unique, inverse = combinations([*inputs.values()])
        if unique.shape[1] > _MOST_INPUTS:
            return np.full(len(relation), doubt, np.int64)
        error = ERROR if truth else UNBOUND  # functions that can do with an unbound argument do not come here
        found = [
            doubt
            if UNSURE in values
            else error
            if UNBOUND in values
            else self._one(expression, tuple(inputs), tuple(values), truth)
            for values in unique.T.tolist()
        ]
        return looked_up(found, inverse)

    def _flat(self, expression: Any, relation: Relation) -> tuple[Any, dict[str, Column]]:
        """Work out what a function is given, and put a variable in the place of each argument.

        So that a function is asked once for each different argument, however many inputs lead to it.
        """
        inputs: dict[str, Column] = {}

        def flat(part: Any) -> Any:
            if isinstance(part, list):
                return [flat(each) for each in part]
            if isinstance(part, (CompValue, Variable)):
                name = str(part) if isinstance(part, Variable) else f"_{len(inputs)}"
                inputs[name] = self.terms(part, relation)
                return Variable(name)
            return part

        if not isinstance(expression, CompValue):
            return flat(expression), inputs
        if id(expression) not in self._copies:
            evaluate = getattr(expression, "_evalfn", None)
            copy = Expr(expression.name, evaluate.__func__ if evaluate is not None else None)
            for key, value in expression.items():
                copy[key] = value if key == "_vars" else flat(value)
            self._copies[id(expression)] = copy
            self._kept.append(expression)
        else:
            for key, value in expression.items():
                if key != "_vars":
                    flat(value)
        return self._copies[id(expression)], inputs

    def _one(self, expression: Any, names: Any, values: tuple[int, ...], truth: bool) -> int:
        key = (id(expression), truth)
        if key not in self._known:
            self._known[key] = {}
            self._kept.append(expression)
        known = self._known[key]
        if values not in known:
            bound = {Variable(name): self._overlay.node(value) for name, value in zip(names, values, strict=True)}
            known[values] = self._asked(expression, FrozenBindings(self._context, bound), truth)
        return known[values]

    def _asked(self, expression: Any, bindings: FrozenBindings, truth: bool) -> int:
        if truth:
            return self._truth_of(lambda: _eval(expression, bindings))
        try:
            found: Any = _eval(expression, bindings)
        except SPARQLError:
            return UNBOUND
        except (TypeError, ValueError, NotImplementedError, ArithmeticError):
            return UNSURE
        return self._overlay.number(found) if isinstance(found, Node) else UNBOUND

    def _truth_of(self, value: Callable[[], Any]) -> int:
        try:
            found = value()
            return ERROR if isinstance(found, SPARQLError) else int(bool(EBV(found)))
        except SPARQLError:
            return ERROR
        except (TypeError, ValueError, NotImplementedError, ArithmeticError):
            return DOUBT


_BOOLEAN = {
    *("ConditionalAndExpression", "ConditionalOrExpression", "UnaryNot", "RelationalExpression"),
    *("Builtin_BOUND", "Builtin_EXISTS", "Builtin_NOTEXISTS"),
}


def _members(members: Any) -> list[Any]:
    return list(members) if isinstance(members, list) else []


def _is_unstable(expression: Any) -> bool:
    if isinstance(expression, CompValue):
        parts: Any = list(expression.values())
        return expression.name in _UNSTABLE or any(_is_unstable(part) for part in parts)
    return isinstance(expression, list) and any(_is_unstable(part) for part in expression)
