"""The query processes of the newest build: made, kept ready, replaced when there is a newer one.

They work on the store on disk at first, which takes a fraction of a second, and on a copy in memory as soon as one
has been loaded, if it fits.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from kb.project import KnowledgeBase

from .builds import Build, Builds
from .limits import Limits
from .memory import fits_in_memory
from .nursery import Nursery
from .process import Listener, QueryProcess
from .wire import Setup

_SETTLED = 3.0  # seconds that a later build must be the newest for, before it is loaded into memory
_LOG = logging.getLogger(__name__)


@dataclass(eq=False)
class Generation:
    """The processes of one build that work on its store on disk, or those that do on its copy in memory."""

    build: Build
    nursery: Nursery
    in_memory: bool
    processes: set[QueryProcess] = field(default_factory=set)


class Stock:
    """All query processes; ``listener`` is told of what they say. All is done on the running event loop."""

    def __init__(self, kb: KnowledgeBase, limits: Limits, listener: Listener, *, in_memory: bool) -> None:
        self.builds = Builds(kb)
        self._kb, self._limits, self._listener = kb, limits, listener
        self._wants_memory = in_memory
        self._disk: Nursery | None = None
        self._current: Generation | None = None
        self._generation_of: dict[QueryProcess, Generation] = {}
        self._idle: list[QueryProcess] = []
        self._idle_slow: list[QueryProcess] = []
        self._numbers = itertools.count(1)
        self._background: set[asyncio.Task[None]] = set()
        self._loading: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._generation_of)

    @property
    def processes(self) -> list[QueryProcess]:
        """All processes, in the order of their beginning."""
        return list(self._generation_of)

    @property
    def idle(self) -> int:
        """How many processes wait for a job, those that have had a slow one too."""
        return len(self._idle) + len(self._idle_slow)

    @property
    def idle_quick(self) -> int:
        """How many processes wait for a job that have not had a slow one."""
        return len(self._idle)

    @property
    def quick(self) -> int:
        """How many processes have not had a slow job."""
        return sum(not process.is_slow for process in self._generation_of)

    @property
    def engine(self) -> str:
        """Where the newest processes have their store: "memory", "disk" or "server"."""
        if self._current is None or self._current.build.folder is not None:
            return "memory" if self._current is not None and self._current.in_memory else "disk"
        return "server"

    def keep_up(self) -> Build:
        """Move to the newest build, and see to it that there are processes; return the build.

        Raises:
            StoreError: if nothing has been built.
        """
        build = self.builds.newest()
        if self._current is None or self._current.build != build:
            is_first = self._current is None
            self._move_to(Generation(build, self._disk_nursery(), in_memory=False))
            self._load(build, 0.0 if is_first else _SETTLED)
        self._fill_up()
        return build

    def _fill_up(self) -> None:
        while self.quick < self._limits.workers and len(self) < self._limits.processes:
            self.add()

    def add(self) -> None:
        """Have one more process made, of the current generation."""
        assert self._current is not None  # noqa: S101 (keep_up has been called)
        generation = self._current
        if generation.nursery.is_closed:
            generation = self._current = Generation(generation.build, self._disk_nursery(), in_memory=False)
        process = QueryProcess(next(self._numbers), generation.nursery, self._setup(generation), self._limits)
        process.listener = self._listener
        generation.processes.add(process)
        self._generation_of[process] = generation
        self._do(process.connect())

    def _setup(self, generation: Generation) -> Setup:
        folder, limits = generation.build.folder, self._limits
        return Setup(
            store=str(folder) if folder is not None and not generation.in_memory else "",
            knowledge_base=str(self._kb.folder) if folder is None else "",
            base=self._kb.settings.base,
            prefixes=self._kb.prefixes,
            timeout=limits.time,
            memory=limits.memory,
            rows=limits.rows,
            bytes=limits.bytes,
            services=limits.services,
        )

    def take(self, *, slow: bool) -> QueryProcess | None:
        """Return a process that waits for a job, the one that had the last job soonest.

        For a client with ``slow`` queries it is one that has had a slow job, if there is one: those come last when the
        system shares out its time, and cannot be helped up again. But they are warm: a new one has to copy all memory
        that it looks at, since the engine counts references there.
        """
        lanes = (self._idle_slow, self._idle) if slow else (self._idle, self._idle_slow)
        for lane in lanes:
            while lane:
                process = lane.pop()
                if not process.has_ended:
                    return process
        return None

    def put_back(self, process: QueryProcess, *, is_wanted: bool) -> None:
        """Keep a process that is ready for the next job, unless it has had its day, or is not wanted beside others."""
        generation = self._generation_of.get(process)
        lane = self._idle_slow if process.is_slow else self._idle
        is_spare = len(lane) >= self._limits.workers or (not process.is_slow and self.quick > self._limits.workers)
        if generation is not None and generation is self._current and (is_wanted or not is_spare):
            lane.append(process)
        else:
            self.drop(process)

    def trim(self) -> None:
        """End the processes that nobody waits for any longer: more were made while long queries held all."""
        while self._idle and self.quick > self._limits.workers:
            self.forget(self._idle[0])

    def drop(self, process: QueryProcess) -> None:
        """End a process, and have another made if there are too few then."""
        self.forget(process)
        if self._current is not None:
            self._fill_up()

    def forget(self, process: QueryProcess) -> None:
        """End a process, unless it has ended already, and hear nothing more of it."""
        process.close()
        for lane in (self._idle, self._idle_slow):
            if process in lane:
                lane.remove(process)
        generation = self._generation_of.pop(process, None)
        if generation is not None:
            generation.processes.discard(process)
            self._let_go(generation)

    def close(self) -> None:
        """End all processes."""
        for task in self._background:
            task.cancel()
        for process in self.processes:
            self.forget(process)
        if self._current is not None:
            self._current.nursery.close()
        if self._disk is not None:
            self._disk.close()
        self._current = None

    def _disk_nursery(self) -> Nursery:
        if self._disk is None or self._disk.is_closed:
            self._disk = Nursery()
        return self._disk

    def _move_to(self, generation: Generation) -> None:
        """Let ``generation`` take the jobs from now on; what is at work still ends its own."""
        before, self._current = self._current, generation
        idle, self._idle, self._idle_slow = [*self._idle, *self._idle_slow], [], []
        for process in idle:
            self.forget(process)
        if before is not None:
            self._let_go(before)

    def _let_go(self, generation: Generation) -> None:
        if generation.in_memory and generation is not self._current and not generation.processes:
            generation.nursery.close()

    def _load(self, build: Build, delay: float) -> None:
        """Begin to load a build into memory, if that is wanted and it fits."""
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        if self._wants_memory and build.folder is not None:
            self._loading = self._do(self._load_later(build, delay))

    async def _load_later(self, build: Build, delay: float) -> None:
        await asyncio.sleep(delay)
        if not fits_in_memory(build.quads):
            _LOG.warning("the store is served from disk: there is too little memory for its %d quads", build.quads)
            return
        start = time.monotonic()
        nursery = Nursery(load=build.folder)
        try:
            is_loaded = await asyncio.shield(nursery.loaded)
        except asyncio.CancelledError:
            nursery.close()
            raise
        if not is_loaded:
            nursery.close()
            _LOG.warning("the store is served from disk: it could not be loaded into memory")
            return
        _LOG.info("the store is served from memory, loaded in %.1f s", time.monotonic() - start)
        self._move_to(Generation(build, nursery, in_memory=True))
        self._fill_up()

    def _do(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task
