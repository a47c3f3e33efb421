"""The W3C's SHACL test suite: what pySHACL finds is found, and what the suite expects."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import rdflib
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from kb.errors import KbError
from kb.findings import Result
from kb.validation.authority import path_text
from kb.validation.checking import Checker
from kb.validation.terms import text_of

from .comparing import both, columns_of, comparable, shapes_of

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = Path(os.environ["KB_SHARED"]) / "suites" / "shacl" / "tests" if "KB_SHARED" in os.environ else None


@dataclass(frozen=True)
class Case:
    """A test of the suite; ``expected`` is None where validation must fail."""

    name: str
    data: Path
    shapes: Path
    expected: tuple[Result, ...] | None


def _cases() -> list[Case]:
    if SUITE is None:
        return []
    return [case for path in sorted(SUITE.rglob("*.ttl")) for case in _read(path)]


def _read(path: Path) -> list[Case]:
    graph = shapes_of(path)
    found = []
    for test in sorted(graph.subjects(RDF.type, SHT.Validate)):
        action, outcome = graph.value(test, MF.action), graph.value(test, MF.result)
        assert SUITE is not None
        found.append(
            Case(
                name=path.relative_to(SUITE).with_suffix("").as_posix(),
                data=_file(graph.value(action, SHT.dataGraph)),
                shapes=_file(graph.value(action, SHT.shapesGraph)),
                expected=None if outcome == SHT.Failure else tuple(_expected(graph, outcome)),
            )
        )
    return found


def _file(node: Node | None) -> Path:
    return Path(unquote(urlsplit(str(node)).path))


def _expected(graph: rdflib.Graph, report: Node | None) -> list[Result]:
    def one(result: Node, predicate: Node) -> str:
        found = graph.value(result, predicate)
        return "" if found is None else text_of(found)

    return [
        Result(
            focus=one(result, SH.focusNode),
            component=one(result, SH.sourceConstraintComponent),
            severity=one(result, SH.resultSeverity),
            shape=one(result, SH.sourceShape),
            path=path_text(graph, path) if (path := graph.value(result, SH.resultPath)) is not None else "",
            value=one(result, SH.value),
        )
        for result in graph.objects(report, SH.result)
    ]


CASES = _cases()
needs_suite = pytest.mark.skipif(SUITE is None, reason="KB_SHARED is unset: it names the folder of shared suites")

# What pySHACL does not pass either.
UNMET = {"sparql/pre-binding/shapesGraph-001": "pySHACL gives queries no access to the shapes graph"}

# What pySHACL gets wrong and we get right, or what it cannot do by itself.
BETTER = {
    "core/property/uniqueLang-002": '"1" does not switch sh:uniqueLang on',
    "sparql/node/prefixes-001": "prefixes that are imported by owl:imports",
}


@needs_suite
def test_the_suite_is_whole() -> None:
    assert len(CASES) == 121


@needs_suite
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_plan_finds_what_pyshacl_finds(case: Case) -> None:
    if case.expected is None or case.name in UNMET:
        pytest.skip("it must fail, which the next test asks")
    if case.name in BETTER:
        pytest.skip(f"it is better: {BETTER[case.name]}")
    found, checked = both(columns_of(case.data), shapes_of(case.shapes))
    assert comparable(checked.results) == comparable(found)


@needs_suite
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_suite_expects_what_is_found(case: Case) -> None:
    if case.expected is None or case.name in UNMET:
        with pytest.raises(KbError):
            Checker(shapes_of(case.shapes)).check(columns_of(case.data))
        return
    checked = Checker(shapes_of(case.shapes)).check(columns_of(case.data))
    assert _essence(checked.results) == _essence(case.expected)


def _essence(results: tuple[Result, ...] | list[Result]) -> Counter[tuple[object, ...]]:
    """Return what the suite says of results: it leaves out messages, and the details below a result."""
    return Counter(key[:6] for key in comparable(results, messages=False).elements())
