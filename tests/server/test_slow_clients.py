"""Clients that read slowly, or whose answer fails midway, take nothing from the others."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from kb.project import KnowledgeBase

from .conftest import ENDLESS, ENDLESS_ROWS, Server, eventually


@pytest.fixture
def own(knowledge_base: KnowledgeBase) -> Iterator[Server]:
    server = Server(knowledge_base.folder)
    yield server
    server.close()


def test_clients_that_do_not_read_hold_no_query_process_beyond_its_time(own: Server) -> None:
    sockets = []
    for _ in range(2):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(own.address)
        client.sendall(f"GET /sparql?format=csv&query={quote(ENDLESS_ROWS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.recv(100)
        sockets.append(client)
    try:
        assert own.query("ASK { ?s ?p ?o }", "text/csv").text.strip() == "true"
    finally:
        for client in sockets:
            client.close()


def test_an_answer_that_cannot_be_written_spoils_none_of_the_next(own: Server) -> None:
    bell = 'CONSTRUCT { <x:s> <http://x.example/p> "\\u0007" } WHERE { }'
    for _ in range(4):
        assert own.query(bell, format="rdfxml").status == 400
        assert own.query("ASK { ?s ?p ?o }").status == 200


def test_idle_connections_do_not_keep_others_out(own: Server) -> None:
    idle = [socket.create_connection(own.address) for _ in range(200)]
    try:
        for connection in idle:
            connection.sendall(b"GET / HTTP/1.1\r\n")
        assert own.query("ASK { ?s ?p ?o }").status == 200
    finally:
        for connection in idle:
            connection.close()


@pytest.mark.slow
def test_a_busy_server_says_so_and_is_healthy(knowledge_base: KnowledgeBase) -> None:
    server = Server(knowledge_base.folder, timeout=6.0, limits={"extra": 0, "client_queries": 8})
    try:
        with ThreadPoolExecutor() as threads:
            endless = [threads.submit(server.query, ENDLESS) for _ in range(4)]
            assert eventually(lambda: server.request("/healthz").text == "busy\n")
            assert [asked.result().status for asked in endless] == [503] * 4
        assert server.request("/healthz").text == "ok\n"
    finally:
        server.close()
