"""An answer on its way from a query process to a client."""

from __future__ import annotations

import tempfile
from typing import IO

from . import wire
from .dispatcher import Dispatcher
from .waiting import Task
from .wire import Answer, Job

READ_AHEAD = 1 << 20
"""Bytes that are read before the first is sent: a fault among them still gets a status and a sentence."""

_PIECE = 1 << 16


class Reply:
    """The answer to one query, which must be closed.

    ``answer`` says what it is; ``length`` is the number of its bytes and ``rows`` that of its rows (-1 if not known),
    both once all has been read. If the query fails after the first bytes have gone, reading raises, so that the
    server breaks the connection: an answer that is cut short must never look whole.
    """

    def __init__(self, dispatcher: Dispatcher, task: Task) -> None:
        self._dispatcher, self._task = dispatcher, task
        self._ahead: list[bytes] = []
        self._spool: IO[bytes] | None = None
        self.answer = Answer("", None)
        self.length: int | None = None
        self.rows = -1
        self.has_ended = False
        """Whether all of it has been read from its process."""

    @classmethod
    async def of(
        cls, dispatcher: Dispatcher, job: Job | None, client: str = "", patience: float | None = None
    ) -> Reply:
        """Ask, and return the reply as soon as it is known what the answer is, and READ_AHEAD bytes of it are here.

        Raises:
            KbError: if the query is refused, or fails so early.
        """
        reply = cls(dispatcher, await dispatcher.ask(job, client, patience))
        try:
            await reply._begin()
        except BaseException:
            reply.close()
            raise
        return reply

    async def _begin(self) -> None:
        payload = await self._next()
        self.answer = wire.read_answer(payload or b"")
        size = 0
        while size < READ_AHEAD:
            payload = await self._next()
            if payload is None:
                self.length = size
                return
            self._ahead.append(payload)
            size += len(payload)

    async def _next(self) -> bytes | None:
        """Return what comes next, None at the end."""
        frames = self._task.frames
        assert frames is not None  # noqa: S101 (it was asked)
        tag, payload = frames.get_nowait() or await frames.get()
        if tag == wire.ERROR:
            raise wire.read_error(payload)
        if tag == wire.END:
            self.rows = int(payload)
            self.has_ended = True
            return None
        return payload

    async def chunk(self) -> bytes | None:
        """Return the next bytes, None at the end."""
        if self._spool is not None:
            return self._spool.read(_PIECE) or None
        if self._ahead:
            chunk = b"".join(self._ahead)
            self._ahead.clear()
            return chunk
        if self.length is not None or self.has_ended:
            return None
        return await self._next()

    async def read_all(self) -> None:
        """Read the whole answer, and keep it where it does not fill the memory; then its length is known."""
        if self.length is not None:
            return
        spool = tempfile.SpooledTemporaryFile(max_size=2 * READ_AHEAD)  # noqa: SIM115 (`close` closes it)
        while (chunk := await self.chunk()) is not None:
            spool.write(chunk)
        self.length = spool.tell()
        spool.seek(0)
        self._spool = spool

    def whole(self) -> bytes:
        """Return an answer of which all has been read ahead."""
        chunk = b"".join(self._ahead) if self._spool is None else self._spool.read()
        self._ahead.clear()
        return chunk

    def close(self) -> None:
        """Let go of the query; it is ended if it still runs."""
        if self._spool is not None:
            self._spool.close()
        self._dispatcher.release(self._task)
