"""The writing process as its users see it: asked, waited for, ended; started again when it has ended."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

from kb.errors import KbError, QueryTimeoutError
from kb.project import KnowledgeBase

from .applying import PATIENCE
from .errors import WriteBusyError, WriteLostError
from .requests import Receipt, Write
from .worker import COUNTING, receive, send, too_much_memory

_BOOT = (
    "import json, sys; paths, folder, timeout, memory = json.loads(sys.argv[1]); sys.path[:] = paths; "
    "from kb.writing.worker import main; main(folder, timeout, memory)"
)


LEAST_MEMORY = 512 << 20
"""Bytes that a write may take in any case: opening the store alone takes threads, each with a stack of its own."""


class Writer:
    """Writes to a knowledge base from any thread, one request after the other.

    ``timeout`` is how long a request may take, in seconds, before it counts, and ``memory`` how many bytes beyond what
    the process has (0 is no limit, else it is LEAST_MEMORY at least); ``patience`` is how long it waits for others.
    """

    def __init__(
        self, kb: KnowledgeBase, *, timeout: float = 30.0, memory: int = 0, patience: float = PATIENCE
    ) -> None:
        self._kb, self._timeout, self._patience = kb, timeout, patience
        self._memory = max(memory, LEAST_MEMORY) if memory else 0
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, which gets ready for the first request by itself."""
        with self._turn:
            self._started()

    def write(self, asked: Write) -> Receipt:
        """Write; see ``kb.writing.applying.write``.

        Raises:
            WriteBusyError: if others keep it waiting for too long.
            QueryTimeoutError: if it takes too long before it counts; nothing is written then.
            WriteCrashError: if it takes too much memory before it counts; nothing is written then.
            WriteLostError: if the process ends for another reason; nothing is written, unless the message says so.
            KbError: as ``kb.writing.applying.write`` raises them.
        """
        if not self._turn.acquire(timeout=self._patience):
            raise WriteBusyError("other writes go on", hint="try again")
        try:
            return self._ask(asked)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process, once a write that goes on has ended."""
        with self._turn:
            self._end()

    @property
    def pid(self) -> int | None:
        """The number that the system knows the process by, None if none runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def _ask(self, asked: Write) -> Receipt:
        heard: list[str] = []
        answer = self._answer(asked, heard)
        if not heard and answer is None:  # the process had ended before it was asked
            self._end()
            answer = self._answer(asked, heard)
        if isinstance(answer, Receipt):
            return answer
        if isinstance(answer, KbError):
            raise answer
        raise self._ended(counted=COUNTING in heard)

    def _answer(self, asked: Write, heard: list[str]) -> object:
        """Ask the process, and return its answer, None if it ends; what it says before that is put into ``heard``."""
        process = self._started()
        assert process.stdin is not None  # noqa: S101 (both are pipes)
        assert process.stdout is not None  # noqa: S101
        try:
            send(process.stdin, (asked,))
            while isinstance(answer := receive(process.stdout), str):
                heard.append(answer)
        except (OSError, EOFError):
            return None
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            paths = [str(Path(entry).absolute()) for entry in sys.path]
            told = [paths, str(self._kb.folder), self._timeout, self._memory]
            flags = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    *flags,
                    "-c",
                    _BOOT,
                    json.dumps(told),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=0,  # Ctrl-C in a terminal is for the server alone
            )
        return self._process

    def _ended(self, *, counted: bool) -> KbError:
        """Return what to say of a request after which the process ended."""
        number = self._end()
        if number == signal.SIGALRM:
            return QueryTimeoutError(
                f"the write took longer than {self._timeout:g} s, the limit here; nothing was written",
                hint="make its pattern more selective, or send it in parts",
            )
        if number in {signal.SIGABRT, signal.SIGSEGV} and self._memory and not counted:
            return too_much_memory(self._memory)
        if counted:
            return WriteLostError("the writing process ended; whether this write counts, the graph tells")
        return WriteLostError("the writing process ended; nothing was written")

    def _end(self) -> int:
        """End the process, and return the number of the signal that ended it before, 0 if none did."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        code = process.wait()
        return max(0, -code)
