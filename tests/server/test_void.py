"""The dataset's description: every number is held against the files, read and counted by another library."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, FOAF, RDF, VOID

from kb.building import build
from kb.formats import GRAPH_FORMATS, parse
from kb.namespaces import FC
from kb.project import KnowledgeBase, load

from .conftest import Server, eventually

DATA = Path(__file__).parent / "counted"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base with blank nodes, repetitions, subjects that are not its own, and a base that ends in ``#``."""
    folder = tmp_path_factory.mktemp("counted") / "kb"
    shutil.copytree(DATA, folder)
    kb = load(folder)
    assert not build(kb).faults
    return kb


@pytest.fixture(scope="module")
def server(built: KnowledgeBase) -> Iterator[Server]:
    found = Server(built.folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def content(server: Server) -> rdflib.Graph:
    """The whole knowledge base, as it can be fetched: as its files say, and what a build entails."""
    return rdflib.Graph().parse(data=server.request("/graph-store?default&format=ntriples").body, format="nt")


@pytest.fixture(scope="module")
def described(server: Server) -> rdflib.Graph:
    return rdflib.Graph().parse(data=server.request("/.well-known/void").body, format="turtle")


@pytest.fixture(scope="module")
def dataset(server: Server) -> rdflib.URIRef:
    return rdflib.URIRef(f"{server.url}.well-known/void#dataset")


def number(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: rdflib.URIRef) -> int:
    return int(str(graph.value(subject, predicate, any=False)))


def partitions(
    graph: rdflib.Graph, dataset: rdflib.URIRef, link: rdflib.URIRef, key: rdflib.URIRef, count: rdflib.URIRef
) -> dict[rdflib.term.Node | None, int]:
    return {graph.value(part, key): number(graph, part, count) for part in graph.objects(dataset, link)}


def test_what_is_counted_holds_all_that_the_files_say(content: rdflib.Graph, built: KnowledgeBase) -> None:
    authored = [rdflib.Graph().parse(path) for path in built.files()]
    union = set().union(*authored)
    assert len(union) < sum(map(len, authored))
    assert {triple for triple in union if not any(isinstance(term, rdflib.BNode) for term in triple)} <= set(content)


def test_the_triples_are_those_that_there_are(
    content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef
) -> None:
    assert number(described, dataset, VOID.triples) == len(content)


def test_entities_are_the_subjects_below_the_base(
    content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef, built: KnowledgeBase
) -> None:
    base = built.settings.base
    expected = {each for each in content.subjects() if isinstance(each, rdflib.URIRef) and each.startswith(base)}
    assert number(described, dataset, VOID.entities) == len(expected)
    assert described.value(dataset, VOID.uriSpace) == rdflib.Literal(base)


def test_subjects_and_objects_are_counted_once(
    content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef
) -> None:
    assert number(described, dataset, VOID.distinctSubjects) == len(set(content.subjects()))
    assert number(described, dataset, VOID.distinctObjects) == len(set(content.objects()))


def test_every_class_has_a_partition_with_its_entities(
    content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef
) -> None:
    expected = {
        each: len({node for node in content.subjects(RDF.type, each) if isinstance(node, rdflib.URIRef)})
        for each in set(content.objects(None, RDF.type))
    }
    assert partitions(described, dataset, VOID.classPartition, VOID["class"], VOID.entities) == expected
    assert number(described, dataset, VOID.classes) == len(expected)
    assert 0 in expected.values()


def test_every_property_has_a_partition_with_its_triples(
    content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef
) -> None:
    expected = {each: len(list(content.subject_objects(each))) for each in set(content.predicates())}
    assert partitions(described, dataset, VOID.propertyPartition, VOID.property, VOID.triples) == expected
    assert number(described, dataset, VOID.properties) == len(expected)


def test_every_vocabulary_is_used(content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef) -> None:
    terms = {*content.predicates(), *content.objects(None, RDF.type)}
    vocabularies = set(described.objects(dataset, VOID.vocabulary))
    assert rdflib.URIRef(FC) in vocabularies
    assert all(any(str(term).startswith(str(each)) for term in terms) for each in vocabularies)


def test_examples_are_in_the_dataset(content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef) -> None:
    examples = set(described.objects(dataset, VOID.exampleResource))
    assert 1 <= len(examples) <= 3
    assert all((each, RDF.type, rdflib.URIRef(f"{FC}Claim")) in content for each in examples)


def test_it_names_the_dataset_its_license_and_where_it_is(
    server: Server, described: rdflib.Graph, dataset: rdflib.URIRef, built: KnowledgeBase
) -> None:
    assert (dataset, RDF.type, VOID.Dataset) in described
    assert (dataset, DCTERMS.title, rdflib.Literal(built.settings.name)) in described
    assert (dataset, DCTERMS.license, rdflib.URIRef(built.settings.license)) in described
    assert (dataset, VOID.sparqlEndpoint, rdflib.URIRef(f"{server.url}sparql")) in described
    assert (rdflib.URIRef(f"{server.url}.well-known/void"), FOAF.primaryTopic, dataset) in described


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")  # raised by its own parsers
def test_every_dump_is_the_whole_dataset_in_its_format(
    server: Server, content: rdflib.Graph, described: rdflib.Graph, dataset: rdflib.URIRef
) -> None:
    dumps = list(described.objects(dataset, VOID.dataDump))
    assert len(dumps) == 6
    for dump in dumps:
        got = server.request(str(dump).removeprefix(server.url.rstrip("/")))
        kind = got.type.partition(";")[0]
        assert described.value(dump, DCTERMS["format"]) == rdflib.Literal(kind)
        assert sum(len(graph) for graph in rdflib.Dataset().parse(data=got.body, format=kind).graphs()) == len(content)


@pytest.mark.parametrize("format", GRAPH_FORMATS)
def test_its_format_is_negotiated(server: Server, described: rdflib.Graph, format: str) -> None:
    media_type = GRAPH_FORMATS[format].media_type
    got = server.request("/.well-known/void", headers={"Accept": media_type})
    assert got.type.partition(";")[0] == media_type
    assert "Accept" in got.headers["Vary"]
    assert len(list(parse(got.body, base=server.url, format=format))) == len(described)


def test_the_home_page_leads_to_it(server: Server) -> None:
    assert 'href="/.well-known/void"' in server.request("/").text


def test_a_format_can_be_asked_for_in_the_url(server: Server) -> None:
    assert server.request("/.well-known/void?format=rdfxml").type == "application/rdf+xml"


def test_who_reads_pages_gets_turtle(server: Server) -> None:
    got = server.request("/.well-known/void", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (got.status, got.type) == (200, "text/turtle; charset=utf-8")


def test_a_table_is_not_acceptable(server: Server) -> None:
    assert server.request("/.well-known/void", headers={"Accept": "text/csv"}).status == 406


def test_it_is_counted_anew_when_the_knowledge_base_is_built_anew(own: Server, knowledge_base: KnowledgeBase) -> None:
    def triples() -> int:
        graph = rdflib.Graph().parse(data=own.request("/.well-known/void").body, format="turtle")
        return number(graph, rdflib.URIRef(f"{own.url}.well-known/void#dataset"), VOID.triples)

    before = triples()
    (knowledge_base.folder / "more.ttl").write_text("<#more> <#is> 'more' .")
    build(knowledge_base)
    assert eventually(lambda: triples() == before + 1)
