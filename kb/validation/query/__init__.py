"""SPARQL constraints and targets for all focus nodes at once, over columns.

A query is answered for every node that ``$this`` may stand for together, erring towards too many: what an expression
or a pattern leaves open is kept. ``suspects`` returns the focus nodes for which a query may have a solution,
``targets`` what a target's query may return, ``affected`` the focus nodes that a change can have made a difference to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query as RdflibQuery

from kb.columns.table import Columns
from kb.columns.terms import Ids
from kb.validation.plan.tracing import Trace

from .algebra import Evaluator
from .expressions import names_in
from .ordering import put_in_order
from .reach import affected_by
from .relation import Column, Relation, UntranslatableError


@dataclass(frozen=True)
class Query:
    """A query, parsed; ``used`` are the variables that its patterns and conditions depend on."""

    prepared: RdflibQuery
    used: set[str]


def prepare(text: str, prefixes: Mapping[str, str]) -> Query:
    """Parse a SELECT query; ``prefixes`` are those that it need not declare.

    Raises:
        Exception: if it does not parse, as rdflib does.
    """
    prepared = prepareQuery(text, initNs=dict(prefixes))
    put_in_order(prepared.algebra, frozenset({"this"}))
    return Query(prepared, _used(prepared.algebra))


def _used(part: Any) -> set[str]:
    """Return the variables of everything but what is only selected, or what a value is bound to."""
    if isinstance(part, CompValue):
        return _used([value for key, value in part.items() if key not in ("_vars", "PV", "var", "res")])
    if isinstance(part, (list, tuple)):
        return {name for each in part for name in _used(each)}
    return names_in(part)


def suspects(query: Query, columns: Columns, focus: Ids) -> Ids | None:
    """Return those of ``focus`` (sorted) for which a query may have a solution; None if only pySHACL can tell."""
    found = _solutions(query, columns, focus.astype(np.int64))
    if found is None:
        return None
    if "this" not in found:
        return focus if len(found) else focus[:0]
    return _nodes(found, focus)


def targets(query: Query, columns: Columns) -> Ids | None:
    """Return the nodes that a target's query may select as ``?this``, sorted; None if only pySHACL can tell."""
    found = _solutions(query, columns, None)
    if found is None or "this" not in found or (found["this"] < 0).any():
        return None
    return _nodes(found, None)


def _solutions(query: Query, columns: Columns, focus: Column | None) -> Relation | None:
    algebra = query.prepared.algebra
    if algebra.name != "SelectQuery" or algebra.datasetClause:
        return None
    try:
        return Evaluator(columns, query.prepared.prologue, query.used, focus).solutions(algebra.p)
    except UntranslatableError:
        return None


def _nodes(found: Relation, focus: Ids | None) -> Ids | None:
    nodes = np.unique(found["this"])
    if len(nodes) and nodes[0] < 0:
        return focus
    known = nodes[nodes < 1 << 31].astype(np.int32)
    return known if focus is None else np.intersect1d(focus, known)


def affected(query: Query, trace: Trace) -> Ids | None:
    """Return the nodes for which a query may answer otherwise after a change, sorted; None if it may be any."""
    try:
        return affected_by(query.prepared.algebra, trace)
    except UntranslatableError:
        return None


__all__ = ["Query", "affected", "prepare", "suspects", "targets"]
