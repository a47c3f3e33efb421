"""Shares work out to processes, so that all processors work at once.

A process is forked: it sees all that its parent has in memory without a copy, takes one piece of work after the other
from a queue that all share, and sends back what it made of them. Where processes cannot be forked, one does it all.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from .errors import KbError
from .progress import Progress, silent

Value = TypeVar("Value")

_NUMBER = 4  # bytes; reading and writing as many is never interrupted half-way
_QUEUE = 32_768  # bytes that a pipe surely takes at once


def processors() -> int:
    """Return how many processors this process may use; ``KB_PROCESSES`` sets another number."""
    wanted = os.environ.get("KB_PROCESSES", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew(Generic[Value]):
    """Processes that work through ``pieces`` pieces of work, started at once.

    ``worker`` gets an iterator over the numbers of the pieces that fall to it, and returns what it made of them. This
    process joins in with ``join``, and can do other things before. At most ``most`` processes are started beside it.
    """

    def __init__(self, worker: Callable[[Iterator[int]], Value], pieces: int, *, most: int | None = None) -> None:
        self._worker, self._pieces = worker, pieces
        self._children: list[_Child[Value]] = []
        beside = min(processors() - 1 if most is None else most, pieces - 1)
        if beside < 1 or not hasattr(os, "fork"):
            self._taken: Iterator[int] = iter(range(pieces))
            return
        group = 1 + pieces * _NUMBER // _QUEUE
        self._queue, writing = os.pipe()
        os.write(writing, b"".join(start.to_bytes(_NUMBER, "little") for start in range(0, pieces, group)))
        os.close(writing)
        self._taken = self._take(group)
        self._children = [_Child(lambda: worker(self._take(group))) for _ in range(beside)]

    def _take(self, group: int) -> Iterator[int]:
        while taken := os.read(self._queue, _NUMBER):
            start = int.from_bytes(taken, "little")
            yield from range(start, min(start + group, self._pieces))

    def join(self, progress: Progress[int] = silent, label: str = "") -> list[Value]:
        """Work until nothing is left; return what each process made, this one's first.

        Raises:
            KbError: what a worker raised, or if a process was ended from outside.
        """
        try:
            own = self._worker(progress(label, self._taken, self._pieces))
            return [own, *(child.result() for child in self._children)]
        finally:
            self.stop()

    def stop(self) -> None:
        """End the processes that are still at work."""
        for child in self._children:
            child.stop()
        if self._children:
            os.close(self._queue)
        self._children = []


class _Child(Generic[Value]):
    """A function that runs in a process of its own from now on."""

    def __init__(self, function: Callable[[], Value]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python's, about threads; those of numpy do not matter
            self._process = os.fork()
        if not self._process:
            os.close(reading)
            _serve(function, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb")
        self._ended = False

    def result(self) -> Value:
        data = self._pipe.read()
        _, status = os.waitpid(self._process, 0)
        self._ended = True
        if status or not data:
            code = os.waitstatus_to_exitcode(status)
            ending = f"signal {-code}" if code < 0 else f"code {code}"
            raise KbError(f"a process ended before its work was done ({ending})", hint="was memory short?")
        value, error = pickle.loads(data)  # noqa: S301 (our own child wrote it)
        if error is not None:
            raise error
        result: Value = value
        return result

    def stop(self) -> None:
        self._pipe.close()
        if not self._ended:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            self._ended = True


def _serve(function: Callable[[], object], writing: int) -> None:
    """Send what ``function`` returns or raises, and end this process without any of its parent's clean-up."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            answer: tuple[object, KbError | None] = function(), None
        except KbError as error:
            answer = None, error
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe, protocol=5)
        code = 0
    except BrokenPipeError:  # whoever waited has ended
        code = 1
    except BaseException:  # noqa: BLE001 (nothing may unwind into the parent)
        traceback.print_exc()
    finally:
        os._exit(code)
