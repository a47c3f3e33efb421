"""What is found where the data stays in a store is what is found in files with the same triples."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from kb.columns.loading import DataFile, load
from kb.columns.table import Columns
from kb.deriving import derive
from kb.errors import KbError
from kb.formats import parse
from kb.stores.embedded import EmbeddedStore
from kb.validation.checking import Checker
from kb.validation.rules import shapes_graph
from kb.validation.stored import check_store
from tests.conftest import ROOT
from tests.validation.comparing import comparable, shapes_from, shapes_of
from tests.validation.inventing import data, graphs
from tests.validation.test_w3c import CASES, UNMET, Case, needs_suite

FIXTURES = sorted((ROOT / "tests" / "shapes").glob("*.ttl"))


def store_of(*contents: bytes, base: str | None = None) -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    for content in contents:
        store.add(parse(content, base=base))
    return store


def columns_of(store: EmbeddedStore) -> Columns:
    """Return what the store gives back: it may write a literal otherwise than the file did."""
    rows = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", {}).triples()
    text = "".join(f"{subject} {predicate} {object} .\n" for subject, predicate, object in rows)
    columns, faults = load([DataFile.of(Path("store.nt"), "store.nt", None, text.encode())])
    assert not faults
    return columns


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(shapes_graph())


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_gives_the_same_findings(path: Path, checker: Checker) -> None:
    store = store_of(path.read_bytes(), base="https://fixtures.example/")
    derive(store, None)
    assert comparable(check_store(checker, store).results) == comparable(checker.check(columns_of(store)).results)


@pytest.mark.slow
def test_our_own_shapes_leave_few_nodes_to_pyshacl(checker: Checker) -> None:
    store = store_of(*(path.read_bytes() for path in FIXTURES), base="https://fixtures.example/")
    derive(store, None)
    checked = check_store(checker, store)
    assert not [each for each in checked.statistics if each.reason]


@needs_suite
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_test_of_the_suite_gives_the_same_findings(case: Case) -> None:
    if case.expected is None or case.name in UNMET:
        pytest.skip("it must fail, which another test asks")
    store, checker = store_of(case.data.read_bytes(), base=case.data.as_uri()), Checker(shapes_of(case.shapes))
    assert comparable(check_store(checker, store).results) == comparable(checker.check(columns_of(store)).results)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(shapes=graphs(), content=data())
def test_random_shapes_give_the_same_findings_on_random_data(shapes: str, content: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pySHACL warns of recursive shapes
        store, graph = store_of(content.encode(), base="http://example.org/"), shapes_from(shapes)
        try:
            checker = Checker(graph)
            expected = checker.check(columns_of(store)).results
            found = check_store(checker, store).results
        except KbError:
            assume(False)  # shapes or data that pySHACL refuses, if it is asked: there is nothing to compare
            return
        assert comparable(found) == comparable(expected)
