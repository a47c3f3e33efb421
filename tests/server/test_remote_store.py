"""A knowledge base whose store is on a server is served like any other; SERVICE reaches what the operator names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.opening import bring_up_to_date
from kb.project import KnowledgeBase, load
from kb.server.run import Serving, serve
from tests.stores.servers import SparqlServer, oxigraph

from .conftest import Listener, Server, eventually, make_knowledge_base

COUNT = "SELECT ?claim { ?claim a fc:Claim }"


@pytest.fixture(scope="module")
def store() -> Iterator[SparqlServer]:
    with oxigraph() as server:
        yield server


@pytest.fixture
def far(tmp_path: Path, store: SparqlServer) -> KnowledgeBase:
    """A knowledge base that is built into a server."""
    folder = tmp_path / "far"
    make_knowledge_base(folder)
    with (folder / "kb.toml").open("a") as file:
        file.write(store.settings())
    store.clear()
    found = load(folder)
    bring_up_to_date(found)
    return found


@pytest.fixture
def served(far: KnowledgeBase) -> Iterator[Server]:
    server = Server(far.folder, 10)
    yield server
    server.close()


def test_queries_are_answered_from_the_server(served: Server) -> None:
    assert len(served.query(COUNT).json["results"]["bindings"]) == 2
    assert served.query("SELEC").status == 400
    assert eventually(lambda: "<strong>2</strong> claims" in served.request("/").text)


def test_graphs_are_those_of_the_files(served: Server, far: KnowledgeBase) -> None:
    got = served.request(f"/graph-store?graph={far.graph_iri('claims.ttl')}", headers={"Accept": "text/turtle"})
    assert (got.status, "claim:bridge" in got.text) == (200, True)


def test_a_new_build_into_the_server_is_seen(served: Server, far: KnowledgeBase) -> None:
    before = served.query(COUNT).headers["ETag"]
    (far.folder / "new.ttl").write_text("<claim/new> a <https://w3id.org/factcheck-kb/ns#Claim> .\n")
    bring_up_to_date(far)
    assert eventually(lambda: served.query(COUNT).headers["ETag"] != before, 20)
    assert len(served.query(COUNT).json["results"]["bindings"]) == 3


def test_writing_is_refused_where_the_store_is_on_a_server(far: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="embedded store only"):
        serve(far, Serving(port=0, writable=True))


def test_service_reaches_the_endpoints_that_are_named_and_no_other(
    built: KnowledgeBase, store: SparqlServer, listener: Listener
) -> None:
    store.clear()
    store.change("INSERT DATA { <x:there> <x:says> 'hello' }")
    server = Server(built.folder, 10, limits={"services": [store.query]})
    try:
        got = server.query(f"SELECT ?said {{ SERVICE <{store.query}> {{ <x:there> <x:says> ?said }} }}", "text/csv")
        assert got.text == "said\r\nhello\r\n"
        for other in (listener.url, store.query + "#", store.query + "/"):
            refused = server.query(f"SELECT * {{ SERVICE <{other}> {{ ?a ?b ?c }} }}")
            assert (refused.status, store.query in refused.json["hint"]) == (403, True)
        named = f"SELECT * {{ VALUES ?s {{ <{store.query}> }} SERVICE ?s {{ ?a ?b ?c }} }}"
        assert server.query(named).status == 403
        assert listener.connections == 0
    finally:
        server.close()
