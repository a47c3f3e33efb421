"""Nothing in a query reaches the network or the file system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.project import KnowledgeBase
from kb.server import confine
from kb.server.limits import Limits
from kb.server.pool import Pool
from kb.server.wire import Job

from .conftest import Listener, Server

ELSEWHERE = {
    "plain": "SELECT * { SERVICE <URL> { ?a ?b ?c } }",
    "without space": "SELECT*{SERVICE<URL>{?a ?b ?c}}",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?a ?b ?c } }",
    "in small letters with comments": "select * { service # one <\n silent #two\r <URL> #three\n { ?a ?b ?c } }",
    "variable": "SELECT * { VALUES ?s { <URL> } SERVICE ?s { ?a ?b ?c } }",
    "variable with an accent": "SELECT * { VALUES ?s\u0301 { <URL> } SERVICE ?s\u0301 { ?a ?b ?c } }",
    "prefixed name": "PREFIX p: <URL> SELECT * { SERVICE p:x { ?a ?b ?c } }",
    "escaped name": "PREFIX p: <URL> SELECT * { SERVICE p:a\\,b { ?a ?b ?c } }",
    "name with a comment": "PREFIX p: <URL> SELECT * { ?a ?p ?b FILTER(?a<?b)SERVICE p:#>\n{ ?c ?d ?e } }",
    "relative": "BASE <URL> SELECT * { SERVICE <x> { ?a ?b ?c } }",
    "empty": "BASE <URL> SELECT * { SERVICE <> { ?a ?b ?c } }",
    "after less-than and a string": "SELECT * { ?a ?p ?b FILTER(STR(?a)<'>')SERVICE<URL>{ ?c ?d ?e } }",
    "below EXISTS": "SELECT * { ?a ?p ?b FILTER EXISTS { SERVICE <URL> { ?c ?d ?e } } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <URL> { ?a ?b ?c } } } }",
    "after other patterns": "SELECT * { ?a ?p ?b SERVICE <URL> { ?a ?c ?d } }",
    "construct": "CONSTRUCT WHERE { SERVICE <URL> { ?a ?b ?c } }",
}
ESCAPED = {
    "first letter": "SELECT * { \\u0053ERVICE <URL> { ?a ?b ?c } }",
    "another letter": "SELECT * { S\\U00000045RVICE <URL> { ?a ?b ?c } }",
    "an escaped escape": "SELECT * { \\u005Cu0053ERVICE <URL> { ?a ?b ?c } }",
    "a bracket": "SELECT * { SERVICE \\u003CURL> { ?a ?b ?c } }",
}


@pytest.fixture
def unguarded(built: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Pool]:
    """A pool whose processes let every query through to the engine."""
    monkeypatch.setattr(
        "kb.server.nursery._BOOT",
        "import json, sys; sys.path[:] = json.loads(sys.argv[1]); import kb.stores.embedded as embedded; "
        "embedded.refuse_service = lambda text: None; from kb.server.forker import main; main()",
    )
    pool = Pool(built, Limits(time=5, workers=1), in_memory=False)
    yield pool
    pool.close()


@pytest.mark.parametrize("query", [*ELSEWHERE.values(), *ESCAPED.values()], ids=[*ELSEWHERE, *ESCAPED])
def test_service_is_refused_however_it_is_written(server: Server, listener: Listener, query: str) -> None:
    assert server.query(query.replace("URL", listener.url)).status in {400, 403}
    assert listener.connections == 0


@pytest.mark.parametrize("query", ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_the_guard_names_what_it_refuses(server: Server, listener: Listener, query: str) -> None:
    got = server.query(query.replace("URL", listener.url))
    assert (got.status, "SERVICE" in got.json["detail"]) == (403, True)


@pytest.mark.parametrize("query", [*ELSEWHERE.values(), *ESCAPED.values()], ids=[*ELSEWHERE, *ESCAPED])
def test_a_query_that_deceives_the_guard_finds_no_socket(unguarded: Pool, listener: Listener, query: str) -> None:
    try:
        reply = unguarded.ask(Job(query.replace("URL", listener.url)))
    except KbError:
        pass
    else:
        reply.close()
    assert listener.connections == 0


def test_the_listener_of_these_tests_hears_what_connects(listener: Listener) -> None:
    import pyoxigraph as ox

    with pytest.raises((OSError, RuntimeError)):
        list(ox.Store().query(f"SELECT * {{ SERVICE <{listener.url}> {{ ?a ?b ?c }} }}"))  # type: ignore[arg-type]
    assert listener.connections == 1


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_reads_no_file(server: Server, tmp_path: Path, clause: str) -> None:
    file = tmp_path / "secret.nt"
    file.write_text("<x:secret> <x:secret> <x:secret> .\n")
    pattern = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    got = server.query(f"SELECT * {clause} <{file.as_uri()}> {{ {pattern} }}")
    assert got.json["results"]["bindings"] == []


def test_from_fetches_nothing(server: Server, listener: Listener) -> None:
    assert server.query(f"SELECT * FROM <{listener.url}> {{ ?s ?p ?o }}").json["results"]["bindings"] == []
    assert listener.connections == 0


def test_a_graph_of_the_protocol_reads_no_file(server: Server) -> None:
    got = server.query("SELECT * { ?s ?p ?o }", **{"default-graph-uri": "file:///etc/passwd"})
    assert got.json["results"]["bindings"] == []


def test_a_process_can_open_neither_file_nor_socket(built: KnowledgeBase) -> None:
    import subprocess
    import sys

    script = (
        "import errno, socket, sys; from pathlib import Path; from kb.server import confine, wire, worker\n"
        "assert confine.forbid_sockets()\n"
        "try: socket.socket()\n"
        "except PermissionError: print('no sockets')\n"
        "worker._confined(wire.Setup(sys.argv[1], '', '', {}, 5), None)\n"
        "try: open('/etc/passwd')\n"
        "except OSError as error: print('no files' if error.errno == errno.EMFILE else error)\n"
    )
    store = next((built.folder / ".kb" / "stores").iterdir())
    found = subprocess.run([sys.executable, "-c", script, str(store)], capture_output=True, text=True)
    assert found.stdout.split("\n")[:2] == ["no sockets", "no files"], found.stderr


@pytest.mark.parametrize(("tables", "is_forbidden"), [(3, True), (4, False)])
def test_files_stay_open_to_a_store_that_has_not_opened_all_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: int, is_forbidden: bool
) -> None:
    limits: list[object] = []
    monkeypatch.setattr("resource.setrlimit", lambda *limit: limits.append(limit))
    for number in range(tables):
        (tmp_path / f"{number}.sst").touch()
    assert confine.forbid_files(tmp_path, opened=3) is is_forbidden
    assert bool(limits) is is_forbidden
