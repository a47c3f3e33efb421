"""The W3C's tests of updates by the SPARQL 1.1 Protocol and of the Graph Store Protocol, on a server that writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from .w3c import SUITES, Case, read_cases, send
from .writable import Writable, serving

graph_store = pytest.importorskip("tests.server.w3c_graph_store")
pytestmark = pytest.mark.skipif(SUITES is None, reason="KB_SHARED is unset: it names the folder of shared suites")

CASES = read_cases(SUITES / "protocol" / "manifest.ttl") if SUITES is not None else []
UPDATES = [case for case in CASES if "update_" in case.name]
GRAPHS = graph_store.read_cases(SUITES / "graph-store-protocol") if SUITES is not None else []
DEFAULT = [case for case in GRAPHS if case.name == "put_get_default"]


def serve(folder: Path) -> Iterator[Writable]:
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n')
    with serving(folder, '[writing]\ngraphs = "graphs"\n') as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    yield from serve(tmp_path_factory.mktemp("w3c-writing"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Writable]:
    yield from serve(tmp_path)


def test_the_suites_are_whole() -> None:
    assert (len(UPDATES), len(GRAPHS), len(DEFAULT)) == (13, 14, 1)


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
def test_an_update_does_what_the_suite_expects(case: Case, server: Writable) -> None:
    for exchange in case.exchanges:
        headers = (*exchange.headers, ("Authorization", f"Bearer {server.token}"))
        answer = send(server.address, replace(exchange, headers=headers))
        assert answer.is_one_of(exchange.statuses), answer.body
        if exchange.boolean is not None:
            assert json.loads(answer.body)["boolean"] is exchange.boolean


@pytest.mark.parametrize("case", [each for each in GRAPHS if each not in DEFAULT], ids=lambda case: case.name)
def test_a_graph_store_does_what_the_suite_expects(case: graph_store.Case, server: Writable) -> None:
    graph_store.run(case, graph_store.Target(server.url, server.token))


@pytest.mark.parametrize("case", DEFAULT, ids=lambda case: case.name)
def test_the_default_graph_does_what_the_suite_expects(case: graph_store.Case, empty: Writable) -> None:
    graph_store.run(case, graph_store.Target(empty.url, empty.token))
