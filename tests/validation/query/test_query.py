"""Whoever a query has a solution for is among the suspects, whatever the query and the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from rdflib.plugins.sparql import prepareQuery

from kb.columns.changing import change
from kb.columns.loading import DataFile, load
from kb.columns.table import Columns
from kb.validation import query
from kb.validation.plan.tracing import Trace
from kb.validation.terms import rdflib_term
from tests.validation.comparing import columns_of, graph_of
from tests.validation.inventing import data
from tests.validation.test_identical import FIXTURES

from .inventing import queries

BASE = "http://example.org/"
quick = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("query")


def written(folder: Path, name: str, text: str) -> DataFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return DataFile.of(path, name, BASE)


def answers(text: str, columns: Columns, nodes: list[str]) -> dict[str, frozenset[Any]]:
    """Return what rdflib answers for each node that ``$this`` is bound to."""
    prepared, graph = prepareQuery(text), graph_of(columns)
    found = {}
    for node in nodes:
        try:
            result = graph.query(prepared, initBindings={"this": rdflib_term(node)})
            rows = [frozenset(row.items()) for row in result.bindings]
        except Exception:  # noqa: BLE001 (rdflib has bugs of its own; they are no measure)
            assume(False)
        found[node] = frozenset((row, rows.count(row)) for row in rows)
    return found


def nodes_of(columns: Columns) -> Any:
    numbers = np.unique(np.concatenate([columns.subjects, columns.objects]))
    return numbers[columns.terms.kinds[numbers] != 1]  # rdflib takes a blank node for a variable


@pytest.mark.slow
@quick
@given(text=queries(), content=data())
def test_no_solution_is_missed(scratch: Path, text: str, content: str) -> None:
    columns, _ = load([written(scratch, "data.ttl", content)])
    focus = nodes_of(columns)
    found = query.suspects(query.prepare(text, {}), columns, focus)
    expected = answers(text, columns, columns.terms.texts(focus))
    if found is not None:
        assert {node for node, rows in expected.items() if rows} <= set(columns.terms.texts(found))


@pytest.mark.slow
@quick
@given(text=queries(), kept=data(), old=data(), new=data())
def test_no_node_with_another_answer_is_missed(scratch: Path, text: str, kept: str, old: str, new: str) -> None:
    first = written(scratch, "kept.ttl", kept)
    before, _ = load([first, written(scratch, "changed.ttl", old)])
    changed = change(before, {"changed.ttl": written(scratch, "changed.ttl", new)})
    trace = Trace(before, changed.columns, changed.subjects, changed.predicates, changed.objects)
    found = query.affected(query.prepare(text, {}), trace)
    nodes = before.terms.texts(np.union1d(nodes_of(before), nodes_of(changed.columns)))
    then, now = answers(text, before, nodes), answers(text, changed.columns, nodes)
    if found is not None:
        assert {node for node in nodes if then[node] != now[node]} <= set(before.terms.texts(found))


def test_our_own_queries_are_all_translated_and_suspect_nobody_without_reason() -> None:
    from kb.validation.checking import Checker
    from kb.validation.rules import shapes_graph

    checked = Checker(shapes_graph()).check(columns_of(*FIXTURES, base="https://fixtures.example/"))
    assert [each.shape for each in checked.statistics if each.reason] == []
    for each in checked.statistics:
        assert each.suspects is not None
        assert each.suspects <= each.results


def test_a_query_over_nothing_has_no_suspects(scratch: Path) -> None:
    columns, _ = load([written(scratch, "empty.ttl", "")])
    found = query.suspects(query.prepare("SELECT $this { $this <x:p> ?a }", {}), columns, np.zeros(0, np.int32))
    assert found is not None
    assert not len(found)
