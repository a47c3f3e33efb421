"""Answers queries in a pool of processes, each within a time limit.

A process that a query brings down, or whose client leaves, is replaced at once; when the knowledge base is built
anew, all processes are, as soon as they have nothing to do.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import StoreError
from kb.manifest import read_manifest, store_folder
from kb.project import KnowledgeBase

from .errors import BusyError
from .process import ProcessEndedError, QueryProcess
from .reply import Reply
from .wire import Job

PATIENCE = 10.0
"""Seconds that a request waits for a free process."""

_ATTEMPTS = 3
_LOOK_AT_BUILD = 1.0  # seconds
_LOOK_AT_OVERDUE = 0.5  # seconds


def default_workers() -> int:
    """Return how many processes suit this machine."""
    return max(2, min(os.cpu_count() or 1, 8))


@dataclass(frozen=True)
class Build:
    """A built store: its folder, and when the build ended; a folder's name may come again."""

    folder: Path
    stamp: int


class Pool:
    """Processes that answer queries; they start with the first one, or by ``start``.

    ``timeout`` is how long a query may run, in seconds, from when a process has it until all of it is sent.
    """

    def __init__(self, kb: KnowledgeBase, *, timeout: float, workers: int | None = None) -> None:
        self.kb = kb
        self.timeout = timeout
        self.workers = workers if workers is not None else default_workers()
        self._idle: queue.LifoQueue[QueryProcess] = queue.LifoQueue()
        self._all: dict[QueryProcess, Build] = {}
        self._lock = threading.Lock()
        self._is_closed = False
        self._build: Build | None = None
        self._next_look = 0.0

    def start(self) -> None:
        """Start the processes.

        Raises:
            StoreError: if nothing has been built, or the pool is closed.
        """
        with self._lock:
            build = self._follow_builds()
            while len(self._all) < self.workers:
                self._idle.put(self._new(build))

    @property
    def build(self) -> Build:
        """The build that the next query is put to.

        Raises:
            StoreError: if nothing has been built, or the pool is closed.
        """
        with self._lock:
            return self._follow_builds()

    def ask(
        self, job: Job | None, is_gone: Callable[[], bool] | None = None, *, patience: float | None = None
    ) -> Reply:
        """Answer a query, or without one count what the store holds; ``is_gone`` tells whether the client has left.

        It waits for a free process for ``patience`` seconds, PATIENCE by default. The reply must be closed.

        Raises:
            BusyError: if no process is free in time.
            StoreError: if the store cannot be read.
            QueryError: if the query does not parse, is refused, runs too long or fails.
            ClientGoneError: if the client has left.
        """
        process = self._borrow(PATIENCE if patience is None else patience)
        return Reply(process, process.ask(job), self._give_back, is_gone)

    def pids(self) -> list[int]:
        """Return the numbers of the processes that run."""
        with self._lock:
            return sorted(process.pid for process in self._all)

    def close(self) -> None:
        """End all processes; later queries are refused."""
        with self._lock:
            self._is_closed = True
            for process in self._take_idle():
                self._drop(process)
            for process in self._all:  # its reader notices, and gives it back
                process.kill()

    def _borrow(self, patience: float) -> QueryProcess:
        self.start()
        for _ in range(_ATTEMPTS):
            process = self._wait_for_idle(patience)
            try:
                process.await_ready()
            except ProcessEndedError:
                self._give_back(process, is_sound=False)
            except BaseException:
                self._give_back(process, is_sound=False)
                raise
            else:
                return process
        raise StoreError("the query processes do not start")

    def _wait_for_idle(self, patience: float) -> QueryProcess:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self._replace_overdue()
            with contextlib.suppress(queue.Empty):
                return self._idle.get(timeout=_LOOK_AT_OVERDUE)
        raise BusyError(f"all {self.workers} query processes are at work", hint="try again in a few seconds")

    def _replace_overdue(self) -> None:
        """Take the place of every process that is past its time, even if its client reads so slowly that it blocks."""
        with self._lock:
            now = time.monotonic()
            for process in [one for one in self._all if one.deadline is not None and one.deadline < now]:
                del self._all[process]
                process.kill()  # its reader notices when it reads again, and lets go of it
                if not self._is_closed:
                    self._idle.put(self._new(self._follow_builds()))

    def _give_back(self, process: QueryProcess, *, is_sound: bool) -> None:
        with self._lock:
            process.deadline = None
            if self._is_closed or process not in self._all:
                self._drop(process)
                return
            if not is_sound or self._all.get(process) != self._build:
                self._drop(process)
                process = self._new(self._follow_builds())
            self._idle.put(process)

    def _follow_builds(self) -> Build:
        """Look, once a second at most, whether there is a new build, and if so move the idle processes to it."""
        if self._is_closed:
            raise StoreError("the server is closing")
        now = time.monotonic()
        if self._build is None or now >= self._next_look:
            self._next_look = now + _LOOK_AT_BUILD
            self._look()
        if self._build is None:
            raise StoreError(f"{self.kb.folder} has not been built", hint="run 'kb build'")
        return self._build

    def _look(self) -> None:
        try:
            stamp = (self.kb.state / "build.json").stat().st_mtime_ns
        except OSError:
            return  # removed: what is open stays readable
        if self._build is not None and stamp == self._build.stamp:
            return
        manifest = read_manifest(self.kb)
        if manifest is None:
            return
        self._build = Build(store_folder(self.kb, manifest), stamp)
        for process in list(self._take_idle()):
            self._drop(process)
            self._idle.put(self._new(self._build))

    def _take_idle(self) -> Iterator[QueryProcess]:
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._idle.get_nowait()

    def _new(self, build: Build) -> QueryProcess:
        process = QueryProcess(build.folder, self.kb.settings.base, self.kb.prefixes, self.timeout)
        self._all[process] = build
        return process

    def _drop(self, process: QueryProcess) -> None:
        self._all.pop(process, None)
        process.end()
