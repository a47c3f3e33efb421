"""What whoever runs the server sees: limits that hold, logs, metrics, restarts, proxies."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from kb.project import KnowledgeBase
from kb.tokens import add_token

from .conftest import ENDLESS, TIMEOUT, Server, eventually

MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?f ?l"


@contextmanager
def running(folder: Path, timeout: float = TIMEOUT, **options: Any) -> Iterator[Server]:
    server = Server(folder, timeout, **options)
    try:
        yield server
    finally:
        server.close()


def logged(server: Server, number: int) -> list[dict[str, Any]]:
    """Return the lines of requests in the log, once there are so many."""

    def lines() -> list[dict[str, Any]]:
        server.log.seek(0)
        whole = server.log.read().decode().rpartition("\n")[0]
        return [line for line in map(json.loads, whole.splitlines()) if "path" in line]

    assert eventually(lambda: len(lines()) >= number)
    return lines()


def metric(server: Server, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} ([\d.e+]+)$", server.request("/metrics").text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


def test_an_answer_of_more_rows_than_are_sent_is_refused(built: KnowledgeBase) -> None:
    with running(built.folder, limits={"rows": 5}) as server:
        assert server.query("SELECT * { ?s ?p ?o } LIMIT 5").status == 200
        for format in ("json", "csv"):
            got = server.query(MANY, format=format)
            assert got.status == 403
            assert "5 rows" in got.text
        got = server.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/turtle")
        assert (got.status, "5 rows" in got.text) == (403, True)


def test_an_answer_of_more_bytes_than_are_sent_is_refused(built: KnowledgeBase) -> None:
    with running(built.folder, limits={"bytes": 1000}) as server:
        got = server.query(MANY)
        assert (got.status, got.json["title"]) == (403, "Answer too large")


def test_a_query_that_takes_too_much_memory_is_stopped_and_told_so(built: KnowledgeBase) -> None:
    with running(built.folder, 60, limits={"memory": 64 << 20}) as server:
        got = server.query(GREEDY)
        assert (got.status, got.json["title"]) == (503, "Query crashed")
        assert "64 MB" in got.json["detail"]
        assert server.query("ASK {}").status == 200


def test_a_client_that_used_its_seconds_is_told_when_to_come_back(built: KnowledgeBase) -> None:
    with running(built.folder, 0.5, limits={"client_seconds": 0.4}) as server:
        assert server.query(ENDLESS).status == 503
        got = server.query("ASK {}")
        assert (got.status, got.json["title"]) == (429, "Too many queries")
        assert 1 <= int(got.headers["Retry-After"]) <= 61


def test_a_full_queue_refuses_at_once(built: KnowledgeBase) -> None:
    with running(built.folder, 3, limits={"workers": 1, "extra": 0, "queue": 1}) as server:
        threads = [threading.Thread(target=server.query, args=(ENDLESS,)) for _ in range(2)]
        for thread in threads:
            thread.start()
            time.sleep(0.3)
        start = time.monotonic()
        assert server.query("ASK {}").status in (429, 503)
        assert time.monotonic() - start < 2
        for thread in threads:
            thread.join()


def test_a_quick_query_does_not_wait_for_slow_ones(built: KnowledgeBase) -> None:
    with running(built.folder, 60) as server:
        connections = []
        for _ in range(3):  # more than there are workers
            connection = server.connect()
            connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
            connections.append(connection)
        start = time.monotonic()
        assert server.query("ASK {}").status == 200
        assert time.monotonic() - start < 20
        assert eventually(lambda: metric(server, "kb_processes") >= 4, 15)
        for connection in connections:
            connection.close()
        # What remains are two for quick queries, and the one that was asked above if even that took it long.
        assert eventually(lambda: metric(server, "kb_processes") <= 3, 15), metric(server, "kb_processes")


def test_every_request_is_a_line_of_the_log(built: KnowledgeBase) -> None:
    with running(built.folder, log="json") as server:
        server.query("SELECT * { ?s ?p ?o } LIMIT 3")
        server.query("SELECT * { ?s ?p ?o } LIMIT 3")
        server.query("SELEC")
        server.request("/nowhere")
        lines = logged(server, 4)
    requests = [(line["path"], line["status"], line.get("rows")) for line in lines]
    assert requests == [("/sparql", 200, 3), ("/sparql", 200, 3), ("/sparql", 400, None), ("/nowhere", 404, None)]
    first, second, *_ = lines
    assert (first["outcome"], second["outcome"]) == ("ok", "cached")
    assert first["query"] == second["query"]


def test_metrics_count_requests_and_processes(server: Server) -> None:
    before = server.request("/metrics").text
    server.query("ASK { ?counted ?here ?once }")
    server.query("ASK { ?counted ?here ?once }")
    after = server.request("/metrics").text
    name = 'kb_requests_total{outcome="cached",status="200"}'

    def count(text: str) -> float:
        found = re.search(rf"^{re.escape(name)} ([\d.]+)", text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    assert count(after) == count(before) + 1
    assert metric(server, "kb_processes") >= 2


def test_a_ready_server_says_so(server: Server) -> None:
    assert (server.request("/readyz").status, server.request("/readyz").text) == (200, "ready\n")


def test_a_restart_by_hangup_fails_no_request(knowledge_base: KnowledgeBase) -> None:
    with running(knowledge_base.folder, 20) as server:
        pid, failed, answered = server.process.pid, [], []
        stop = threading.Event()

        def ask() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    answered.append(server.query(f"ASK {{}} #{number}").status)
                except (OSError, http.client.HTTPException) as error:
                    failed.append(error)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        before = len(answered)
        os.kill(pid, signal.SIGHUP)
        restarted = eventually(lambda: server.process.poll() is None and len(answered) > before + 200, 20)
        stop.set()
        for thread in threads:
            thread.join()
        assert restarted
        assert not failed
        assert set(answered) == {200}


def test_a_query_that_runs_when_the_server_is_told_to_stop_is_answered(knowledge_base: KnowledgeBase) -> None:
    with running(knowledge_base.folder, 1.5) as server:
        got: list[int] = []
        thread = threading.Thread(target=lambda: got.append(server.query(ENDLESS).status))
        thread.start()
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        thread.join()
        assert got == [503]
        assert server.process.wait(10) == 0


def test_a_forwarded_address_counts_only_from_a_trusted_proxy(built: KnowledgeBase) -> None:
    for proxies, expected in (([], "127.0.0.1"), (["127.0.0.1"], "192.0.2.9")):
        with running(built.folder, log="json", proxies=proxies) as server:
            server.request("/readyz", headers={"X-Forwarded-For": "192.0.2.9", "X-Forwarded-Proto": "https"})
            assert [line["client"] for line in logged(server, 1)] == [expected]


def test_a_private_endpoint_answers_those_with_a_token_alone(knowledge_base: KnowledgeBase) -> None:
    reader = add_token(knowledge_base, "reader", "read")
    with running(knowledge_base.folder, private=True) as server:
        for path in ("/", "/sparql?query=ASK%7B%7D", "/graph-store?default", "/.well-known/void"):
            refused = server.request(path)
            assert (refused.status, refused.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
            for _ in range(3):
                assert server.request(path, headers={"Authorization": f"Bearer {reader}"}).status == 200
            assert server.request(path).status == 401
        assert server.request("/healthz").status == 200


def test_a_head_that_does_not_end_is_refused(server: Server) -> None:
    with socket.create_connection(server.address, 20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        try:
            for number in range(200):
                connection.sendall(f"X-{number}: {'x' * 1000}\r\n".encode())
        except OSError:
            pass
        try:
            answer = connection.recv(100)
        except ConnectionResetError:
            answer = b" 431 "
        assert answer.split()[1:2] == [b"431"] or answer == b" 431 "
    assert server.query("ASK {}").status == 200


def test_thousands_of_connections_opened_and_closed_do_no_harm(server: Server) -> None:
    for number in range(3000):
        with socket.create_connection(server.address, 20) as connection:
            if number % 3:
                connection.sendall(b"GET /spa" if number % 2 else b"\x00\xff")
    assert server.query("ASK {}").status == 200


@pytest.mark.parametrize("query", ["ASK {}", "SELECT * { ?s ?p ?o } LIMIT 2", "SELEC", ENDLESS[:-1]])
@pytest.mark.parametrize("accept", ["", "text/csv", "application/json", "text/html", "image/png"])
def test_the_short_way_and_the_long_way_answer_alike(built: KnowledgeBase, query: str, accept: str) -> None:
    """Flask alone, as under another WSGI server, answers as the server does."""
    from kb.server.app import create_app, endpoint_of
    from kb.server.limits import Limits

    app = create_app(built, Limits(workers=1), in_memory=False)
    try:
        path = f"/sparql?query={quote(query)}"
        headers = {"Accept": accept} if accept else {}
        alone = app.test_client().get(path, headers=headers, base_url="http://localhost:8000")
        alone_text = alone.text
    finally:
        endpoint_of(app).pool.close()
    served = shared(built).request(path, headers=headers)
    assert (served.status, served.text) == (alone.status_code, alone_text)
    ignored = {"date", "connection", "server", "content-length"}
    ours = {name.lower(): value for name, value in served.headers.items() if name.lower() not in ignored}
    theirs = {name.lower(): value for name, value in alone.headers.items() if name.lower() not in ignored}
    assert ours == theirs


_SHARED: list[Server] = []


def shared(built: KnowledgeBase) -> Server:
    if not _SHARED:
        _SHARED.append(Server(built.folder))
    return _SHARED[0]


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _SHARED:
        _SHARED.pop().close()
