"""Judges nodes by each kind of constraint: one function a kind, over all nodes at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import kb.validation.query as sparql
from kb.columns.table import Pairs
from kb.columns.terms import BLANK, IRI, LITERAL, Ids, Mask
from kb.columns.texts import language

from . import shapes as plan
from . import values as tests
from .outcome import Outcome, within

if TYPE_CHECKING:
    from .suspects import Judge


@dataclass(frozen=True)
class Values:
    """Focus nodes with their value nodes: ``index`` tells for each of ``found`` whose value it is."""

    focus: Ids
    index: Ids
    found: Ids

    @property
    def counts(self) -> Ids:
        """How many values each focus node has."""
        return np.bincount(self.index, minlength=len(self.focus)).astype(np.int32)

    def any(self, outcome: Outcome) -> Outcome:
        """Turn an outcome of the values into one of the focus nodes, of which each fails with any value."""
        return outcome.any(self.index, len(self.focus))

    def fails(self, mask: Mask) -> Outcome:
        """Return the outcome where a mask tells which values surely fail, and the others surely do not."""
        return self.any(Outcome.sure(mask))


def _count(judge: Judge, constraint: plan.Count, values: Values) -> Outcome:
    return within((values.counts, values.counts), constraint.least, constraint.most)


def _has_value(judge: Judge, constraint: plan.HasValue, values: Values) -> Outcome:
    lacks = np.ones(len(values.focus), bool)
    lacks[values.index[values.found == judge.columns.terms.find(constraint.term)]] = False
    return Outcome.sure(lacks)


def _unique_lang(judge: Judge, constraint: plan.UniqueLang, values: Values) -> Outcome:
    unique, inverse = np.unique(values.found, return_inverse=True)
    tags: dict[str, int] = {"": 0}
    numbers = [tags.setdefault(language(text), len(tags)) for text in judge.columns.terms.texts(unique)]
    tagged = np.array(numbers, np.int64)[inverse] if len(unique) else np.zeros(0, np.int64)
    keys = (values.index.astype(np.int64) * len(tags) + tagged)[tagged > 0]
    repeated, times = np.unique(keys, return_counts=True)
    fails = np.zeros(len(values.focus), bool)
    fails[repeated[times > 1] // len(tags)] = True
    return Outcome.sure(fails)


def _others(judge: Judge, predicate: str, values: Values) -> Pairs:
    """Return the values of another property of the focus nodes, as pairs of the node's index and the value."""
    return Pairs(*judge.columns.pairs(judge.columns.terms.find(predicate)).follow(values.focus))


def _equals(judge: Judge, constraint: plan.Equals, values: Values) -> Outcome:
    here, there = Pairs.of(values.index, values.found), _others(judge, constraint.predicate, values)
    fails = np.zeros(len(values.focus), bool)
    for one, other in ((here, there), (there, here)):
        fails[one.left[~other.contains(one.left, one.right)]] = True
    return Outcome.sure(fails)


def _disjoint(judge: Judge, constraint: plan.Disjoint, values: Values) -> Outcome:
    return values.fails(_others(judge, constraint.predicate, values).contains(values.index, values.found))


def _less_than(judge: Judge, constraint: plan.LessThan, values: Values) -> Outcome:
    at, others = _others(judge, constraint.predicate, values).follow(values.index)
    found, terms = values.found[at], judge.columns.terms
    classes, keys = _order_keys(judge, np.concatenate([found, others]))
    (left, right), (low, high) = np.split(classes, 2), np.split(keys, 2)
    known = (left != tests.NO_KEY) & (left == right)
    holds = low <= high if constraint.or_equal else low < high
    doubtful = np.flatnonzero(~known)
    pairs, inverse = np.unique(np.stack([found[doubtful], others[doubtful]]), axis=1, return_inverse=True)
    asked = [
        tests.is_less(terms.text(one), terms.text(other), or_equal=constraint.or_equal)
        for one, other in pairs.T.tolist()
    ]
    holds[doubtful] = np.array(asked, bool)[inverse.ravel()]
    fails = Outcome(~holds, ~holds & known)
    return fails.any(values.index[at], len(values.focus))


def _order_keys(judge: Judge, nodes: Ids) -> tuple[Any, Any]:
    unique, inverse = np.unique(nodes, return_inverse=True)
    keys = np.array([tests.order_key(text) for text in judge.columns.terms.texts(unique)], np.int64).reshape(-1, 2)
    return keys[inverse, 0], keys[inverse, 1]


def _qualified(judge: Judge, constraint: plan.Qualified, values: Values) -> Outcome:
    fails = judge.by_node(constraint.shape, values.found)
    for sibling in constraint.siblings:
        fails |= ~judge.by_node(sibling, values.found)
    counts = fails.conforming(values.index, len(values.focus))
    return within(counts, constraint.least, constraint.most)


def _class(judge: Judge, constraint: plan.Class, values: Values) -> Outcome:
    instances = judge.instances(constraint.iri)
    inside = np.isin(values.found, instances) & (judge.columns.terms.kinds[values.found] != LITERAL)
    return values.fails(~inside)


def _kind(judge: Judge, constraint: plan.NodeKind, values: Values) -> Outcome:
    allowed = np.zeros(3, bool)
    allowed[[IRI, BLANK, LITERAL]] = constraint.iri, constraint.blank, constraint.literal
    return values.fails(~allowed[judge.columns.terms.kinds[values.found]])


def _tested(make: Callable[[Any], tests.Test]) -> Callable[[Judge, Any, Values], Outcome]:
    """Return the function that judges by a test of single terms."""

    def judged(judge: Judge, constraint: Any, values: Values) -> Outcome:
        try:
            test = make(constraint)
        except (re.error, ValueError):
            return Outcome.doubt(len(values.focus))
        return values.fails(~judge.holds(constraint, test, values.found))

    return judged


def _in(judge: Judge, constraint: plan.In, values: Values) -> Outcome:
    allowed = np.array([judge.columns.terms.find(text) for text in constraint.terms], np.int32)
    return values.fails(~np.isin(values.found, allowed))


def _closed(judge: Judge, constraint: plan.Closed, values: Values) -> Outcome:
    columns, fails = judge.columns, np.zeros(len(values.found), bool)
    allowed = {columns.terms.find(text) for text in constraint.allowed}
    for predicate in columns.used_predicates:
        if predicate not in allowed:
            fails |= columns.pairs(predicate).count(values.found) > 0
    return values.any(Outcome(fails, np.zeros(len(fails), bool)))  # pySHACL lets rdf:type rdfs:Resource pass


def _conforms(judge: Judge, constraint: plan.Conforms, values: Values) -> Outcome:
    return values.any(judge.by_node(constraint.shape, values.found))


def _not(judge: Judge, constraint: plan.Not, values: Values) -> Outcome:
    return values.any(~judge.by_node(constraint.shape, values.found))


def _and(judge: Judge, constraint: plan.And, values: Values) -> Outcome:
    fails = Outcome.none(len(values.found))
    for shape in constraint.shapes:
        fails |= judge.by_node(shape, values.found)
    return values.any(fails)


def _or(judge: Judge, constraint: plan.Or, values: Values) -> Outcome:
    fails = ~Outcome.none(len(values.found))
    for shape in constraint.shapes:
        fails &= judge.by_node(shape, values.found)
    return values.any(fails)


def _exactly_one(judge: Judge, constraint: plan.ExactlyOne, values: Values) -> Outcome:
    least, most = np.zeros(len(values.found), np.int32), np.zeros(len(values.found), np.int32)
    for shape in constraint.shapes:
        fails = judge.by_node(shape, values.found)
        least += ~fails.may
        most += ~fails.must
    return values.any(within((least, most), 1, 1))


def _sparql(judge: Judge, constraint: plan.Sparql, values: Values) -> Outcome:
    nodes = np.unique(values.focus)
    found = sparql.suspects(judge.query(constraint.query), judge.columns, nodes)
    if found is None:
        return Outcome.doubt(len(values.focus))
    return Outcome(np.isin(values.focus, found), np.zeros(len(values.focus), bool))


def _opaque(judge: Judge, constraint: plan.Opaque, values: Values) -> Outcome:
    return Outcome.doubt(len(values.focus))


JUDGES: dict[type, Callable[[Judge, Any, Values], Outcome]] = {
    plan.Count: _count,
    plan.HasValue: _has_value,
    plan.UniqueLang: _unique_lang,
    plan.Equals: _equals,
    plan.Disjoint: _disjoint,
    plan.LessThan: _less_than,
    plan.Qualified: _qualified,
    plan.Class: _class,
    plan.Datatype: _tested(tests.datatype_test),
    plan.NodeKind: _kind,
    plan.Length: _tested(tests.length_test),
    plan.Pattern: _tested(tests.pattern_test),
    plan.Range: _tested(tests.range_test),
    plan.LanguageIn: _tested(tests.language_test),
    plan.In: _in,
    plan.Closed: _closed,
    plan.Conforms: _conforms,
    plan.Not: _not,
    plan.And: _and,
    plan.Or: _or,
    plan.ExactlyOne: _exactly_one,
    plan.Sparql: _sparql,
    plan.Opaque: _opaque,
}
