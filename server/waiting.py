"""The queries that wait for a process, shared out fairly between clients."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .process import Frames, QueryProcess
from .wire import Job


@dataclass(eq=False)
class Task:
    """A query on its way: what is asked (None to count what there is), by whom, until when it waits to be started.

    ``started`` gets the frames of the answer once a process has it; ``since`` is when it was asked. Times are in
    monotonic seconds.
    """

    job: Job | None
    client: str
    started: asyncio.Future[Frames]
    since: float
    latest: float
    attempts: int = 0
    process: QueryProcess | None = field(default=None, repr=False)
    frames: Frames | None = field(default=None, repr=False)


class Waiting:
    """A queue in which each client has its turn, however many queries another one has put into it."""

    def __init__(self) -> None:
        self._by_client: OrderedDict[str, deque[Task]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def of(self, client: str) -> int:
        """Return how many queries of a client wait."""
        return len(self._by_client.get(client, ()))

    def add(self, task: Task, *, first: bool = False) -> None:
        """Let a query wait, behind the others of its client or ahead of all."""
        tasks = self._by_client.setdefault(task.client, deque())
        if first:
            tasks.appendleft(task)
            self._by_client.move_to_end(task.client, last=False)
        else:
            tasks.append(task)
        self._length += 1

    def take(self, may_run: Callable[[str], bool]) -> Task | None:
        """Return the next query, of a client that may run one now."""
        client = next((client for client in self._by_client if may_run(client)), None)
        if client is None:
            return None
        task = self._by_client[client].popleft()
        self._length -= 1
        if self._by_client[client]:
            self._by_client.move_to_end(client)
        else:
            del self._by_client[client]
        return task

    def remove(self, task: Task) -> None:
        """Take a query out that does not wait any longer."""
        tasks = self._by_client.get(task.client)
        if tasks is not None and task in tasks:
            tasks.remove(task)
            self._length -= 1
            if not tasks:
                del self._by_client[task.client]

    def all(self) -> Iterator[Task]:
        """Yield all queries that wait."""
        for tasks in list(self._by_client.values()):
            yield from list(tasks)
