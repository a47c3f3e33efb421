"""The W3C's tests of the SPARQL 1.1 Protocol, against a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from kb.building import build
from kb.formats import parse, quad
from kb.manifest import read_manifest, store_folder
from kb.project import load
from kb.stores.embedded import EmbeddedStore

from .conftest import Server
from .w3c import SUITES, Answer, Case, Exchange, read_cases, send

CASES = read_cases(SUITES / "protocol" / "manifest.ttl") if SUITES is not None else []
pytestmark = pytest.mark.skipif(SUITES is None, reason="KB_SHARED is unset: it names the folder of shared suites")

# Everything that a read endpoint is asked for, and everything that it must refuse.
READING = [case for case in CASES if not case.name.startswith("update_")]
# What a read endpoint must not do.
WRITING = [case for case in CASES if case.name.startswith("update_")]

TYPES = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}


@pytest.fixture(scope="module")
def suite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a knowledge base whose store has the suite's graphs, too, by the names that the suite gives them."""
    folder = tmp_path_factory.mktemp("w3c")
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n')
    kb = load(folder)
    build(kb)
    manifest = read_manifest(kb)
    assert manifest is not None
    store = EmbeddedStore.open(store_folder(kb, manifest))
    for name, file in {graph for case in CASES for graph in case.graphs}:
        found = parse(file.read_bytes(), base=name, format="ntriples")
        store.add(quad(each.subject, each.predicate, each.object, name) for each in found)
    store.settle(optimize=True)
    del store
    server = Server(folder)
    yield server
    server.close()


def test_the_suite_is_whole() -> None:
    assert (len(CASES), len(READING), len(WRITING)) == (34, 27, 7)


@pytest.mark.parametrize("case", READING, ids=lambda case: case.name)
def test_a_read_endpoint_answers_as_the_suite_expects(case: Case, suite_server: Server) -> None:
    for exchange in case.exchanges:
        answer = send(suite_server.address, exchange)
        assert answer.is_one_of(exchange.statuses), answer.body
        _check_content(exchange, answer)


def _check_content(exchange: Exchange, answer: Answer) -> None:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if exchange.format is not None:
        assert kind in TYPES[exchange.format]
    if exchange.boolean is not None:
        assert json.loads(answer.body)["boolean"] is exchange.boolean


@pytest.mark.parametrize("case", WRITING, ids=lambda case: case.name)
def test_a_read_endpoint_refuses_every_update(case: Case, suite_server: Server) -> None:
    answer = send(suite_server.address, case.exchanges[0])
    assert answer.status == 403
    assert json.loads(answer.body)["title"] == "Query refused"
