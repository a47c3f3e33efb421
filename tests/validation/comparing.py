"""Results as things to compare: blank nodes alike, since each tool names them as it likes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import rdflib

from kb.columns.loading import DataFile, load
from kb.columns.table import Columns
from kb.findings import Result
from kb.validation.authority import validate_whole
from kb.validation.checking import Checked, Checker
from kb.validation.graph import ColumnStore
from kb.validation.rules import Rulebook, ShapesFile

_BLANK = re.compile(r"_:\w+")


def comparable(results: Iterable[Result], *, messages: bool = True) -> Counter[tuple[object, ...]]:
    """Return all that a report says of each result, details included."""
    return Counter(_comparable(result, messages) for result in results)


def _comparable(result: Result, messages: bool) -> tuple[object, ...]:
    terms = (result.focus, result.path, result.value, result.component, result.shape, result.severity)
    details = tuple(sorted(_comparable(detail, messages) for detail in result.details))
    said = tuple(_BLANK.sub("_:", message) for message in result.messages) if messages else ()
    return (*(_BLANK.sub("_:", term) for term in terms), said, details)


def shapes_of(*paths: Path) -> rdflib.Graph:
    return Rulebook.of(map(ShapesFile.of, paths)).graph


def shapes_from(text: str) -> rdflib.Graph:
    return Rulebook.of([ShapesFile("shapes", text.encode(), None, "shapes.ttl")]).graph


def columns_of(*paths: Path, base: str | None = None) -> Columns:
    columns, faults = load([DataFile.of(path, str(path), base) for path in paths])
    assert not faults
    return columns


def graph_of(columns: Columns) -> rdflib.Graph:
    """Return the same triples as an ordinary graph of rdflib's."""
    graph = rdflib.Graph()
    for triple, _ in ColumnStore(columns).triples((None, None, None)):
        graph.add(triple)
    return graph


def both(columns: Columns, shapes: rdflib.Graph, checker: Checker | None = None) -> tuple[list[Result], Checked]:
    """Validate by pySHACL as it comes, and by the plan; ``checker`` has the shapes compiled already."""
    return validate_whole(graph_of(columns), shapes), (checker or Checker(shapes)).check(columns)
