"""HTTP connections that cannot be held for ever: uvicorn's, with limits on what a client sends and how it reads.

What was asked before in the very same words is answered right here, before a task is made of it.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .instant import Instants

WHOLE = "factcheck-kb.whole"
"""The extension of ASGI by which a response goes out in one piece: status, headers as they are sent, body."""

_SMALL = 1 << 16  # bytes
_CLOSING = b"connection: close\r\n"

MOST_CONNECTIONS = 4000
"""How many connections there may be; beyond that, the one that has waited longest for a request is closed."""

LARGEST_HEAD = 1 << 16
"""The most bytes that the head of a request may have."""

SLOWEST_REQUEST = 30.0
"""Seconds that a request may take to arrive; an open connection without one, too."""

SLOWEST_READER = 60.0
"""Seconds that a client may take before it reads on."""

_FIRST_REQUEST = 1.0  # seconds that a new connection has for its request when the server stops
_LOOK = 1.0  # seconds between two looks at all connections
_LONGEST_URL = (1 << 16) - 1  # bytes; more the parser does not take
_TOO_LARGE = b"the head of the request is too large\n"
_TOO_LONG = b"the URL is too long; send the query as the body of a POST request\n"


class GuardedProtocol(HttpToolsProtocol):
    """A connection; times are in monotonic seconds, 0 where nothing is waited for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.waits_for_client = time.monotonic()
        self.waits_for_reader = 0.0
        self._head = 0
        self._instants: Instants | None = getattr(self.app, "instants", None)
        self._is_answered = self._is_last = False
        self.url = b""
        self.headers = []

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
            self._refuse(*((431, _TOO_LARGE) if self.headers else (414, _TOO_LONG)))

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be parsed, and say so where it is too long for that."""
        if len(self.url or b"") > _LONGEST_URL:
            self._refuse(414, _TOO_LONG)
        else:
            super().send_400_response(msg)

    def _refuse(self, status: int, text: bytes) -> None:
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self.transport.write(self._start(status) + head % len(text) + text)
        self.transport.close()

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        self._head = 0
        self.waits_for_client = time.monotonic()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that the head is here; answer at once if that was asked before."""
        self._head = -1
        if self._instants is None or not self._answer_at_once(self._instants):
            super().on_headers_complete()
            if self._is_last:
                self.cycle.keep_alive = False
            whole: Any = partial(self._send_whole, self.cycle)
            self.scope["extensions"] = {WHOLE: whole}

    def _send_whole(self, cycle: Any, status: int, head: bytes, body: bytes) -> None:
        """Send a response in one piece: ``head`` are the headers as they are sent, with the empty line."""
        if not cycle.disconnected:
            self._write(self._start(status) + (head if cycle.keep_alive else _CLOSING + head), body)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _write(self, head: bytes, body: bytes) -> None:
        if len(body) < _SMALL:
            self.transport.write(head + body)
        else:  # to copy it would take longer than to write twice
            self.transport.write(head)
            self.transport.write(body)

    def _start(self, status: int) -> bytes:
        return STATUS_LINE[status] + b"".join(b"%s: %s\r\n" % header for header in self.server_state.default_headers)

    def _answer_at_once(self, instants: Instants) -> bool:
        if self.parser.get_method() != b"GET" or (self.cycle is not None and not self.cycle.response_complete):
            return False
        if self._is_last or not self.parser.should_keep_alive():
            return False
        answer = instants.get(self.url, self.headers)
        if answer is None:
            return False
        self._is_answered = True
        self._write(self._start(200) + answer.head, answer.body)
        instants.note(answer, self.client, self.url)
        return True

    def on_body(self, body: bytes) -> None:
        """Take a part of the body, unless the request is answered already."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is here."""
        self.waits_for_client = 0.0
        if self._is_answered:
            self._is_answered = False
            self.on_response_complete()
        else:
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

    def shutdown(self) -> None:
        """Close the connection, after the answer if a request is on its way: one that was just made has one to come."""
        self._is_last = True
        if self.cycle is not None or self.transport.is_closing():
            super().shutdown()
        else:
            self.loop.call_later(_FIRST_REQUEST, self._close_unused)

    def _close_unused(self) -> None:
        if self.cycle is None:
            self.transport.close()

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
