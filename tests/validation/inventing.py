"""Made-up shapes and data in Turtle, of every kind that SHACL Core has, for pySHACL and the plan to agree on."""

from __future__ import annotations

from hypothesis import strategies as st

PREFIXES = """\
@prefix ex: <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

NODES = ["ex:a", "ex:b", "ex:c", "ex:d", "_:x", "_:y"]
CLASSES = ["ex:A", "ex:B", "ex:C"]
PREDICATES = ["ex:p", "ex:q", "ex:r"]
LITERALS = [
    *("1", "01", "2", "-3", "2.5", "1.0e0", "true", '"x"', '"y z"', '""', '"x"@en', '"x"@en-GB', '"y"@de'),
    *('"1"^^xsd:integer', '"one"^^xsd:integer', '"2020-01-01"^^xsd:date', '"2020-02-30"^^xsd:date'),
    *('"2020-01-01T00:00:00Z"^^xsd:dateTime', '"2020-01-01T00:00:00"^^xsd:dateTime', '"2021-05-05"^^xsd:date'),
    *('"maybe"^^xsd:boolean', '"v"^^ex:type', '"2020-01-01T10:00:00+05:00"^^xsd:dateTime', '"line\\nbreak"'),
]
DATATYPES = ["xsd:integer", "xsd:string", "xsd:date", "xsd:dateTime", "xsd:boolean", "xsd:decimal", "rdf:langString"]
KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]

terms = st.sampled_from(NODES + LITERALS)
predicates = st.sampled_from(PREDICATES)


@st.composite
def data(draw: st.DrawFn) -> str:
    """Return up to thirty triples."""
    triples = st.tuples(st.sampled_from(NODES), predicates, terms)
    types = st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from(CLASSES))
    classes = st.tuples(st.sampled_from(CLASSES), st.just("rdfs:subClassOf"), st.sampled_from(CLASSES))
    found = draw(st.lists(st.one_of(triples, triples, types, classes), min_size=1, max_size=30))
    return PREFIXES + "".join(f"{' '.join(triple)} .\n" for triple in found)


def paths(depth: int = 2) -> st.SearchStrategy[str]:
    """Return property paths that pySHACL walks as SHACL says."""
    simple = st.one_of(predicates, predicates.map("[ sh:inversePath {} ]".format))
    if not depth:
        return simple
    inner = paths(depth - 1)
    two = st.lists(inner, min_size=2, max_size=3).map(" ".join)
    return st.one_of(
        simple,
        simple,
        two.map("( {} )".format),
        two.map("[ sh:alternativePath ( {} ) ]".format),
        inner.map("[ sh:zeroOrMorePath {} ]".format),
        inner.map("[ sh:oneOrMorePath {} ]".format),
        inner.map("[ sh:zeroOrOnePath {} ]".format),
    )


def values(depth: int) -> st.SearchStrategy[str]:
    """Return constraints that every value node must meet."""
    some = st.lists(terms.filter(lambda term: not term.startswith("_")), max_size=4).map(" ".join)
    found = [
        st.sampled_from(CLASSES).map("sh:class {}".format),
        st.sampled_from(DATATYPES).map("sh:datatype {}".format),
        st.sampled_from(KINDS).map("sh:nodeKind sh:{}".format),
        st.integers(0, 3).map("sh:minLength {}".format),
        st.integers(0, 3).map("sh:maxLength {}".format),
        st.sampled_from(["^x", "x$", "[0-9]+", "\\\\s", "X"]).map('sh:pattern "{}"'.format),
        st.sampled_from(["^X", "B"]).map('sh:pattern "{}" ; sh:flags "i"'.format),
        st.sampled_from(["1", "2.5", '"x"', '"2020-01-01"^^xsd:date']).flatmap(
            lambda bound: st.sampled_from(["minInclusive", "minExclusive", "maxInclusive", "maxExclusive"]).map(
                lambda name: f"sh:{name} {bound}"
            )
        ),
        st.sampled_from(['"en"', '"de" "en-gb"', '"*"']).map("sh:languageIn ( {} )".format),
        some.map("sh:in ( {} )".format),
        terms.filter(lambda term: not term.startswith("_")).map("sh:hasValue {}".format),
        predicates.map("sh:equals {}".format),
        predicates.map("sh:disjoint {}".format),
        st.sampled_from(["", " ; sh:ignoredProperties ( rdf:type ex:q )"]).map("sh:closed true{}".format),
    ]
    if depth:
        inner = shapes(depth - 1).map("[ {} ]".format)
        several = st.lists(inner, min_size=1, max_size=3).map(" ".join)
        found += [
            *(several.map(f"sh:{name} ( {{}} )".format) for name in ("and", "or", "xone")),
            inner.map("sh:not {}".format),
            bodies(depth - 1).map("sh:node [ {} ]".format),
            properties(depth - 1).map("sh:property [ {} ]".format),
            st.sampled_from(["sh:node ex:Named", "sh:property ex:NamedProperty", "sh:not ex:Named"]),
        ]
    return st.one_of(found)


def bodies(depth: int) -> st.SearchStrategy[str]:
    """Return what a node shape says."""
    return st.lists(values(depth), min_size=1, max_size=2).map(_joined)


@st.composite
def properties(draw: st.DrawFn, depth: int) -> str:
    """Return what a property shape says."""
    more = st.one_of(
        values(depth),
        values(depth),
        st.integers(0, 2).map("sh:minCount {}".format),
        st.integers(0, 2).map("sh:maxCount {}".format),
        st.just("sh:uniqueLang true"),
        predicates.map("sh:lessThan {}".format),
        predicates.map("sh:lessThanOrEquals {}".format),
        _qualified(depth),
    )
    parts = draw(st.lists(more, min_size=1, max_size=3))
    return f"sh:path {draw(paths())} ; {_joined(parts)}"


def _qualified(depth: int) -> st.SearchStrategy[str]:
    counts = st.sampled_from(["sh:qualifiedMinCount 1", "sh:qualifiedMaxCount 1", "sh:qualifiedMinCount 2"])
    disjoint = st.sampled_from(["", " ; sh:qualifiedValueShapesDisjoint true"])
    parts = st.tuples(bodies(max(0, depth - 1)), counts, disjoint)
    return parts.map(lambda part: f"sh:qualifiedValueShape [ {part[0]} ] ; {part[1]}{part[2]}")


def shapes(depth: int) -> st.SearchStrategy[str]:
    return st.one_of(bodies(depth), properties(depth))


def _joined(parts: list[str]) -> str:
    """Join parameters, each of those that a shape may have only once."""
    once: dict[str, str] = {}
    for part in parts:
        name = part.split()[0]
        once[f"{name}{len(once)}" if name in {"sh:class", "sh:not", "sh:and", "sh:hasValue", "sh:node"} else name] = (
            part
        )
    return " ; ".join(once.values())


targets = st.one_of(
    st.sampled_from(CLASSES).map("sh:targetClass {}".format),
    st.sampled_from(["ex:a", "ex:nowhere", '"x"', "1"]).map("sh:targetNode {}".format),
    predicates.map("sh:targetSubjectsOf {}".format),
    predicates.map("sh:targetObjectsOf {}".format),
)


@st.composite
def graphs(draw: st.DrawFn) -> str:
    """Return a shapes graph: a few shapes with targets, and two more that the others refer to."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        extra = draw(st.sampled_from(["", " ; sh:severity sh:Warning", " ; sh:deactivated true", ' ; sh:message "m"']))
        kind, body = draw(
            st.one_of(
                st.tuples(st.just("sh:NodeShape"), bodies(2)), st.tuples(st.just("sh:PropertyShape"), properties(2))
            )
        )
        found.append(f"ex:shape{number} a {kind} ; {draw(targets)} ; {body}{extra} .")
    found.append(f"ex:Named a sh:NodeShape ; {draw(bodies(1))} .")
    found.append(f"ex:NamedProperty a sh:PropertyShape ; {draw(properties(1))} .")
    return PREFIXES + "\n".join(found) + "\n"
