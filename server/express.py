"""The short way of a query: from the event loop to a process and back, without flask or a thread.

It takes what is by far the most frequent, a query whose answer is data. All else, pages, descriptions and faults,
goes the long way: ``answer`` declines, and flask answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from kb.errors import KbError
from kb.tokens import READ

from .access import permitted
from .addresses import is_host
from .asking import Question, content_type, is_page, understand
from .cache import Given, matches
from .clients import known_as
from .envelope import LONGEST_URL
from .guarded import WHOLE
from .headers import COMMON, QUERY_TYPES, caching
from .incoming import Incoming
from .instant import Instant, Instants, head_of
from .record import Record
from .reply import Reply
from .state import Endpoint

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_LOOK = 0.25  # seconds after which the server looks whether the client is still there
_ALWAYS = {**COMMON, "Accept-Query": QUERY_TYPES, "Vary": "Accept"}
_COMMON = [(name.lower().encode(), value.encode()) for name, value in _ALWAYS.items()]


class Express:
    """Answers queries of one knowledge base; all is done on the event loop."""

    def __init__(self, endpoint: Endpoint, instants: Instants) -> None:
        self._endpoint, self._instants = endpoint, instants
        self._dispatcher = endpoint.pool.dispatcher

    async def answer(
        self, request: Incoming, scope: Scope, receive: Receive, send: Send, record: Record
    ) -> KbError | bool:
        """Answer a request, or return False if it has to go the long way, or the error that is to be told there."""
        if len(request.query_string) > LONGEST_URL // 2 or not is_host(request.headers.get("host") or ""):
            return False
        try:
            if self._endpoint.private:
                permitted(self._endpoint.kb, request.headers.get("authorization") or "", READ)
            question = understand(request)
            if question.asked.text is None or is_page_wanted(question):
                return False
            record.ask(question.job)
            digest = self._dispatcher.build().digest
        except KbError:
            return False
        tag = question.tag(digest)
        asked_before = request.headers.get("if-none-match")
        headers = [*_COMMON, *_encoded(caching(tag, self._endpoint.max_age))]
        if tag is not None and asked_before is not None and matches(tag, asked_before):
            record.outcome = "not modified"
            await _send_whole(scope, send, record, 304, headers, None)
            return True
        given = self._endpoint.answers.get(tag)
        if given is not None:
            record.answered(given.rows, "cached")
            await _send_whole(scope, send, record, 200, headers, given)
            if scope["method"] == "GET" and scope["http_version"] == "1.1" and not self._endpoint.private:
                instant = Instant(head_of(headers), given.body, given.rows, record.query, digest)
                self._instants.put(_target(scope), scope["headers"], instant)
            return True
        return await self._ask(question, tag, headers, scope, receive, send, record)

    async def _ask(
        self,
        question: Question,
        tag: str | None,
        headers: list[tuple[bytes, bytes]],
        scope: Scope,
        receive: Receive,
        send: Send,
        record: Record,
    ) -> KbError | bool:
        client = known_as((scope.get("client") or ("",))[0])
        try:
            with _Watch(receive) as watch:
                reply = await Reply.of(self._dispatcher, question.job, client)
        except KbError as error:
            return error
        if watch.is_gone:
            record.outcome = "client left"
            return True
        try:
            choice = question.choice(reply.answer)
            if scope["http_version"] == "1.0":
                await reply.read_all()  # there are no chunks in HTTP/1.0
            if reply.length is not None and scope["http_version"] != "1.0":
                given = Given(content_type(choice), reply.whole(), reply.rows)
                if tag is not None:
                    self._endpoint.answers.put(tag, given)
                record.answered(given.rows)
                await _send_whole(scope, send, record, 200, headers, given)
            else:
                copy = _Copy(self._endpoint.answers.largest if tag is not None else 0)
                with _Watch(receive) as watch:
                    await _stream(send, headers, content_type(choice), reply, scope["method"] == "HEAD", copy)
                if reply.has_ended and copy.is_whole:
                    self._endpoint.answers.put(tag, Given(content_type(choice), copy.body(), reply.rows))
                record.answered(reply.rows, "client left" if watch.is_gone else "ok")
        except KbError as error:
            if record.has_begun:
                record.outcome = type(error).title
                return True
            return error
        finally:
            reply.close()
        return True


def _target(scope: Scope) -> bytes:
    query = scope["query_string"]
    return bytes(scope["raw_path"] + b"?" + query if query else scope["raw_path"])


def is_page_wanted(question: Question) -> bool:
    """Tell whether the answer would become a page."""
    return any(choice is not None and is_page(choice) for choice in (question.wanted.table, question.wanted.graph))


class _Watch:
    """Breaks off what is done under it if the client leaves, looking only if it takes a while."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task: asyncio.Task[None] | None = None
        self.is_gone = False

    def __enter__(self) -> _Watch:
        self._watched = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(_LOOK, self._begin)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
        if self.is_gone and kind is asyncio.CancelledError and self._watched is not None:
            return self._watched.uncancel() == 0
        return False

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True
        if self._watched is not None:
            self._watched.cancel()


async def _send_whole(
    scope: Scope, send: Send, record: Record, status: int, headers: list[tuple[bytes, bytes]], given: Given | None
) -> None:
    body = b""
    if given is not None:
        body = given.body
        headers += _encoded({"Content-Type": given.content_type, "Content-Length": str(len(body))})
    in_one_piece = scope.get("extensions", {}).get(WHOLE)
    if in_one_piece is None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return
    if scope["method"] == "HEAD":
        body = b""
    record.status, record.bytes = status, len(body)
    in_one_piece(status, head_of(headers), body)


class _Copy:
    """What has been sent of an answer, for as long as that is at most so many bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._chunks: list[bytes] = []

    @property
    def is_whole(self) -> bool:
        """Whether everything that was sent is here."""
        return 0 < self._size <= self._most

    def add(self, chunk: bytes) -> None:
        """Add what is sent next."""
        self._size += len(chunk)
        if self.is_whole:
            self._chunks.append(chunk)
        else:
            self._chunks.clear()

    def body(self) -> bytes:
        """Return all."""
        return b"".join(self._chunks)


async def _stream(
    send: Send, headers: list[tuple[bytes, bytes]], content_type: str, reply: Reply, head_only: bool, copy: _Copy
) -> None:
    headers += _encoded({"Content-Type": content_type})
    if reply.length is not None:
        headers += _encoded({"Content-Length": str(reply.length)})
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    while not head_only and (chunk := await reply.chunk()) is not None:
        copy.add(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
