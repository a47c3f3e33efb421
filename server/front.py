"""The application as the server calls it (ASGI): queries go the short way, all else to flask in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import unquote

from a2wsgi import WSGIMiddleware
from flask import Flask
from werkzeug.exceptions import RequestEntityTooLarge

from kb.errors import KbError
from kb.tokens import WRITE

from .access import permitted
from .app import LARGEST_BODY, LARGEST_WRITE
from .express import Express, Message, Receive, Scope, Send
from .incoming import Headers, Incoming
from .instant import Instants
from .locating import base_path
from .record import Record
from .state import Endpoint

_THREADS = 32
_PATHS = ("/sparql", "/sparql/")
_METHODS = {"GET", "HEAD", "POST", "QUERY"}

PREFIX = "factcheck-kb.prefix"
"""The key in a scope of the path below which a proxy shows the server, if it does."""

Finish = Callable[[Record], None]


class Front:
    """An ASGI application around one of flask's; ``finish`` is called with the record of every request.

    ``instants`` are the responses that a connection may give by itself. With ``takes_writes``, who has a token to write
    may send larger bodies.
    """

    def __init__(
        self, app: Flask, endpoint: Endpoint, finish: Finish = lambda record: None, *, takes_writes: bool = False
    ) -> None:
        self._kb, self._takes_writes = endpoint.kb, takes_writes
        below = unquote(base_path(endpoint.kb.settings.base))
        self._paths = {*_PATHS, *(below + path for path in _PATHS)}
        self._flask = WSGIMiddleware(_in_environ(app), workers=_THREADS)
        self.instants = Instants(lambda: endpoint.pool.dispatcher.build().digest, finish)
        self._express = Express(endpoint, self.instants)
        self._finish = finish

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3.0)."""
        if scope["type"] != "http":
            return
        record = Record((scope.get("client") or ("",))[0], scope["method"], scope["path"])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
            else:
                record.bytes += len(message.get("body", b""))
            await send(message)

        try:
            await self._answer(scope, receive, sending, record)
        finally:
            self._finish(record)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, record: Record) -> None:
        headers = Headers(scope["headers"])
        most = LARGEST_WRITE if self._may_write(headers) else LARGEST_BODY
        body = await _body(receive, most) if _has_body(scope) else b""
        if body is None:
            record.outcome = "client left"
            return
        error: KbError | bool = False
        if scope["path"] in self._paths and scope["method"] in _METHODS and len(body) <= LARGEST_BODY:
            request = Incoming(scope["method"], scope["query_string"], headers, body)
            error = await self._express.answer(request, scope, receive, send, record)
        if error is not True:
            told = {"error": error or None, "length": len(body), "is_cut": len(body) > most}
            await self._go_the_long_way(scope, body, told, receive, send)

    def _may_write(self, headers: Headers) -> bool:
        """Tell whether a request may have a large body: only then is one read."""
        authorization = headers.get("authorization")
        if not self._takes_writes or authorization is None:
            return False
        try:
            permitted(self._kb, authorization, WRITE)
        except KbError:
            return False
        return True

    async def _go_the_long_way(
        self, scope: Scope, body: bytes, told: dict[str, Any], receive: Receive, send: Send
    ) -> None:
        gone = threading.Event()
        watching = asyncio.get_running_loop().create_task(_watch(receive, gone))
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            return next(messages, {"type": "http.disconnect"})

        scope["factcheck-kb"] = {"is_gone": gone.is_set, **told}
        try:
            await self._flask(cast(Any, scope), cast(Any, replay), cast(Any, send))
        finally:
            watching.cancel()


def _has_body(scope: Scope) -> bool:
    return any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])


async def _body(receive: Receive, most: int) -> bytes | None:
    """Return the body, of one with more than ``most`` bytes the beginning; None if the client leaves before its end."""
    body = bytearray()
    while len(body) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(body)


async def _watch(receive: Receive, gone: threading.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _in_environ(app: Flask) -> Callable[..., Any]:
    """Return the application with all that it has to know in its environment."""

    def call(environ: dict[str, Any], start_response: Any) -> Any:
        scope = environ["asgi.scope"]
        told = scope["factcheck-kb"]
        query = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        prefix = scope.get(PREFIX, "")
        environ["REQUEST_URI"] = prefix + target.decode("latin-1")
        environ["SCRIPT_NAME"] = prefix
        environ["factcheck-kb.is_gone"], environ["factcheck-kb.error"] = told["is_gone"], told["error"]
        if told["is_cut"]:
            environ["factcheck-kb.error"] = RequestEntityTooLarge()
        if environ.pop("HTTP_TRANSFER_ENCODING", None):  # by now the body is whole
            environ["CONTENT_LENGTH"] = str(told["length"])
        return app(environ, start_response)

    return call
