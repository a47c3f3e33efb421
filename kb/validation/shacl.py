"""Runs pySHACL, the authority on what is a finding, and reads its report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyshacl
import rdflib
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from kb.errors import KbError


class CachingGraph(rdflib.Graph):
    """A graph that parses the text of a query once; pySHACL asks the same few queries for every focus node."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> QueryResult:
        """Run a query; see ``rdflib.Graph.query``."""
        if isinstance(query_object, str) and not options.get("initNs"):
            if query_object not in self._prepared:
                self._prepared[query_object] = prepareQuery(query_object, initNs=dict(self.namespaces()))
            query_object = self._prepared[query_object]
        return super().query(query_object, *args, **options)


@dataclass(frozen=True)
class Result:
    """One ``sh:ValidationResult``, its terms as rdflib has them."""

    shape: Node
    severity: Node
    focus: Node
    path: Node | None
    value: Node | None
    component: Node
    messages: tuple[str, ...]


def validate(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Result]:
    """Validate ``data`` by ``shapes`` (SHACL Core, SHACL-SPARQL and SPARQL-based targets) and yield every result.

    Raises:
        KbError: if the shapes themselves are faulty.
    """
    normalize = rdflib.NORMALIZE_LITERALS
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True, inference="none")
    except (ReportableRuntimeError, ShapeLoadError, ConstraintLoadError) as error:
        raise KbError(f"the shapes cannot be used: {error}") from None
    finally:
        rdflib.NORMALIZE_LITERALS = normalize  # pySHACL switches it for the whole process
    if not isinstance(report, rdflib.Graph):
        raise KbError(f"the validation failed: {text}")
    for node in report.objects(None, SH.result):
        yield _result(report, node)


def _result(report: rdflib.Graph, node: Node) -> Result:
    def one(predicate: Node) -> Any:
        return report.value(node, predicate)

    return Result(
        shape=one(SH.sourceShape),
        severity=one(SH.resultSeverity),
        focus=one(SH.focusNode),
        path=one(SH.resultPath),
        value=one(SH.value),
        component=one(SH.sourceConstraintComponent),
        messages=tuple(sorted(str(message) for message in report.objects(node, SH.resultMessage))),
    )
