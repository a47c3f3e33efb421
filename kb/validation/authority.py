"""pySHACL, the authority on what is a finding: it judges the suspects of each shape, and its word is what counts."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pyshacl
import rdflib
from pyshacl.functions import apply_functions, gather_functions, unapply_functions
from pyshacl.graph_abstraction import DataGraph
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.target import apply_target_types, gather_target_types
from pyshacl.validator import Validator
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Node

from kb.errors import KbError
from kb.findings import Result

from .terms import text_of


class _SearchedOnce:
    """A pattern that is searched for once in each text.

    pySHACL looks for some in the text of a SPARQL constraint, for every focus node anew, which takes longer than many
    a constraint itself.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.search = lru_cache(256)(pattern.search)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)


for _name, _pattern in list(vars(SPARQLQueryHelper).items()):
    if isinstance(_pattern, re.Pattern):
        setattr(SPARQLQueryHelper, _name, _SearchedOnce(_pattern))


def shapes_fault(error: Exception, shape: str = "") -> KbError:
    """Word what pySHACL says of shapes that cannot be used."""
    reason = getattr(error, "message", None) or str(error) or type(error).__name__
    return KbError(f"the shapes cannot be used: {f'{shape}: ' if shape else ''}{reason}")


class Authority:
    """pySHACL with a shapes graph (SHACL Core, SHACL-SPARQL, SPARQL-based targets and functions)."""

    def __init__(self, graph: rdflib.Graph) -> None:
        """Load the shapes.

        Raises:
            KbError: if they are malformed.
        """
        logging.getLogger("pyshacl").setLevel(logging.CRITICAL)  # what it logs it raises, too
        for subject, found in list(graph.subject_objects(SH.uniqueLang)):
            if str(found) == "1":  # only "true" counts (SHACL §4.4.5); pySHACL takes it for that
                graph.remove((subject, SH.uniqueLang, found))
        self.shapes = ShapesGraph(graph)
        normalize = rdflib.NORMALIZE_LITERALS
        try:
            self._by_node = {text_of(shape.node): shape for shape in self.shapes.shapes}
        except Exception as error:  # noqa: BLE001 (pySHACL and rdflib raise errors of all kinds)
            raise shapes_fault(error) from None
        finally:
            rdflib.NORMALIZE_LITERALS = normalize  # pySHACL switches it for the whole process
        for shape in self._by_node.values():
            shape.set_advanced(True)

    @property
    def prefixes(self) -> dict[str, str]:
        """Return all prefixes that the shapes graph declares, for queries that import them from elsewhere in it."""
        graph = self.shapes.graph
        found = [
            (graph.value(node, SH.prefix), graph.value(node, SH.namespace)) for node in graph.objects(None, SH.declare)
        ]
        return {str(prefix): str(namespace) for prefix, namespace in found}

    def judge(
        self, data: rdflib.Graph, shape: str, suspects: list[Node] | None, *, nested: bool
    ) -> Iterator[tuple[str, Result]]:
        """Validate the suspects of a shape, given by its node in the shapes graph; None stands for all its targets.

        Yields each result with the suspect that it is about. ``nested`` says that results may have focus nodes of
        their own, as those of sh:property do.

        Raises:
            KbError: if a shape turns out to be faulty.
        """
        graph = DataGraph.from_rdflib(data)
        options = {"advanced": True, "inplace": True, "inference": "none"}
        validator = Validator(graph, shacl_graph=self.shapes.graph, options=options)
        executor, writer = validator.make_executor(), _Writer(self.shapes.graph)
        functions = gather_functions(executor, self.shapes)
        apply_target_types(gather_target_types(self.shapes))
        apply_functions(executor, functions, graph)
        groups = [suspects] if suspects is None or not nested else [[suspect] for suspect in suspects]
        try:
            for group in groups:
                _, found = self._by_node[shape].validate(executor, graph, focus=group)
                for _, name, triples in found:
                    result = writer.result(name, triples)
                    yield text_of(group[0]) if nested and group is not None else result.focus, result
        except Exception as error:  # noqa: BLE001 (as above)
            raise shapes_fault(error, shape) from None
        finally:
            unapply_functions(functions, graph)


def validate_whole(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Result]:
    """Let pySHACL validate a graph by all shapes, as it comes; SHACL rules add to the graph.

    Raises:
        KbError: if a shape is faulty.
    """
    normalize = rdflib.NORMALIZE_LITERALS
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True, inference="none")
    except Exception as error:  # noqa: BLE001 (as above)
        raise shapes_fault(error) from None
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
    if not isinstance(report, rdflib.Graph):
        raise KbError(f"the validation failed: {text}")
    writer, triples = _Writer(report), list(report)
    return [writer.result(node, triples) for node in report.objects(None, SH.result)]


class _Writer:
    """Turns what pySHACL reports into results of plain text."""

    def __init__(self, shapes: rdflib.Graph) -> None:
        self._shapes = shapes

    def result(self, name: Node, triples: list[tuple[Any, Any, Any]]) -> Result:
        """Return the result called ``name`` from the triples that describe it and those below it."""
        values: dict[Node, list[Any]] = {}
        for subject, predicate, found in triples:
            if subject == name:
                values.setdefault(predicate, []).append(found[1] if isinstance(found, tuple) else found)

        def one(predicate: Node) -> str:
            found = values.get(predicate)
            return text_of(found[0]) if found else ""

        path = values.get(SH.resultPath)
        return Result(
            focus=one(SH.focusNode),
            component=one(SH.sourceConstraintComponent),
            severity=one(SH.resultSeverity),
            shape=one(SH.sourceShape),
            path=path_text(self._shapes, path[0]) if path else "",
            value=one(SH.value),
            constraint=one(SH.sourceConstraint),
            messages=tuple(sorted(text_of(message) for message in values.get(SH.resultMessage, ()))),
            details=tuple(self.result(detail, triples) for detail in values.get(SH.detail, ())),
        )


def path_text(shapes: rdflib.Graph, node: Node) -> str:
    """Write a property path of a shapes graph in Turtle, its IRIs in full."""
    if not isinstance(node, BNode):
        return text_of(node)
    if shapes.value(node, RDF.first) is not None:
        return f"( {' '.join(path_text(shapes, item) for item in Collection(shapes, node))} )"
    parts = [f"{text_of(predicate)} {path_text(shapes, found)}" for predicate, found in shapes.predicate_objects(node)]
    return f"[ {' ; '.join(sorted(parts))} ]"
