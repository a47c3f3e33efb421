"""HTTP connections that cannot be held for ever: uvicorn's, with limits on what a client sends and how it reads."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_CONNECTIONS = 4000
"""How many connections there may be; beyond that, the one that has waited longest for a request is closed."""

LARGEST_HEAD = 1 << 16
"""The most bytes that the head of a request may have."""

SLOWEST_REQUEST = 30.0
"""Seconds that a request may take to arrive; an open connection without one, too."""

SLOWEST_READER = 60.0
"""Seconds that a client may take before it reads on."""

_LOOK = 1.0  # seconds between two looks at all connections
_TOO_LARGE = b"the head of the request is too large\n"
_REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(_TOO_LARGE), _TOO_LARGE)
)


class GuardedProtocol(HttpToolsProtocol):
    """A connection; times are in monotonic seconds, 0 where nothing is waited for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.waits_for_client = time.monotonic()
        self.waits_for_reader = 0.0
        self._head = 0

    def connection_made(self, transport: Any) -> None:
        """Accept a connection, and close another one if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [each for each in self.connections if isinstance(each, GuardedProtocol) and each.waits_for_client]
            min(waiting, key=lambda each: each.waits_for_client, default=self).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what the client sends, unless it is a head that does not end."""
        if self._head >= 0:
            self._head += len(data)
        super().data_received(data)
        if self._head > LARGEST_HEAD and not self.transport.is_closing():
            self.transport.write(_REFUSAL)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        self._head = 0
        self.waits_for_client = time.monotonic()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that the head is here."""
        self._head = -1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the request is here."""
        self.waits_for_client = 0.0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Note that the next request may come."""
        self.waits_for_client = time.monotonic()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Note that the client does not read."""
        self.waits_for_reader = time.monotonic()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that it reads."""
        self.waits_for_reader = 0.0
        super().resume_writing()

    def is_stuck(self, now: float) -> bool:
        """Tell whether the client has kept the server waiting for too long."""
        is_late = self.waits_for_client and now - self.waits_for_client > SLOWEST_REQUEST
        return bool(is_late or (self.waits_for_reader and now - self.waits_for_reader > SLOWEST_READER))


async def close_stuck(connections: set[Any]) -> None:
    """Close the connections whose clients keep the server waiting, again and again."""
    while True:
        await asyncio.sleep(_LOOK)
        now = time.monotonic()
        for connection in [each for each in connections if isinstance(each, GuardedProtocol) and each.is_stuck(now)]:
            connection.transport.abort()
