"""One query process, as the server sees it: asked, heard, ended. Everything here happens on the event loop."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import deque
from pathlib import Path
from typing import Any, Protocol

from kb.errors import KbError, QueryTimeoutError

from . import wire
from .errors import QueryCrashError
from .limits import MEGABYTE, Limits
from .nursery import Nursery
from .wire import HEADER, Job, Setup

GRACE = 5.0
"""Seconds that a process may take over its own time limit: because the system stalls, or the client reads slowly."""

_SLOWER = 19  # what is added to the niceness of a long query
_TICKS = os.sysconf("SC_CLK_TCK")
_LAST_WORDS = 0.5  # seconds
_MUCH, _LITTLE = MEGABYTE, MEGABYTE // 4  # bytes that wait for whoever reads an answer

Frame = tuple[bytes, bytes]


class ProcessEndedError(Exception):
    """The process ended although nobody asked it to; ``signal_number`` is what ended it, or 0."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"the query process ended by signal {signal_number}")
        self.signal_number = signal_number

    def as_error(self, limits: Limits) -> KbError:
        """Return what to say to whoever asked the query that it was answering."""
        if self.signal_number == signal.SIGALRM:
            return QueryTimeoutError(
                f"the query ran longer than {limits.time:g} s, the limit here",
                hint="ask for less: a LIMIT, fewer patterns without a common variable, a more selective pattern",
            )
        memory = (
            f"takes more memory than {limits.memory // MEGABYTE:,} MB, the limit here"
            if limits.memory
            else ("takes more memory than there is")
        )
        return QueryCrashError(
            f"the query brought its process down: it {memory}, or is nested too deeply",
            hint="ask for less: a LIMIT, fewer patterns without a common variable, no ORDER BY over everything",
        )


class QueryProcess(asyncio.Protocol):
    """A process that has a store open; it does one job at a time.

    ``listener`` is told of all that it says, and of its end.
    """

    def __init__(self, number: int, nursery: Nursery, setup: Setup, limits: Limits) -> None:
        self.number = number
        self.limits = limits
        self.is_ready = False
        self.has_ended = False
        self.pid = 0
        self.since = 0.0
        """When it was given its job, in monotonic seconds; 0 while it has none."""
        self.is_slow = False
        self.listener: Listener | None = None
        self._nursery = nursery
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._mark = 0.0, 0.0
        """A job, by its beginning, and what the process had taken of the processors when it was first asked for."""
        self._signal: int | None = None
        self._is_silent = self._is_closed = False
        self._connection = nursery.fork(number, self._ended)
        self._setup = wire.json_frame(wire.SETUP, setup)

    async def connect(self) -> None:
        """Connect to the process, and tell it what it works on."""
        loop = asyncio.get_running_loop()
        try:
            await loop.create_unix_connection(lambda: self, sock=self._connection)
        except (OSError, asyncio.CancelledError):
            self._connection.close()
            self.connection_lost(None)
            return
        if self._transport is not None and self._is_closed:
            self._transport.abort()
        elif self._transport is not None:
            self._transport.write(self._setup)

    def ask(self, job: Job | None) -> None:
        """Give it a job; without one, it counts what the store holds."""
        self.since = time.monotonic()
        if self._transport is not None:
            self._transport.write(wire.json_frame(wire.QUERY, job) if job else wire.frame(wire.COUNT, b"null"))

    @property
    def is_overdue(self) -> bool:
        """Whether it has had its job for longer than it may."""
        return bool(self.since) and time.monotonic() > self.since + self.limits.time + GRACE

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        self._nursery.kill(self.number)

    def close(self) -> None:
        """End the process, and hear nothing more of it."""
        self.listener = None
        self._is_closed = True
        self.kill()
        if self._transport is not None:
            self._transport.abort()

    def has_worked(self, seconds: float) -> bool:
        """Tell whether its job has taken that much of the processors since this was first asked.

        What only waits for its turn is not slow by itself. Where the system does not say, it has.
        """
        taken = _processor_seconds(self.pid)
        if taken is None:
            return True
        if self._mark[0] != self.since:
            self._mark = self.since, taken
        return taken - self._mark[1] >= seconds

    def slow_down(self) -> None:
        """Let all that is quicker go first, from now on."""
        if not self.is_slow and self.pid:
            self.is_slow = True
            try:
                os.setpriority(os.PRIO_PROCESS, self.pid, _SLOWER)
            except OSError:
                return  # it has just ended

    def pause(self) -> None:
        """Hear no more of it until ``resume``."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Hear it again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_made(self, transport: Any) -> None:
        """Remember the transport (asyncio.Protocol)."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hear what the process says (asyncio.Protocol)."""
        buffer = self._buffer
        buffer += data
        place = 0
        while len(buffer) - place >= HEADER.size:
            tag, length = HEADER.unpack_from(buffer, place)
            end = place + HEADER.size + length
            if len(buffer) < end:
                break
            payload = bytes(buffer[place + HEADER.size : end])
            place = end
            if tag == wire.READY:
                self.pid = int(payload)
                self.is_ready = True
            if self.listener is not None:
                self.listener.heard(self, tag, payload)
        del buffer[:place]

    def connection_lost(self, error: Exception | None) -> None:
        """Take note that the process will say nothing more (asyncio.Protocol)."""
        self._transport = None
        self._is_silent = True
        self._tell_of_end()

    def _ended(self, signal_number: int) -> None:
        self._signal = signal_number
        if self._transport is not None:  # what it said before is still heard, if somebody listens
            delay = 0 if self._nursery.is_closed else _LAST_WORDS
            asyncio.get_running_loop().call_later(delay, self._transport.abort)
        self._tell_of_end()

    def _tell_of_end(self) -> None:
        if self._is_silent and self._signal is not None and not self.has_ended:
            self.has_ended = True
            if self.listener is not None:
                self.listener.ended(self, ProcessEndedError(self._signal))


def _processor_seconds(pid: int) -> float | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / _TICKS


class Listener(Protocol):
    """Who is told of what a process says, and of its end."""

    def heard(self, process: QueryProcess, tag: bytes, payload: bytes) -> None:
        """Take a frame."""

    def ended(self, process: QueryProcess, error: ProcessEndedError) -> None:
        """Take note of the end of the process."""


class Frames:
    """What a process has said about one job, for whoever reads it; it hears no more while much of it waits."""

    def __init__(self, process: QueryProcess) -> None:
        self._process = process
        self._frames: deque[Frame] = deque()
        self._size = 0
        self._is_paused = False
        self.has_begun = False
        """Whether anything has been said."""
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def put(self, tag: bytes, payload: bytes) -> None:
        """Add a frame."""
        self.has_begun = True
        self._frames.append((tag, payload))
        self._size += len(payload)
        if self._size > _MUCH and not self._is_paused:
            self._is_paused = True
            self._process.pause()
        self._wake()

    def move_to(self, process: QueryProcess) -> None:
        """Expect the answer of another process, since the first one ended before it said anything."""
        self._process = process

    def fail(self, error: Exception) -> None:
        """Raise an error after the last frame."""
        if self._error is None:
            self._error = error
        self._wake()

    def get_nowait(self) -> Frame | None:
        """Return the next frame if it is there."""
        if not self._frames:
            return None
        frame = self._frames.popleft()
        self._size -= len(frame[1])
        if self._is_paused and self._size < _LITTLE:
            self._is_paused = False
            self._process.resume()
        return frame

    async def get(self) -> Frame:
        """Return the next frame, and wait for it if need be."""
        while (frame := self.get_nowait()) is None:
            if self._error is not None:
                raise self._error
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return frame

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
