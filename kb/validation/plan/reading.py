"""Compiles a shapes graph into a plan. What a shape is, and what its parameters mean, is read as pySHACL reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyshacl.errors import ValidationFailure
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.shapes_graph import ShapesGraph
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Literal, Node, URIRef

from kb.validation.terms import text_of

from . import shapes as plan

_SH = str(SH)
_COUNTS = {"minCount", "maxCount"}
_ON_PROPERTIES = {*_COUNTS, "uniqueLang", "lessThan", "lessThanOrEquals"}
_RANGES = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_LISTED: dict[str, type[plan.And] | type[plan.Or] | type[plan.ExactlyOne]] = {
    "and": plan.And,
    "or": plan.Or,
    "xone": plan.ExactlyOne,
}
_KINDS = {
    "IRI": plan.NodeKind(iri=True, blank=False, literal=False),
    "BlankNode": plan.NodeKind(iri=False, blank=True, literal=False),
    "Literal": plan.NodeKind(iri=False, blank=False, literal=True),
    "BlankNodeOrIRI": plan.NodeKind(iri=True, blank=True, literal=False),
    "BlankNodeOrLiteral": plan.NodeKind(iri=False, blank=True, literal=True),
    "IRIOrLiteral": plan.NodeKind(iri=True, blank=False, literal=True),
}
_SILENT = {
    *("name", "description", "message", "severity", "order", "group", "defaultValue", "deactivated", "path"),
    *("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target", "flags", "ignoredProperties"),
    *("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint", "declare", "prefixes", "values"),
}
"""Parameters that constrain nothing by themselves."""


def read_plan(graph: ShapesGraph) -> plan.Plan:
    """Compile all shapes of a shapes graph.

    Raises:
        pyshacl.errors.ShapeLoadError: if the graph's shapes are malformed.
    """
    shapes = {text_of(shape.node): _Reader(graph, shape).shape() for shape in graph.shapes}
    return plan.Plan(shapes, whole="it has rules that add triples (sh:rule)" if _has_rules(graph) else "")


def _has_rules(graph: ShapesGraph) -> bool:
    return next(iter(graph.graph.subject_objects(SH.rule)), None) is not None


class _Reader:
    """Reads one shape."""

    def __init__(self, graph: ShapesGraph, shape: Any) -> None:
        self._shapes, self._graph, self._shape = graph, graph.graph, shape

    def shape(self) -> plan.Shape:
        path = read_path(self._graph, self._shape.path()) if self._shape.is_property_shape else None
        constraints = list(self._constraints())
        if isinstance(path, plan.Opaque):
            constraints, path = [path], None
        return plan.Shape(
            node=text_of(self._shape.node),
            targets=self._targets(),
            path=path,
            constraints=tuple(constraints),
            deactivated=bool(self._shape.deactivated),
        )

    def _values(self, name: str) -> list[Node]:
        return sorted(self._shape.objects(SH[name]))

    def _texts(self, name: str) -> tuple[str, ...]:
        return tuple(text_of(node) for node in self._values(name))

    def _targets(self) -> plan.Targets:
        classes = {*self._shape.target_classes(), *self._shape.implicit_class_targets()}
        queries, opaque = [], ""
        for target in self._values("target"):
            found = self._query(target)
            if isinstance(found, plan.Query):
                queries.append(found)
            else:
                opaque = found.reason
        return plan.Targets(
            nodes=self._texts("targetNode"),
            classes=tuple(sorted(text_of(node) for node in classes)),
            subjects_of=self._texts("targetSubjectsOf"),
            objects_of=self._texts("targetObjectsOf"),
            queries=tuple(queries),
            opaque=opaque,
        )

    def _query(self, node: Node) -> plan.Query | plan.Opaque:
        """Read the query of a target or a constraint, with its prefixes and ``$PATH`` filled in."""
        select = self._graph.value(node, SH.select)
        if not isinstance(select, Literal):
            return plan.Opaque("a target or constraint that is no SPARQL query")
        try:
            query = SPARQLQueryHelper(self._shape, node, str(select))
            query.collect_prefixes()
            _, text = query.pre_bind_variables(URIRef("urn:x"))
        except (ValidationFailure, NotImplementedError, ValueError, KeyError) as error:
            return plan.Opaque(f"a query that pySHACL refuses ({error})")
        return plan.Query(query.apply_prefixes(text))

    def _constraints(self) -> Iterator[plan.Constraint]:
        if self._shape.find_custom_constraints():
            yield plan.Opaque("a constraint component of its own")
        names = {
            str(predicate)[len(_SH) :]
            for predicate in self._graph.predicates(self._shape.node, None)
            if str(predicate).startswith(_SH)
        }
        if not self._shape.is_property_shape and names & _ON_PROPERTIES:
            yield plan.Opaque("a parameter that only property shapes may have")  # pySHACL refuses it
        yield from self._counts(names & _COUNTS)
        for name in sorted(names - _SILENT - _COUNTS):
            yield from self._parameter(name)

    def _counts(self, names: set[str]) -> Iterator[plan.Constraint]:
        found = {name: self._numbers(name) for name in names}
        if any(len(numbers) != 1 for numbers in found.values()):
            yield plan.Opaque("a count that is no whole number")
        elif found:
            yield plan.Count(*(found.get("minCount", [0])), *(found.get("maxCount", [None])))

    def _numbers(self, name: str) -> list[int]:
        return [
            int(node.value)
            for node in self._values(name)
            if isinstance(node, Literal) and isinstance(node.value, int) and not isinstance(node.value, bool)
        ]

    def _parameter(self, name: str) -> Iterator[plan.Constraint]:
        reader = getattr(self, f"_read_{name}", None)
        if reader is not None:
            for node in self._values(name):
                yield from reader(node)
        elif name in _RANGES:
            yield from (plan.Range(_RANGES[name], text) for text in self._texts(name))
        elif name in _LISTED:
            for node in self._values(name):
                constraint: plan.And | plan.Or | plan.ExactlyOne = _LISTED[name](tuple(map(text_of, self._items(node))))
                yield constraint
        else:
            yield plan.Opaque(f"sh:{name}")

    def _items(self, node: Node) -> list[Node]:
        return list(Collection(self._graph, node))

    def _read_class(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.Class(text_of(node))

    def _read_datatype(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.Datatype(str(node))

    def _read_nodeKind(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802 (SHACL's own names)
        name = str(node).removeprefix(_SH)
        yield _KINDS.get(name, plan.NodeKind(iri=False, blank=False, literal=False))

    def _read_hasValue(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        yield plan.HasValue(text_of(node))

    def _read_minLength(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        yield plan.Length(least=int(str(node))) if str(node).isdecimal() else plan.Opaque("sh:minLength")

    def _read_maxLength(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        yield plan.Length(most=int(str(node))) if str(node).isdecimal() else plan.Opaque("sh:maxLength")

    def _read_pattern(self, node: Node) -> Iterator[plan.Constraint]:
        flags = self._values("flags")
        if len(flags) > 1:
            yield plan.Opaque("two sh:flags")
        else:
            yield plan.Pattern(str(node), str(flags[0]).lower() if flags else "")

    def _read_languageIn(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        yield plan.LanguageIn(tuple(str(item).lower() for item in self._items(node)))

    def _read_uniqueLang(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        if isinstance(node, Literal) and node.value is True:
            yield plan.UniqueLang()

    def _read_in(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.In(tuple(text_of(item) for item in self._items(node)))

    def _read_equals(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.Equals(text_of(node))

    def _read_disjoint(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.Disjoint(text_of(node))

    def _read_lessThan(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        yield plan.LessThan(text_of(node), or_equal=False)

    def _read_lessThanOrEquals(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        yield plan.LessThan(text_of(node), or_equal=True)

    def _read_node(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.Conforms(text_of(node))

    def _read_property(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.Conforms(text_of(node))

    def _read_not(self, node: Node) -> Iterator[plan.Constraint]:
        yield plan.Not(text_of(node))

    def _read_closed(self, node: Node) -> Iterator[plan.Constraint]:
        if isinstance(node, Literal) and node.value is True:
            paths = [self._graph.value(shape, SH.path) for shape in self._values("property")]
            ignored = [item for found in self._values("ignoredProperties") for item in self._items(found)]
            yield plan.Closed(tuple(text_of(term) for term in [*paths, *ignored] if isinstance(term, URIRef)))

    def _read_sparql(self, node: Node) -> Iterator[plan.Constraint]:
        if (deactivated := self._graph.value(node, SH.deactivated)) is not None and str(deactivated) == "true":
            return
        found = self._query(node)
        yield plan.Sparql(found) if isinstance(found, plan.Query) else found

    def _read_qualifiedValueShape(self, node: Node) -> Iterator[plan.Constraint]:  # noqa: N802
        if not self._shape.is_property_shape:
            return  # pySHACL passes it over there
        least, most = self._numbers("qualifiedMinCount"), self._numbers("qualifiedMaxCount")
        if len(least) > 1 or len(most) > 1:
            yield plan.Opaque("two qualified counts")
        else:
            yield plan.Qualified(
                text_of(node), least[0] if least else 0, most[0] if most else None, self._siblings(node)
            )

    def _siblings(self, node: Node) -> tuple[str, ...]:
        """Return the sibling shapes of a disjoint qualified value shape (SHACL §4.7.3)."""
        disjoint = any(
            isinstance(value, Literal) and value.value for value in self._values("qualifiedValueShapesDisjoint")
        )
        found: set[Any] = set()
        for parent in self._graph.subjects(SH.property, self._shape.node) if disjoint else ():
            for sibling in self._graph.objects(parent, SH.property):
                found |= set(self._graph.objects(sibling, SH.qualifiedValueShape))
        return tuple(sorted(text_of(shape) for shape in found - {node}))


_REPEATED = {
    SH.zeroOrMorePath: {"reflexive": True, "transitive": True},
    SH.oneOrMorePath: {"reflexive": False, "transitive": True},
    SH.zeroOrOnePath: {"reflexive": True, "transitive": False},
}


def read_path(graph: Any, node: Node) -> plan.Path | plan.Opaque:
    """Read a property path (SHACL §2.3.1).

    The inverse of anything but a predicate is opaque: pySHACL walks the inverse of a sequence in the wrong order.
    """
    if isinstance(node, URIRef):
        return plan.Step(text_of(node))
    if not isinstance(node, BNode):
        return plan.Opaque("a path that is no path")
    if graph.value(node, RDF.first) is not None:
        return _joined(graph, node, plan.Sequence)
    if (alternatives := graph.value(node, SH.alternativePath)) is not None:
        return _joined(graph, alternatives, plan.Alternative)
    if (inverse := graph.value(node, SH.inversePath)) is not None:
        if isinstance(inverse, URIRef):
            return plan.Step(text_of(inverse), inverse=True)
        return plan.Opaque("the inverse of a path of several steps")
    for predicate, kind in _REPEATED.items():
        if (repeated := graph.value(node, predicate)) is not None:
            found = read_path(graph, repeated)
            return found if isinstance(found, plan.Opaque) else plan.Repeated(found, **kind)
    return plan.Opaque("a path of an unknown kind")


def _joined(graph: Any, node: Node, kind: type[plan.Sequence] | type[plan.Alternative]) -> plan.Path | plan.Opaque:
    parts: list[Any] = [read_path(graph, item) for item in Collection(graph, node)]
    faults = [part for part in parts if isinstance(part, plan.Opaque)]
    return faults[0] if faults else kind(tuple(parts))
