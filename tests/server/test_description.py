"""What the endpoint says of itself, and whether that is true (the W3C's three tests of descriptions among them)."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH, VOID

from kb.describing import FORMAT_IRIS
from kb.formats import FORMATS
from kb.project import KnowledgeBase
from kb.questions import questions

from .conftest import Server

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def described(server: Server) -> rdflib.Graph:
    got = server.request("/sparql")
    assert (got.status, got.type) == (200, "text/turtle; charset=utf-8")
    return rdflib.Graph().parse(data=got.body, format="turtle")


@pytest.mark.parametrize("format", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_a_get_on_the_endpoint_returns_rdf(server: Server, format: str) -> None:
    got = server.request("/sparql", headers={"Accept": format})
    assert got.type.partition(";")[0] == format
    assert len(rdflib.Graph().parse(data=got.body, format=format)) > 100


def test_it_names_the_endpoint_by_its_own_address(server: Server, described: rdflib.Graph) -> None:
    (service,) = described.subjects(RDF.type, SD.Service)
    assert list(described.objects(service, SD.endpoint)) == [rdflib.URIRef(f"{server.url}sparql")]


@pytest.mark.parametrize(
    ("predicate", "subjects", "objects"),
    [
        (SD.defaultDataset, SD.Service, SD.Dataset),
        (SD.defaultGraph, SD.Dataset, SD.Graph),
        (SD.namedGraph, SD.Dataset, SD.NamedGraph),
        (SD.graph, SD.NamedGraph, SD.Graph),
    ],
)
def test_it_keeps_to_the_schema(
    described: rdflib.Graph, predicate: rdflib.URIRef, subjects: rdflib.URIRef, objects: rdflib.URIRef
) -> None:
    found = list(described.subject_objects(predicate))
    assert found
    for subject, object in found:
        assert (subject, RDF.type, subjects) in described
        assert (object, RDF.type, objects) in described


def test_the_counts_of_all_graphs_are_true(server: Server, described: rdflib.Graph) -> None:
    rows = server.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").json["results"]["bindings"]
    counted = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
    said = {
        str(described.value(named, SD.name)): int(described.value(described.value(named, SD.graph), VOID.triples))  # type: ignore[arg-type]
        for named in described.subjects(RDF.type, SD.NamedGraph)
    }
    assert said == counted
    assert len(said) > 1


def test_the_count_of_the_default_graph_is_true(server: Server, described: rdflib.Graph) -> None:
    (row,) = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json["results"]["bindings"]
    (union,) = described.objects(None, SD.defaultGraph)
    assert int(described.value(union, VOID.triples)) == int(row["n"]["value"])  # type: ignore[arg-type]


def test_every_format_is_named_by_its_registered_iri(described: rdflib.Graph) -> None:
    assert FORMAT_IRIS.keys() == FORMATS.keys()
    assert set(described.objects(None, SD.resultFormat)) == set(map(rdflib.URIRef, FORMAT_IRIS.values()))


def test_editors_learn_the_prefixes(described: rdflib.Graph, built: KnowledgeBase) -> None:
    said = {
        str(described.value(node, SH.prefix)): str(described.value(node, SH.namespace))
        for node in described.objects(None, SH.declare)
    }
    assert said == built.prefixes


def test_every_saved_question_can_be_run_as_it_is_described(
    server: Server, described: rdflib.Graph, built: KnowledgeBase
) -> None:
    found = list(described.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(found) == len(questions(built))
    for node in found:
        text = described.value(node, SH.select) or described.value(node, SH.ask) or described.value(node, SH.construct)
        assert described.value(node, RDFS.comment)
        assert server.query(str(text)).status == 200


@pytest.mark.parametrize("form", ["select", "ask", "construct"])
def test_questions_have_the_class_of_their_form(described: rdflib.Graph, form: str) -> None:
    assert set(described.subjects(RDF.type, SH[f"SPARQL{form.title()}Executable"])) == set(
        described.subjects(SH[form], None)
    )


def test_it_leads_to_the_description_of_the_dataset(server: Server, described: rdflib.Graph) -> None:
    (dataset,) = described.subjects(RDF.type, SD.Dataset)
    assert described.value(dataset, RDFS.seeAlso) == rdflib.URIRef(f"{server.url}.well-known/void")


def test_people_get_the_form_instead(server: Server) -> None:
    assert server.request("/sparql", headers={"Accept": "text/html,*/*;q=0.8"}).type.startswith("text/html")
