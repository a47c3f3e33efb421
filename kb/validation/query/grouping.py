"""Groups solutions and works out their aggregates; what cannot be told for sure is left open."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from rdflib.term import Variable

from kb.columns.texts import lexical

from .expressions import Expressions
from .overlay import Overlay
from .relation import UNBOUND, UNSURE, Column, Relation

_INTEGER = re.compile(r'"([+-]?\d{1,12})"\^\^<http://www\.w3\.org/2001/XMLSchema#integer>')


def aggregated(
    aggregates: Any,
    expressions: Any,
    relation: Relation,
    evaluate: Expressions,
    overlay: Overlay,
    focus: Column | None,
) -> Relation:
    """Group a relation by expressions, and by ``$this`` in any case, and return the value of each aggregate.

    A focus node that no row has gets a row of its own: grouping nothing has a solution all the same, or may have one.
    """
    keys = {f"_key{number}": evaluate.terms(each, relation) for number, each in enumerate(expressions or [])}
    if "this" in relation:
        keys["this"] = relation["this"]
    groups, first = _groups(list(keys.values()), len(relation))
    count = len(first)
    certain = np.ones(count, bool)
    certain[groups[~relation.certain]] = False
    columns = {"this": relation["this"][first]} if "this" in relation else {}
    for each in aggregates:
        columns[str(each.res)] = _value(each, groups, first, certain, relation, evaluate, overlay)
    open_keys = np.zeros(count, bool)
    for column in keys.values():
        open_keys[groups[column == UNSURE]] = True
    some = np.zeros(count, bool)
    some[groups[relation.certain]] = True
    found = Relation(columns, some & ~open_keys)
    return _completed(found, aggregates, expressions, focus)


def _groups(keys: list[Column], rows: int) -> tuple[Any, Any]:
    """Return the number of each row's group, and the first row of each group."""
    if not keys:
        return np.zeros(rows, np.int64), np.zeros(min(rows, 1), np.int64)
    _, first, groups = np.unique(np.stack(keys), axis=1, return_index=True, return_inverse=True)
    return groups.ravel(), first


def _value(
    aggregate: Any, groups: Any, first: Any, certain: Any, relation: Relation, evaluate: Expressions, overlay: Overlay
) -> Column:
    name, count = aggregate.name, len(first)
    if name == "Aggregate_Sample" and isinstance(aggregate.vars, Variable):
        column = evaluate.terms(aggregate.vars, relation)
        alike = np.ones(count, bool)
        alike[groups[column != column[first][groups]]] = False
        return np.where(alike, column[first], UNSURE)
    if name == "Aggregate_Count" and str(aggregate.vars) == "*":
        numbers = np.bincount(groups, minlength=count)
        return np.where(certain & (not aggregate.distinct), _integers(numbers, overlay), UNSURE)
    values = evaluate.terms(aggregate.vars, relation)
    certain = certain.copy()
    certain[groups[values == UNSURE]] = False
    if aggregate.distinct:
        groups, values = _once(groups, values)
    if name == "Aggregate_Count":
        numbers = np.bincount(groups[values >= 0], minlength=count)
        return np.where(certain, _integers(numbers, overlay), UNSURE)
    if name == "Aggregate_Sum":
        return np.where(certain, _sums(groups, values, count, overlay), UNSURE)
    if name in ("Aggregate_Min", "Aggregate_Max"):
        return np.where(certain, _extremes(name, groups, values, count, overlay), UNSURE)
    return np.full(count, UNSURE, np.int64)


def _once(groups: Any, values: Column) -> tuple[Any, Column]:
    pairs = np.unique(np.stack([groups, values]), axis=1)
    return pairs[0], pairs[1]


def _integers(numbers: Any, overlay: Overlay) -> Column:
    unique, inverse = np.unique(numbers, return_inverse=True)
    texts = [f'"{number}"^^<http://www.w3.org/2001/XMLSchema#integer>' for number in unique.tolist()]
    return np.array([overlay.add(text) for text in texts], np.int64)[inverse] if texts else np.zeros(0, np.int64)


def _sums(groups: Any, values: Column, count: int, overlay: Overlay) -> Column:
    """Return the sums of whole numbers; ``UNSURE`` where there is anything else among them."""
    groups, values = groups[values >= 0], values[values >= 0]
    unique, inverse = np.unique(values, return_inverse=True)
    matched = [_INTEGER.fullmatch(overlay.text(number)) for number in unique.tolist()]
    numbers = np.array([int(match.group(1)) if match else 0 for match in matched], np.float64)
    other = np.array([match is None for match in matched], bool)
    if not len(values):
        return _integers(np.zeros(count, np.int64), overlay)
    sums = np.bincount(groups, weights=numbers[inverse], minlength=count)
    found = _integers(sums.astype(np.int64), overlay)
    found[groups[other[inverse]]] = UNSURE
    return found


def _extremes(name: str, groups: Any, values: Column, count: int, overlay: Overlay) -> Column:
    """Return the least or the greatest of plain texts; ``UNSURE`` where there is anything else among them."""
    found = np.full(count, UNBOUND, np.int64)
    groups, values = groups[values >= 0], values[values >= 0]
    unique, inverse = np.unique(values, return_inverse=True)
    texts = [overlay.text(number) for number in unique.tolist()]
    order = sorted(range(len(texts)), key=lambda at: lexical(texts[at]), reverse=name == "Aggregate_Min")
    ranks = np.zeros(len(texts), np.int64)
    ranks[order] = np.arange(len(texts))
    rows = np.argsort(ranks[inverse], kind="stable")
    found[groups[rows]] = values[rows]  # the last one written is the one wanted
    other = np.array([text[0] != '"' or text[-1] != '"' for text in texts], bool)
    if len(values):
        found[groups[other[inverse]]] = UNSURE
    return found


def _completed(found: Relation, aggregates: Any, expressions: Any, focus: Column | None) -> Relation:
    """Add a row for each focus node that has none."""
    if "this" not in found and len(found):
        return found
    missing = np.setdiff1d(focus, found["this"]) if focus is not None and "this" in found else focus
    if missing is None:
        return (
            found.doubted()
            if len(found)
            else Relation({str(each.res): np.full(1, UNSURE, np.int64) for each in aggregates}, np.zeros(1, bool))
        )
    value = UNBOUND if expressions else UNSURE
    more = Relation(
        {"this": missing, **{str(each.res): np.full(len(missing), value, np.int64) for each in aggregates}},
        np.zeros(len(missing), bool),
    )
    if not len(found):
        return more
    columns = {name: np.concatenate([found[name], more[name]]) for name in more.columns}
    return Relation(columns, np.concatenate([found.certain, more.certain]))
