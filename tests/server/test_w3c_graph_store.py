"""The W3C's tests of the Graph Store Protocol, against a real server that is for reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from kb.building import build
from kb.formats import parse, quad
from kb.manifest import read_manifest, store_folder
from kb.project import load
from kb.stores.embedded import EmbeddedStore

from .conftest import Server
from .w3c import SUITES, send
from .w3c_graph_store import Case, Reading, Run, Target, read_cases, readings

CASES = read_cases(SUITES / "graph-store-protocol") if SUITES is not None else []
READINGS = list(readings(CASES))
OF_DEFAULT = [each for each in READINGS if each.step.exchange.path == "/gsp?default"]
OF_NAMED = [each for each in READINGS if each not in OF_DEFAULT]
WRITING = [case for case in CASES if any(step.writes for step in case.steps)]
BASE = "https://kb.example/"
VARIABLES = {"$LOCATION$": "http://www.example/gsp/made-by-post"}

pytestmark = pytest.mark.skipif(SUITES is None, reason="KB_SHARED is unset: it names the folder of shared suites")


def target(server: Server, reading: Reading) -> Target:
    return Target(server.url, folder=f"{reading.state}/")


def graph_of(reading: Reading) -> str:
    """Return the IRI of the graph that a step reads: below the base where it is named directly, or as it says."""
    path = reading.step.exchange.path
    for name, value in VARIABLES.items():
        path = path.replace(name, value)
    path = Target("", folder=f"{reading.state}/").path(path)
    _, _, named = path.partition("?graph=")
    return unquote(named) if named else BASE + path.lstrip("/")


def serve(folder: Path, graphs: Iterable[tuple[str, str]]) -> Server:
    """Serve a knowledge base whose store has these graphs, too: name and Turtle of each."""
    (folder / "kb.toml").write_text(f'base = "{BASE}"\n')
    kb = load(folder)
    build(kb)
    manifest = read_manifest(kb)
    assert manifest is not None
    store = EmbeddedStore.open(store_folder(kb, manifest))
    for name, content in graphs:
        found = parse(content.encode(), base=name, format="turtle")
        store.add(quad(each.subject, each.predicate, each.object, name) for each in found)
    store.settle(optimize=True)
    del store
    return Server(folder)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    graphs = {graph_of(each): each.content for each in OF_NAMED if each.content is not None}
    found = serve(tmp_path_factory.mktemp("named"), graphs.items())
    yield found
    found.close()


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose union of all graphs is what the suite puts into the default graph."""
    found = serve(tmp_path_factory.mktemp("default"), [("x:graph", str(each.content)) for each in OF_DEFAULT])
    yield found
    found.close()


def test_the_suite_is_whole() -> None:
    assert (len(CASES), len(WRITING), len(OF_NAMED), len(OF_DEFAULT)) == (14, 12, 18, 1)


@pytest.mark.parametrize("reading", OF_NAMED, ids=lambda each: each.name)
def test_a_named_graph_is_read_as_the_suite_expects(reading: Reading, named: Server) -> None:
    Run(target(named, reading), dict(VARIABLES)).take(reading.step)


@pytest.mark.parametrize("reading", OF_DEFAULT, ids=lambda each: each.name)
def test_the_default_graph_is_read_as_the_suite_expects(reading: Reading, default: Server) -> None:
    Run(target(default, reading)).take(reading.step)


@pytest.mark.parametrize("case", WRITING, ids=lambda case: case.name)
def test_a_store_for_reading_refuses_to_be_written_to(case: Case, named: Server) -> None:
    at = Target(named.url)
    for step in case.steps:
        if step.writes:
            answer = send(at.address, replace(step.exchange, path=at.path(step.exchange.path)))
            assert answer.status in {403, 405}
            assert "GET" in answer.headers["allow"]
