"""What the plan finds is what pySHACL finds, to the last term, whatever the shapes and the data."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from kb.columns.loading import DataFile, Loading
from kb.columns.table import Columns
from kb.errors import KbError
from kb.origins.statements import with_statements
from kb.validation.checking import Checker
from kb.validation.rules import shapes_graph
from tests.conftest import ROOT

from .comparing import both, columns_of, comparable, shapes_from
from .inventing import data, graphs

FIXTURES = sorted((ROOT / "tests" / "shapes").glob("*.ttl"))


def columns_from(text: str, folder: Path) -> Columns:
    path = folder / "data.ttl"
    path.write_text(text, encoding="utf-8")
    columns, faults = Loading([DataFile.of(path, "data.ttl", "http://example.org/")]).columns()
    assert not faults
    return columns


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(shapes_graph())


@pytest.mark.slow
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_gives_the_same_findings(path: Path, checker: Checker) -> None:
    found, checked = both(with_statements(columns_of(path, base="https://fixtures.example/")), shapes_graph(), checker)
    assert comparable(checked.results) == comparable(found)


@pytest.mark.slow
def test_all_fixtures_together_give_the_same_findings() -> None:
    found, checked = both(with_statements(columns_of(*FIXTURES, base="https://fixtures.example/")), shapes_graph())
    assert comparable(checked.results) == comparable(found)
    assert len(found) > 80


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("identical")


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(shapes=graphs(), content=data())
def test_random_shapes_give_the_same_findings_on_random_data(scratch: Path, shapes: str, content: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pySHACL warns of recursive shapes
        graph = shapes_from(shapes)
        try:
            found, checked = both(columns_from(content, scratch), graph)
        except KbError:
            assume(False)  # shapes or data that pySHACL refuses: there is nothing to compare
            return
    assert comparable(checked.results) == comparable(found)
