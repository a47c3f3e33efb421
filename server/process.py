"""One query process, as the server sees it: started, asked, read from, ended."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from kb.errors import KbError, QueryTimeoutError

from . import wire
from .errors import QueryCrashError
from .wire import HEADER, Job, Setup

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from kb.server.worker import main; main()"
_LOOK = 0.2  # seconds between two looks whether the client is still there
_GRACE = 5.0  # seconds that a process may take over its own time limit: to start, or because the system stalls


class ProcessEndedError(Exception):
    """The process ended although nobody asked it to; ``signal_number`` is what ended it, or 0."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"the query process ended by signal {signal_number}")
        self.signal_number = signal_number

    def as_error(self, timeout: float) -> KbError:
        """Return what to say to whoever asked the query that it was answering; ``timeout`` is in seconds."""
        if self.signal_number == signal.SIGALRM:
            return QueryTimeoutError(
                f"the query ran longer than {timeout:g} s, the limit here",
                hint="ask for less: a LIMIT, fewer patterns without a common variable, a more selective pattern",
            )
        return QueryCrashError(
            "the query brought its process down", hint="it is nested too deeply, or takes more memory than there is"
        )


class ClientGoneError(Exception):
    """Whoever asked no longer waits for an answer."""


class QueryProcess:
    """A process that has a store open; one thread at a time may use it."""

    def __init__(self, store: Path, base: str, prefixes: Mapping[str, str], timeout: float) -> None:
        self.timeout = timeout
        self.deadline: float | None = None
        """When it must be done with its job, in monotonic seconds."""
        self._buffer = bytearray()
        self._is_ready = False
        paths = [str(Path(entry).absolute()) for entry in sys.path]
        flags = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
        self._process = subprocess.Popen(
            [sys.executable, *flags, "-c", _BOOT, json.dumps(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            process_group=0,  # Ctrl-C in a terminal is for the server alone
        )
        self._output = select.poll()
        self._output.register(self._stdout, select.POLLIN)
        self._send(wire.json_frame(wire.SETUP, Setup(str(store), base, prefixes, timeout)))

    @property
    def pid(self) -> int:
        """The number that the system knows the process by."""
        return self._process.pid

    def await_ready(self) -> None:
        """Wait until the process can take a job.

        Raises:
            ProcessEndedError: if it has ended, or does not get ready in time.
            StoreError: if it cannot open the store.
        """
        if not self._is_ready:
            tag, payload = self.read(time.monotonic() + self.timeout + _GRACE)
            if tag == wire.ERROR:
                raise wire.read_error(payload)
            if tag != wire.READY:  # the rest of an answer that failed: nothing that follows can be trusted
                raise ProcessEndedError(0)
            self._is_ready = True
        elif self._process.poll() is not None:
            self._fail()

    def ask(self, job: Job | None) -> float:
        """Give a ready process a job, or have it count what the store holds; return when it must be done."""
        self._is_ready = False
        self._send(wire.json_frame(wire.QUERY, job) if job is not None else wire.frame(wire.COUNT, b"null"))
        self.deadline = time.monotonic() + self.timeout + _GRACE
        return self.deadline

    def read(self, deadline: float, is_gone: Callable[[], bool] | None = None) -> tuple[bytes, bytes]:
        """Return tag and content of the next frame.

        Raises:
            ProcessEndedError: if the process ends first, or has not written it by ``deadline`` (monotonic seconds).
            ClientGoneError: if ``is_gone`` says so in the meantime.
        """
        self._fill(HEADER.size, deadline, is_gone)
        tag, length = HEADER.unpack_from(self._buffer)
        end = HEADER.size + length
        self._fill(end, deadline, is_gone)
        payload = bytes(self._buffer[HEADER.size : end])
        del self._buffer[:end]
        return tag, payload

    def kill(self) -> None:
        """End the process at once, whatever it is doing; whoever reads from it learns that it has ended."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """End the process, and let go of it: nobody may be reading from it."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    @property
    def _stdout(self) -> int:
        assert self._process.stdout is not None  # noqa: S101 (it is a pipe, made above)
        return self._process.stdout.fileno()

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 (it is a pipe, made above)
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._process.stdin.fileno(), view) :]
        except BrokenPipeError:
            return  # the process has ended; whoever reads from it learns how

    def _fill(self, length: int, deadline: float, is_gone: Callable[[], bool] | None) -> None:
        while len(self._buffer) < length:
            if not self._output.poll(_LOOK * 1000):
                if is_gone is not None and is_gone():
                    raise ClientGoneError
                if time.monotonic() > deadline:
                    self._process.kill()
                    self._process.wait()
                    raise ProcessEndedError(signal.SIGALRM)
                continue
            data = os.read(self._stdout, 1 << 16)
            if not data:
                self._fail()
            self._buffer += data

    def _fail(self) -> None:
        self._process.wait()
        raise ProcessEndedError(max(0, -self._process.returncode))
