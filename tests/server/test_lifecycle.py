"""The server starts, follows new builds, and ends with all of its processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from urllib.parse import urlencode

import pytest

from kb.building import build
from kb.errors import KbError, UsageError
from kb.project import KnowledgeBase
from kb.server.app import create_app, endpoint_of
from kb.server.limits import Limits
from kb.server.pool import Pool
from kb.server.run import Serving, serve

from .conftest import ENDLESS, Server, eventually, runs

COUNT = "SELECT ?claim { ?claim a fc:Claim }"


def _busy(server: Server) -> threading.Thread:
    def ask() -> None:
        connection = server.connect()
        try:
            connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
            connection.getresponse().read()
        except OSError:
            pass
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_and_its_processes(own: Server, number: signal.Signals) -> None:
    workers = own.workers()
    own.process.send_signal(number)
    assert own.process.wait(5) == 0
    assert len(workers) == 2
    assert not any(runs(pid) for pid in workers)


def test_a_killed_server_leaves_no_idle_process_behind(own: Server) -> None:
    workers = own.workers()
    own.process.kill()
    assert eventually(lambda: not any(runs(pid) for pid in workers))


def test_a_killed_server_leaves_no_busy_process_behind(own: Server) -> None:
    workers = own.workers()
    threads = [_busy(own) for _ in workers]
    assert eventually(lambda: sum(_is_at_work(pid) for pid in workers) == 2)
    own.process.kill()
    assert eventually(lambda: not any(runs(pid) for pid in workers))
    for thread in threads:
        thread.join()


def _is_at_work(pid: int) -> bool:
    with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
        return file.read().rpartition(")")[2].split()[0] == "R"


def test_ctrl_c_in_a_terminal_ends_the_server_without_a_word(own: Server) -> None:
    os.killpg(own.process.pid, signal.SIGINT)
    assert own.process.wait(5) == 0
    own.log.seek(0)
    assert own.log.read() == b""


def test_a_process_that_is_killed_while_idle_is_replaced_unnoticed(own: Server) -> None:
    for pid in own.workers():
        os.kill(pid, signal.SIGKILL)
    assert own.query("ASK {}").status == 200


def test_a_new_build_is_served_without_a_restart(own: Server, knowledge_base: KnowledgeBase) -> None:
    file = knowledge_base.folder / "new.ttl"
    file.write_text("<claim/new> a <https://w3id.org/factcheck-kb/ns#Claim> .\n")
    build(knowledge_base)
    assert eventually(lambda: len(own.query(COUNT).json["results"]["bindings"]) == 3)
    assert eventually(lambda: "<strong>3</strong> claims" in own.request("/").text)


def test_a_knowledge_base_built_from_scratch_is_served_without_a_restart(
    own: Server, knowledge_base: KnowledgeBase
) -> None:
    shutil.rmtree(knowledge_base.state)
    (knowledge_base.folder / "claims.ttl").unlink()
    build(knowledge_base)
    # While there was no store, a process that was still starting may have had to say so.
    assert eventually(lambda: own.query(COUNT).json.get("results") == {"bindings": []})
    assert eventually(lambda: "<strong>0</strong> claims" in own.request("/").text)


def test_many_builds_in_a_row_are_served_without_a_restart(own: Server, knowledge_base: KnowledgeBase) -> None:
    file = knowledge_base.folder / "new.ttl"
    for number in range(4):
        file.write_text(f"<claim/new{number}> a <https://w3id.org/factcheck-kb/ns#Claim> .\n")
        build(knowledge_base)
        assert own.query(COUNT).status == 200


def test_a_knowledge_base_that_was_never_built_is_unavailable(knowledge_base: KnowledgeBase) -> None:
    (knowledge_base.state / "build.json").unlink()
    app = create_app(knowledge_base, Limits(workers=1))
    got = app.test_client().get("/healthz", headers={"Accept": "application/json"})
    assert got.status_code == 503
    assert str(knowledge_base.folder) not in got.text


def test_a_damaged_store_is_unavailable(knowledge_base: KnowledgeBase) -> None:
    for file in (knowledge_base.state / "stores").glob("*/CURRENT"):
        file.write_text("nonsense")
    app = create_app(knowledge_base, Limits(workers=1))
    try:
        # While its process is still on the way to find that out, it is busy, which is no illness.
        assert eventually(lambda: app.test_client().get("/healthz").status_code == 503, 20)
    finally:
        endpoint_of(app).pool.close()


def test_processes_start_with_the_first_query_only(knowledge_base: KnowledgeBase) -> None:
    pool = Pool(knowledge_base, Limits(time=1, workers=2))
    assert pool.pids() == []
    pool.close()


def test_a_closed_pool_has_no_process(knowledge_base: KnowledgeBase) -> None:
    pool = Pool(knowledge_base, Limits(time=1, workers=2), in_memory=False)
    pool.start()
    pids = pool.pids()
    pool.close()
    assert len(pids) == 2
    assert not any(runs(pid) for pid in pids)


def test_a_port_in_use_is_said_to_be_so(built: KnowledgeBase) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(KbError, match=f"cannot listen on 127.0.0.1:{port}: address already in use") as caught:
            serve(built, Serving(port=port))
    assert "--port" in str(caught.value.hint)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_an_address_that_is_not_ours_is_said_to_be_so(built: KnowledgeBase, host: str) -> None:
    with pytest.raises(KbError, match=f"cannot listen on {host}:0"):
        serve(built, Serving(host, 0))


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_time_limit_that_makes_no_sense_is_refused(timeout: float) -> None:
    with pytest.raises(UsageError):
        Limits(time=timeout)


def test_importing_the_application_imports_no_engine_of_rdflib() -> None:
    import subprocess
    import sys

    script = "import sys, kb.server.run; print(sorted({'rdflib', 'pyshacl', 'click'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert found.stdout.strip() in {"[]", "['click']"}  # flask itself imports click
