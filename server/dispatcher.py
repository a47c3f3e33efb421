"""Puts queries to processes, shares these between clients, and ends what takes too long.

Everything here happens on one event loop. A query that has run for a fifth of a second lets quicker ones go first from
then on. While all processes are at work, more are made, up to a limit, so that a quick query never waits long for slow
ones; they end with their job.
"""

from __future__ import annotations

import asyncio
import time

from kb.errors import KbError, StoreError
from kb.project import KnowledgeBase

from . import wire
from .builds import Build
from .clients import Clients
from .errors import BusyError, TooManyQueriesError
from .limits import Limits
from .process import Frames, ProcessEndedError, QueryProcess
from .stock import Stock
from .waiting import Task, Waiting
from .wire import Job

_START = 0.002  # seconds between two looks whether all processes are ready
_TICK = 0.05  # seconds between two looks at what runs
_LONG = 0.1  # seconds after which a query no longer counts as quick
_SLOW = 0.2  # seconds after which a query lets others go first
_AT_ONCE = 0.05  # seconds within which a process that is killed was not brought down by its query
_ATTEMPTS = 3


class Dispatcher:
    """The way of all queries to their processes."""

    def __init__(self, kb: KnowledgeBase, limits: Limits, *, in_memory: bool = True) -> None:
        self.limits = limits
        self.stock = Stock(kb, limits, self, in_memory=in_memory)
        self.clients = Clients(limits)
        self.waiting = Waiting()
        self._running: dict[QueryProcess, Task] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._failed_starts = 0
        self._fault: KbError | None = None
        self._is_closed = False

    @property
    def running(self) -> int:
        """How many queries run."""
        return len(self._running)

    def build(self) -> Build:
        """Return the build that the next query is put to.

        Raises:
            StoreError: if nothing has been built, or the server is closing.
        """
        if self._is_closed:
            raise StoreError("the server is closing")
        return self.stock.keep_up()

    async def start(self) -> None:
        """Have the processes made, and wait until they are ready.

        Raises:
            StoreError: if nothing has been built, or the store cannot be opened.
        """
        self._fault = None
        self.build()
        while self.stock.idle + self.running < self.limits.workers:
            if self._fault is not None:
                raise self._fault
            await asyncio.sleep(_START)

    async def ask(self, job: Job | None, client: str = "", patience: float | None = None) -> Task:
        """Have a query started, or without one a count of what there is; it must be released in the end.

        It waits for its turn for ``patience`` seconds.

        Raises:
            BusyError: if its turn does not come in time, or too many wait already.
            TooManyQueriesError: if the client has had its share.
            StoreError: if the store cannot be opened.
        """
        self.build()
        self.clients.check(client)
        now = time.monotonic()
        started: asyncio.Future[Frames] = asyncio.get_running_loop().create_future()
        task = Task(job, client, started, now, now + (self.limits.patience if patience is None else patience))
        self._admit(task)
        self._dispatch()
        self._tick()
        try:
            task.frames = await started
        except asyncio.CancelledError:
            self.release(task)
            raise
        return task

    def release(self, task: Task) -> None:
        """Let go of a query; if it still runs, it is ended, since nobody waits for the rest of its answer."""
        self.waiting.remove(task)
        process, task.process = task.process, None
        if process is not None and self._running.pop(process, None) is not None:
            self._note_end(task, process)
            self.stock.drop(process)

    def close(self) -> None:
        """End all queries and processes; later queries are refused."""
        self._is_closed = True
        error = StoreError("the server is closing")
        for task in self.waiting.all():
            self._refuse(task, error)
        for task in self._running.values():
            if task.frames is not None:
                task.frames.fail(error)
        self._running.clear()
        if self._ticking is not None:
            self._ticking.cancel()
        self.stock.close()

    def heard(self, process: QueryProcess, tag: bytes, payload: bytes) -> None:
        """Pass on what a process says about its job; see ``Listener``."""
        task = self._running.get(process)
        if task is not None and tag != wire.READY:
            frames = task.started.result()
            frames.put(tag, payload)
        elif tag == wire.READY:
            self._failed_starts = 0
            if task is not None:
                del self._running[process]
                task.process = None
                self._note_end(task, process)
            self.stock.put_back(process, is_wanted=len(self.waiting) > 0)
            self._dispatch()
        elif tag == wire.ERROR:  # it cannot open the store
            self.stock.forget(process)
            self._refuse_all(wire.read_error(payload))

    def ended(self, process: QueryProcess, error: ProcessEndedError) -> None:
        """See to what a process was about when it ended; see ``Listener``."""
        task = self._running.pop(process, None)
        self.stock.forget(process)
        if task is not None:
            lasted = time.monotonic() - process.since
            self._note_end(task, process)
            task.process = None
            self._fail(task, error, lasted)
        elif not process.is_ready:
            self._failed_starts += 1
        if self._failed_starts >= _ATTEMPTS:
            self._failed_starts = 0
            self._refuse_all(StoreError("the query processes do not start"))
        elif not self._is_closed and (len(self.waiting) or self.stock.quick < self.limits.workers):
            self._keep_up()
        self._dispatch()

    def _admit(self, task: Task) -> None:
        if len(self.waiting) >= max(1, self.limits.queue):
            raise BusyError(f"{len(self.waiting)} queries wait already", hint="try again in a few seconds")
        if self.limits.queue and self.waiting.of(task.client) >= max(1, self.limits.queue // 2):
            raise TooManyQueriesError(
                f"{self.waiting.of(task.client)} of your queries wait already", hint="ask them one after another"
            )
        self.waiting.add(task)

    def _dispatch(self) -> None:
        """Give the processes that are ready to the queries whose turn it is."""
        while len(self.waiting) and self.stock.idle:
            task = self.waiting.take(self.clients.may_run)
            if task is None:
                return
            process = self.stock.take(slow=self.clients.is_slow(task.client))
            if process is None:
                self.waiting.add(task, first=True)
                return
            self._run(task, process)

    def _run(self, task: Task, process: QueryProcess) -> None:
        task.attempts += 1
        task.process = process
        self._running[process] = task
        self.clients.begin(task.client)
        if not task.started.done():
            task.started.set_result(Frames(process))
        else:
            task.started.result().move_to(process)
        if self.clients.is_slow(task.client):
            process.slow_down()
        process.ask(task.job)

    def _note_end(self, task: Task, process: QueryProcess) -> None:
        self.clients.end(task.client, time.monotonic() - process.since)
        process.since = 0.0

    def _fail(self, task: Task, error: ProcessEndedError, lasted: float) -> None:
        """Tell whoever asked that the process ended, or have another one answer if it cannot be the query's fault."""
        frames = task.started.result()
        if lasted < _AT_ONCE and task.attempts < _ATTEMPTS and error.signal_number == 9 and not frames.has_begun:
            self.waiting.add(task, first=True)
        else:
            frames.fail(error.as_error(self.limits))

    def _refuse(self, task: Task, error: KbError) -> None:
        self.waiting.remove(task)
        if task.started.done():
            task.started.result().fail(error)
        else:
            task.started.set_exception(error)

    def _refuse_all(self, error: KbError) -> None:
        self._fault = error
        for task in self.waiting.all():
            self._refuse(task, error)

    def _keep_up(self) -> None:
        try:
            self.stock.keep_up()
        except StoreError as error:
            self._refuse_all(error)

    def _tick(self) -> None:
        """Look at what runs and waits, again and again, for as long as anything does."""
        if self._ticking is None or self._ticking.done():
            self._ticking = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (self._running or len(self.waiting)) and not self._is_closed:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            for task in list(self.waiting.all()):
                if task.latest < now:
                    self._refuse(task, self._busy(task))
            for process, task in list(self._running.items()):
                if process.is_overdue:
                    self._give_up(process)
                elif now - process.since > _SLOW and not process.is_slow and process.has_worked(_SLOW / 2):
                    process.slow_down()
                    self.clients.note_slow(task.client)
            self._grow(now)
        self.stock.trim()

    def _busy(self, task: Task) -> BusyError:
        if not self.clients.may_run(task.client):
            return TooManyQueriesError(
                f"{self.limits.per_client} of your queries run already, the most here", hint="wait for them to end"
            )
        return BusyError(f"all {len(self.stock)} query processes are at work", hint="try again in a few seconds")

    def _give_up(self, process: QueryProcess) -> None:
        """End a query whose process did not end by itself, since its client reads too slowly or the system stalls."""
        task = self._running.pop(process)
        task.process = None
        self._note_end(task, process)
        task.started.result().fail(ProcessEndedError(14).as_error(self.limits))
        self.stock.drop(process)

    def _grow(self, now: float) -> None:
        """Have one more process made, for the next quick query, if all are at work and none of that is quick."""
        is_starting = self.stock.idle + len(self._running) < len(self.stock)
        if self.stock.idle_quick or len(self.stock) >= self.limits.processes or is_starting:
            return
        if all(now - process.since > _LONG for process in self._running):
            self.stock.add()
