"""Requests byte by byte, as no well-behaved client would send them."""

from __future__ import annotations

import contextlib
import json
import socket
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What came back until the server closed the connection; status 0 where that was nothing."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def exchange(address: tuple[str, int], request: bytes, *, hang_up: bool = False) -> Answer:
    """Send bytes, then read until the server closes; with ``hang_up``, say first that no more will come."""
    received = b""
    with socket.create_connection(address, 20) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(request)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        while data := connection.recv(1 << 16):
            received += data
    return parse(received)


def parse(received: bytes) -> Answer:
    """Return the last response among the bytes of a connection (the one before may be ``100 Continue``)."""
    head, _, body = received.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100 "):
        return parse(body)
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return Answer(int(first.split()[1]) if first else 0, headers, body)


def request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    """Return the bytes of a request that asks to close the connection; its length is said if it has a body."""
    lines = [f"{method} {target} HTTP/1.1", "Host: served.example", "Connection: close", *headers]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body
