"""No query runs for longer than it may, and none that nobody waits for."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

import pytest

from kb.errors import QueryTimeoutError
from kb.server.errors import BusyError
from kb.server.pool import ClientGoneError, Pool
from kb.server.wire import Job

from .conftest import ENDLESS, ENDLESS_ROWS, TIMEOUT, Server, eventually


def test_a_query_that_runs_too_long_is_refused_within_about_the_limit(server: Server) -> None:
    start = time.monotonic()
    got = server.query(ENDLESS)
    assert (got.status, got.json["title"]) == (503, "Query timed out")
    assert "1.5 s" in got.json["detail"]
    assert TIMEOUT <= time.monotonic() - start < TIMEOUT + 2


def test_more_endless_queries_than_processes_leave_the_server_in_service(server: Server) -> None:
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(server.query(ENDLESS).status)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [503] * 4
    assert server.query("ASK {}").status == 200


def test_an_answer_that_is_cut_short_does_not_look_whole(server: Server) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        server.query(ENDLESS_ROWS, "text/csv")


def test_an_answer_that_is_cut_short_does_not_look_whole_to_a_client_without_chunks(server: Server) -> None:
    with socket.create_connection(server.address, 20) as connection:
        path = "/sparql?" + urlencode({"query": ENDLESS_ROWS, "format": "csv"})
        connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        assert connection.recv(100).split(b"\r\n")[0].split()[1] == b"503"


def test_clients_that_leave_free_their_processes(own: Server) -> None:
    connections = [own.connect() for _ in own.workers()]
    for connection in connections:
        connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
    time.sleep(0.3)
    for connection in connections:
        connection.close()
    start = time.monotonic()
    assert own.query("ASK {}").status == 200
    assert time.monotonic() - start < 8


def test_a_client_that_leaves_in_the_middle_of_an_answer_frees_its_process(server: Server) -> None:
    before = set(server.workers())
    connection = server.connect()
    connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS_ROWS}))
    connection.getresponse().read(10)
    connection.close()
    assert eventually(lambda: set(server.workers()) != before)
    assert len(server.workers()) == len(before)


def test_a_process_that_was_stopped_is_replaced(pool: Pool) -> None:
    with closing(pool.ask(Job("ASK {}"))):
        (before,) = pool.pids()
    with pytest.raises(QueryTimeoutError):
        pool.ask(Job(ENDLESS))
    assert before not in pool.pids()
    with closing(pool.ask(Job("ASK {}"))) as reply:
        assert reply.read() == b'{"head":{},"boolean":true}'


def test_a_process_that_has_answered_is_kept(pool: Pool) -> None:
    pool.ask(Job("ASK {}")).close()
    before = pool.pids()
    pool.ask(Job("SELECT * { ?s ?p ?o }")).close()
    assert pool.pids() == before


def test_a_client_that_is_gone_ends_its_query(pool: Pool) -> None:
    with pytest.raises(ClientGoneError):
        pool.ask(Job(ENDLESS), is_gone=lambda: True)


def test_a_request_waits_for_a_process_only_so_long(pool: Pool) -> None:
    with closing(pool.ask(Job(ENDLESS_ROWS, table="csv"))), pytest.raises(BusyError):
        pool.ask(Job("ASK {}"), patience=0.1)
    with closing(pool.ask(Job("ASK {}"))) as reply:
        assert reply.answer.kind == "boolean"
