"""When nodes break each kind of constraint, as SPARQL: one function a kind; see ``plan.components``."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kb.validation.plan import shapes as plan

from .conditions import ALWAYS, DOUBT, FALSE, NEVER, TRUE, Condition, all_of, any_of, exists, unless
from .values import Values
from .words import datatype_holds, language_holds, length_holds, less, pattern_fails, pattern_holds, range_holds

if TYPE_CHECKING:
    from .translating import Translator

_MOST = 4  # different values that are still counted one by one; beyond, the nodes are left to pySHACL


def _count(translator: Translator, constraint: plan.Count, values: Values) -> Condition:
    return _within(values, constraint.least, constraint.most, lambda value: ALWAYS)


def _within(values: Values, least: int, most: int | None, counts: Callable[[str], Condition]) -> Condition:
    """Fail where fewer or more values count than may. What may count is ``counts.may``, what surely does ``must``."""
    too_few = ~_at_least(values, least, counts)
    return too_few if most is None else too_few | _at_least(values, most + 1, counts)


def _at_least(values: Values, count: int, counts: Callable[[str], Condition]) -> Condition:
    return values.at_least(count, counts) if count <= _MOST else DOUBT


def _has_value(translator: Translator, constraint: plan.HasValue, values: Values) -> Condition:
    if constraint.term.startswith("_"):
        return ALWAYS
    return ~values.any(lambda value: Condition.sure(f"sameTerm({value}, {constraint.term})"))


def _unique_lang(translator: Translator, constraint: plan.UniqueLang, values: Values) -> Condition:
    if values.path is None:
        return NEVER
    one, other = next(values.fresh), next(values.fresh)
    pattern = f"{values.pattern(one)} {values.pattern(other)}"
    same = f'(lang({one}) != "" && lcase(lang({one})) = lcase(lang({other})) && !sameTerm({one}, {other}))'
    return Condition.sure(exists(pattern, f"COALESCE({same}, false)"))


def _equals(translator: Translator, constraint: plan.Equals, values: Values) -> Condition:
    others = Values(values.focus, plan.Step(constraint.predicate), values.fresh)

    def missing(there: Values) -> Callable[[str], Condition]:
        return lambda value: ~_is_value(there, value)

    return values.any(missing(others)) | others.any(missing(values))


def _is_value(values: Values, term: str) -> Condition:
    """Fail where a term is one of the values."""
    return values.any(lambda value: Condition.sure(f"sameTerm({value}, {term})"))


def _disjoint(translator: Translator, constraint: plan.Disjoint, values: Values) -> Condition:
    others = Values(values.focus, plan.Step(constraint.predicate), values.fresh)
    return values.any(lambda value: _is_value(others, value))


def _less_than(translator: Translator, constraint: plan.LessThan, values: Values) -> Condition:
    others = Values(values.focus, plan.Step(constraint.predicate), values.fresh)
    operator = "<=" if constraint.or_equal else "<"

    def fails(value: str) -> Condition:
        return others.any(lambda other: Condition(unless(less(value, operator, other)), FALSE))

    return values.any(fails)


def _qualified(translator: Translator, constraint: plan.Qualified, values: Values) -> Condition:
    def counts(value: str) -> Condition:
        fails = translator.by_node(constraint.shape, value)
        return ~(fails | any_of(~translator.by_node(sibling, value) for sibling in constraint.siblings))

    return _within(values, constraint.least, constraint.most, counts)


def _class(translator: Translator, constraint: plan.Class, values: Values) -> Condition:
    classes = translator.subclasses(constraint.iri)
    if classes is None:
        return values.any(lambda value: DOUBT)

    def fails(value: str) -> Condition:
        kind = next(values.fresh)
        return ~Condition.sure(exists(f"{value} a {kind} .", f"{kind} IN ({', '.join(classes)})"))

    return values.any(fails)


def _kind(translator: Translator, constraint: plan.NodeKind, values: Values) -> Condition:
    allowed = {"isIRI": constraint.iri, "isBlank": constraint.blank, "isLiteral": constraint.literal}
    tests = [name for name, may in allowed.items() if not may]
    return values.any(lambda value: any_of(Condition.sure(f"{name}({value})") for name in tests))


def _tested(holds: Callable[[Any, str], str | None]) -> Callable[[Translator, Any, Values], Condition]:
    """Return the function that fails values unless an expression holds, which is never true of what is at fault."""

    def translated(translator: Translator, constraint: Any, values: Values) -> Condition:
        def fails(value: str) -> Condition:
            expression = holds(constraint, value)
            return DOUBT if expression is None else Condition(unless(expression), FALSE)

        return values.any(fails)

    return translated


def _pattern(translator: Translator, constraint: plan.Pattern, values: Values) -> Condition:
    def fails(value: str) -> Condition:
        holds, surely = pattern_holds(constraint, value), pattern_fails(constraint, value)
        must = FALSE if surely is None else f"COALESCE({surely}, false)"
        return Condition(TRUE if holds is None else unless(holds), must)

    return values.any(fails)


def _in(translator: Translator, constraint: plan.In, values: Values) -> Condition:
    terms = [term for term in constraint.terms if not term.startswith("_")]
    return values.any(lambda value: ~any_of(Condition.sure(f"sameTerm({value}, {term})") for term in terms))


def _closed(translator: Translator, constraint: plan.Closed, values: Values) -> Condition:
    def fails(value: str) -> Condition:
        predicate, other = next(values.fresh), next(values.fresh)
        outside = f"{predicate} NOT IN ({', '.join(constraint.allowed)})" if constraint.allowed else TRUE
        return Condition(exists(f"{value} {predicate} {other} .", outside), FALSE)

    return values.any(fails)


def _conforms(translator: Translator, constraint: plan.Conforms, values: Values) -> Condition:
    return values.any(lambda value: translator.by_node(constraint.shape, value))


def _not(translator: Translator, constraint: plan.Not, values: Values) -> Condition:
    return values.any(lambda value: ~translator.by_node(constraint.shape, value))


def _and(translator: Translator, constraint: plan.And, values: Values) -> Condition:
    return values.any(lambda value: any_of(translator.by_node(shape, value) for shape in constraint.shapes))


def _or(translator: Translator, constraint: plan.Or, values: Values) -> Condition:
    return values.any(lambda value: all_of(translator.by_node(shape, value) for shape in constraint.shapes))


def _exactly_one(translator: Translator, constraint: plan.ExactlyOne, values: Values) -> Condition:
    def fails(value: str) -> Condition:
        each = [translator.by_node(shape, value) for shape in constraint.shapes]
        return all_of(each) | any_of(~one & ~other for one, other in combinations(each, 2))

    return values.any(fails)


def _doubtful(translator: Translator, constraint: Any, values: Values) -> Condition:
    return DOUBT


TRANSLATIONS: dict[type, Callable[[Translator, Any, Values], Condition]] = {
    plan.Count: _count,
    plan.HasValue: _has_value,
    plan.UniqueLang: _unique_lang,
    plan.Equals: _equals,
    plan.Disjoint: _disjoint,
    plan.LessThan: _less_than,
    plan.Qualified: _qualified,
    plan.Class: _class,
    plan.Datatype: _tested(datatype_holds),
    plan.NodeKind: _kind,
    plan.Length: _tested(length_holds),
    plan.Pattern: _pattern,
    plan.Range: _tested(range_holds),
    plan.LanguageIn: _tested(language_holds),
    plan.In: _in,
    plan.Closed: _closed,
    plan.Conforms: _conforms,
    plan.Not: _not,
    plan.And: _and,
    plan.Or: _or,
    plan.ExactlyOne: _exactly_one,
    plan.Sparql: _doubtful,
    plan.Opaque: _doubtful,
}
"""The queries of inner shapes are left to pySHACL; those of a shape that has targets are asked whole."""
