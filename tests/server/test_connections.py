"""Requests one after another on one connection: whatever became of one, the next is read from its first byte."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import quote

import pytest

from .conftest import Server

ASK = "/sparql?query=" + quote("ASK {}")
BODY = b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
"""A body that would be a request, if it were taken for one."""

FIRST = {
    "a body of an unknown type": ("POST", "/sparql", {"Content-Type": "text/plain"}, BODY),
    "a body without a type": ("POST", "/sparql", {}, BODY),
    "a body that is no query": ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, BODY),
    "a body in another charset": ("QUERY", "/sparql", {"Content-Type": "application/sparql-query;charset=x"}, BODY),
    "a body with a get": ("GET", ASK, {}, BODY),
    "a body with a get of the long way": ("GET", "/sparql", {}, BODY),
    "a method that is not allowed": ("PUT", "/graph-store?default", {"Content-Type": "text/turtle"}, BODY),
    "a post to a page": ("POST", "/", {}, BODY),
    "a post to nowhere": ("POST", "/nothing", {}, BODY),
    "a head": ("HEAD", ASK, {}, None),
    "a head of nothing": ("HEAD", "/nothing", {}, None),
    "a head of the description": ("HEAD", "/.well-known/void", {}, None),
    "options": ("OPTIONS", "/sparql", {}, None),
    "a url that is too long": ("GET", ASK + "%20" * 15_000, {}, None),
    "a graph that is not there": ("GET", "/graph-store?graph=x:y", {}, None),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_next_request_is_answered_as_if_it_were_the_first(server: Server, name: str) -> None:
    method, path, headers, body = FIRST[name]
    connection = server.connect()
    try:
        for _ in range(2):
            connection.request(method, path, body=body, headers=headers)
            connection.getresponse().read()
            connection.request("GET", ASK)
            response = connection.getresponse()
            assert (response.status, response.read()) == (200, b'{"head":{},"boolean":true}')
    finally:
        connection.close()


def test_a_body_that_is_too_large_ends_the_connection_or_is_read(server: Server) -> None:
    connection = server.connect()
    try:
        headers = {"Content-Type": "application/sparql-query"}
        connection.request("POST", "/sparql", body=b" " * (3 << 20), headers=headers)
        assert connection.getresponse().status == 413
    except (ConnectionError, http.client.HTTPException):
        pass  # it has hung up while we were still sending, as it may
    finally:
        connection.close()
    assert server.query("ASK {}").status == 200


def test_requests_that_come_all_at_once_are_answered_in_their_order(server: Server) -> None:
    paths = [ASK, "/nothing", "/healthz", "/sparql?query=broken", ASK]
    lines = [f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n" for path in paths]
    last = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with socket.create_connection(server.address, 20) as connection:
        connection.sendall("".join([*lines, last]).encode())
        received = b""
        while data := connection.recv(1 << 16):
            received += data
    statuses = [int(part.split()[0]) for part in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [200, 404, 200, 400, 200, 200]
