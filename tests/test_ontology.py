"""The ontology, the shapes and the code agree with each other."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

import kb
from kb.namespaces import CONCEPTS, FC, RULE, STANDARD, VERDICT, instance_prefixes
from kb.validation.rules import rules

from .conftest import ROOT

MODULES = sorted((ROOT / "ontology").glob("*.ttl"))
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
FIXTURES = sorted((ROOT / "tests" / "shapes").glob("*.ttl"))


@cache
def graph(*paths: Path) -> rdflib.Graph:
    merged = rdflib.Graph()
    for path in paths:
        merged.parse(path)
    return merged


def terms(kind: rdflib.URIRef) -> set[rdflib.term.Node]:
    return {term for term in graph(*MODULES).subjects(RDF.type, kind) if str(term).startswith(FC)}


PROPERTIES = terms(OWL.ObjectProperty) | terms(OWL.DatatypeProperty)
CLASSES = terms(OWL.Class)
TERMS = sorted(
    {str(term) for term in graph(*MODULES).subjects() if str(term).startswith((FC, VERDICT))} - {FC, VERDICT}
)


def test_ontology_and_shapes_have_the_same_stems() -> None:
    assert [path.stem for path in MODULES] == [path.stem for path in SHAPES]


def test_every_concept_of_the_code_has_a_module() -> None:
    assert set(CONCEPTS) < {path.stem for path in MODULES}


def test_the_ontology_has_the_version_of_the_package() -> None:
    versions = [str(version) for version in graph(*MODULES).objects(None, OWL.versionInfo)]
    assert versions == [kb.__version__]


@pytest.mark.parametrize("term", TERMS)
def test_every_term_is_labelled_explained_and_placed(term: str) -> None:
    node = rdflib.URIRef(term)
    ontology = graph(*MODULES)
    labels = [*ontology.objects(node, RDFS.label), *ontology.objects(node, SKOS.prefLabel)]
    comments = [*ontology.objects(node, RDFS.comment), *ontology.objects(node, SKOS.definition)]
    assert labels
    assert comments
    assert (node, RDFS.isDefinedBy, rdflib.URIRef(FC)) in ontology


def vocabulary_terms(text: str) -> set[str]:
    return set(re.findall(r"`fc:(\w[\w\-]*)(?:/[\w/]+)?`", text))


def test_every_term_of_the_vocabulary_is_declared(shared: Path) -> None:
    text = (shared / "vocabulary.md").read_text()
    computed = {"entailed"}
    declared = {term.removeprefix(FC) for term in TERMS}
    assert vocabulary_terms(text) - computed <= declared


def test_aligned_terms_of_others_exist(shared: Path) -> None:
    paths = sorted((shared / "data" / "vocabularies").glob("*.ttl"))
    others = graph(*paths)
    known = {str(subject) for subject in others.subjects()}
    namespaces = tuple(STANDARD[prefix] for prefix in ("schema", "prov", "oa", "skos", "dcterms"))
    used = {str(term) for triple in graph(*MODULES) for term in triple if str(term).startswith(namespaces)}
    assert not {term for term in used - known if term not in namespaces}


@pytest.mark.parametrize("path", [*MODULES, *SHAPES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_prefixes_in_turtle_are_those_of_the_code(path: Path) -> None:
    declared = dict(re.findall(r"^@prefix ([\w.\-]*): <([^>]*)> \.$", path.read_text(), re.MULTILINE))
    assert all(STANDARD.get(prefix, iri) == iri for prefix, iri in declared.items())


def test_the_prefixes_that_constraints_declare_are_those_of_the_code() -> None:
    shapes = graph(*SHAPES)
    declared = {
        str(shapes.value(node, SH.prefix)): str(shapes.value(node, SH.namespace))
        for node in shapes.objects(rdflib.URIRef(FC), SH.declare)
    }
    assert declared
    assert declared.items() <= STANDARD.items()


def in_lists() -> list[tuple[str, set[str]]]:
    shapes = graph(*SHAPES)
    found = []
    for shape, head in shapes.subject_objects(SH["in"]):
        members = {str(member) for member in rdflib.collection.Collection(shapes, head)}
        if all(member.startswith((FC, VERDICT)) for member in members):
            found.append((str(shape), members))
    return sorted(found, key=lambda pair: pair[0])


@pytest.mark.parametrize(
    ("shape", "members"), in_lists(), ids=lambda value: value.rpartition("/")[2] if isinstance(value, str) else ""
)
def test_a_closed_list_in_a_shape_is_that_of_its_scheme(shape: str, members: set[str]) -> None:
    ontology = graph(*MODULES)
    schemes: dict[str, set[str]] = {}
    for concept, scheme in ontology.subject_objects(SKOS.inScheme):
        schemes.setdefault(str(scheme), set()).add(str(concept))
    assert members in schemes.values()


def test_there_are_closed_lists_in_the_shapes() -> None:
    assert len(in_lists()) >= 10


def test_the_unknown_term_rule_knows_exactly_the_declared_terms() -> None:
    shapes = graph(*SHAPES)
    node = rdflib.URIRef(RULE + "unknown-term")
    texts = [
        str(shapes.value(part, SH.select))
        for part in (*shapes.objects(node, SH.target), *shapes.objects(node, SH.sparql))
    ]
    assert len(texts) == 2
    for text in texts:
        lists = [set(re.findall(r"fc:([\w\-]+)", found)) for found in re.findall(r"NOT IN\s*\(([^)]*)\)", text)]
        expected = [{str(term).removeprefix(FC) for term in terms} for terms in (PROPERTIES, CLASSES)]
        assert sorted(lists, key=len) == sorted(expected, key=len)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_says_what_is_wrong_why_and_how_it_is_right(rule: kb.validation.rules.Rule) -> None:  # type: ignore[name-defined]
    assert rule.message.endswith(".")
    assert rule.description.endswith((".", "?"))
    assert rule.example
    prefixes = {**STANDARD, **instance_prefixes("https://kb.example/")}
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    assert len(rdflib.Graph().parse(data=header + rule.example)) > 0


def test_every_shape_that_can_be_reported_is_a_named_rule() -> None:
    shapes = graph(*SHAPES)
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
    targeted = {shape for target in targets for shape in shapes.subjects(target)}
    assert all(str(shape).startswith(RULE) for shape in targeted)
    assert {str(shape).removeprefix(RULE) for shape in targeted} == {rule.name for rule in rules()}


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    assert {path.stem for path in FIXTURES} == {rule.name for rule in rules()} | {"valid"}
