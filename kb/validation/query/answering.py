"""Answers of SPARQL constraints for many focus nodes at once, where it is sure what each of them is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from kb.columns.table import Columns
from kb.columns.terms import Ids

from . import Query
from .algebra import Evaluator
from .relation import UNSURE, Column, UntranslatableError

Row: TypeAlias = Mapping[Variable, Any]
"""A term of rdflib's for each variable that is bound."""


def answers(query: Query, columns: Columns, focus: Ids) -> dict[int, list[Row]]:
    """Return the rows of a query for those of ``focus`` (sorted) for which all of them are surely known.

    A focus node without rows is left out, too.
    """
    projection = _projection(query)
    if projection is None:
        return {}
    variables = [Variable(name) for name in projection.PV]
    names = {str(variable) for variable in variables}
    evaluator = Evaluator(columns, query.prepared.prologue, query.used | names, focus.astype(np.int64))
    try:
        found = evaluator.solutions(projection.p)
    except UntranslatableError:
        return {}
    if "this" not in found or not len(found):
        return {}
    of: Column = found["this"]
    doubtful = ~found.certain | (of < 0)
    for name in names & set(found.columns):
        doubtful |= found[name] == UNSURE
    open_nodes = set(of[doubtful].tolist())
    if UNSURE in open_nodes or (of < 0).any():
        return {}
    shown = [(variable, found[str(variable)].tolist()) for variable in variables if str(variable) in found]
    rows: dict[int, list[Row]] = defaultdict(list)
    for number, node in enumerate(of.tolist()):
        if node not in open_nodes:
            values = {variable: column[number] for variable, column in shown}
            rows[node].append({each: evaluator.node(value) for each, value in values.items() if value >= 0})
    return dict(rows)


def _projection(query: Query) -> CompValue | None:
    """Return the part of a query that chooses its variables, if nothing but duplicates goes after it."""
    algebra = query.prepared.algebra
    if algebra.name != "SelectQuery" or algebra.datasetClause:
        return None
    part = algebra.p
    while part.name in ("Distinct", "Reduced"):
        part = part.p
    return part if part.name == "Project" else None
