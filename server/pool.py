"""The dispatcher for threads: what flask's views ask, and wait for.

The dispatcher lives on an event loop: that of the server, or, where another WSGI server runs the application, one in
a thread of its own, which starts with the first query.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar

from kb.errors import StoreError
from kb.project import KnowledgeBase

from .builds import Build
from .dispatcher import Dispatcher
from .limits import Limits
from .reply import Reply
from .wire import Answer, Job

_LAST = 0.01  # seconds
_LOOK = 0.2  # seconds between two looks whether the client is still there

T = TypeVar("T")


class ClientGoneError(Exception):
    """Whoever asked no longer waits for an answer."""


class Pool:
    """Processes that answer queries; they start with the first one, or by ``start``. Any thread may ask."""

    def __init__(self, kb: KnowledgeBase, limits: Limits | None = None, *, in_memory: bool = True) -> None:
        self.limits = limits if limits is not None else Limits()
        self.dispatcher = Dispatcher(kb, self.limits, in_memory=in_memory)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def live_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Live on the event loop of a server, which closes the dispatcher itself."""
        self._loop = loop

    def start(self) -> None:
        """Start the processes, and wait until one of them is ready.

        Raises:
            StoreError: if nothing has been built, the store cannot be opened, or the pool is closed.
        """
        self._do(self.dispatcher.start())

    @property
    def build(self) -> Build:
        """The build that the next query is put to.

        Raises:
            StoreError: if nothing has been built, or the pool is closed.
        """
        return self._do(_call(self.dispatcher.build))

    def ask(
        self,
        job: Job | None,
        is_gone: Callable[[], bool] | None = None,
        *,
        client: str = "",
        patience: float | None = None,
    ) -> PoolReply:
        """Answer a query, or without one count what the store holds; ``is_gone`` tells whether the client has left.

        The reply must be closed.

        Raises:
            BusyError: if no process is free in ``patience`` seconds, the limit by default.
            StoreError: if the store cannot be read.
            QueryError: if the query does not parse, is refused, runs too long or fails.
            ClientGoneError: if the client has left.
        """
        return PoolReply(self._do(Reply.of(self.dispatcher, job, client, patience), is_gone), self, is_gone)

    def pids(self) -> list[int]:
        """Return the numbers of the processes that are ready or at work."""
        return sorted(process.pid for process in self.dispatcher.stock.processes if process.is_ready)

    def close(self) -> None:
        """End all processes; later queries are refused."""
        with self._lock:
            is_first, self._is_closed = not self._is_closed, True
        if self._thread is None or not is_first or self._loop is None:
            return
        asyncio.run_coroutine_threadsafe(_call(self.dispatcher.close), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[object, object, T], is_gone: Callable[[], bool] | None = None) -> T:
        """Have something done on the loop, and wait for it, unless the client leaves."""
        try:
            loop = self._running_loop()
        except StoreError:
            work.close()
            raise
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, loop)
        while True:
            try:
                return future.result(_LOOK if is_gone is not None else None)
            except TimeoutError:
                if future.done():
                    raise
                if is_gone is not None and is_gone():
                    future.cancel()
                    raise ClientGoneError from None

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._is_closed:
                raise StoreError("the server is closing")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._live, daemon=True, name="dispatcher")
                self._thread.start()
            return self._loop

    def _live(self) -> None:
        assert self._loop is not None  # noqa: S101 (set before the thread starts)
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(asyncio.sleep(_LAST))  # what was cancelled and closed comes to its end


class PoolReply:
    """A ``Reply`` for a thread: an iterator over its bytes, which must be closed."""

    def __init__(self, reply: Reply, pool: Pool, is_gone: Callable[[], bool] | None) -> None:
        self._reply, self._pool, self._is_gone = reply, pool, is_gone

    @property
    def answer(self) -> Answer:
        """What the answer is."""
        return self._reply.answer

    @property
    def length(self) -> int | None:
        """The number of bytes, once all of them have been read."""
        return self._reply.length

    def read_ahead(self) -> None:
        """Read the whole answer; it does not fill the memory."""
        self._pool._do(self._reply.read_all(), self._is_gone)

    def read(self) -> bytes:
        """Return the whole answer."""
        self.read_ahead()
        return self._reply.whole()

    def __iter__(self) -> PoolReply:
        return self

    def __next__(self) -> bytes:
        chunk = self._pool._do(self._reply.chunk(), self._is_gone)
        if chunk is None:
            raise StopIteration
        return chunk

    def close(self) -> None:
        """Let go of the query; it is ended if it still runs."""
        with contextlib.suppress(StoreError):
            self._pool._do(_call(self._reply.close))


async def _call(function: Callable[[], T]) -> T:
    return function()
