"""Runs functions in processes of their own, so that all processors work at once.

A process is forked: it sees all that its parent has in memory without a copy, and sends back what its function
returns. Where processes cannot be forked, the functions run one after the other.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from .errors import KbError

Value = TypeVar("Value")


def processors() -> int:
    """Return how many processors this process may use; ``KB_PROCESSES`` sets another number."""
    wanted = os.environ.get("KB_PROCESSES", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Task(Generic[Value]):
    """A function that runs in a process of its own from now on."""

    def __init__(self, function: Callable[[], Value]) -> None:
        self._function: Callable[[], Value] | None = function
        if not hasattr(os, "fork"):
            return
        self._function = None
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

    def result(self) -> Value:
        """Wait for the function to end and return its value.

        Raises:
            KbError: what the function raised, or if its process was ended from outside.
        """
        if self._function is not None:
            return self._function()
        with self._pipe:
            data = self._pipe.read()
        _, status = os.waitpid(self._process, 0)
        if status or not data:
            raise KbError(f"a process of the validation ended early ({_ending(status)})", hint="was memory short?")
        value, error = pickle.loads(data)  # noqa: S301 (our own child wrote it)
        if error is not None:
            raise error
        result: Value = value
        return result

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if self._function is None:
            os.kill(self._process, signal.SIGKILL)
            self._pipe.close()
            os.waitpid(self._process, 0)


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
    except BaseException:  # noqa: BLE001 (nothing may unwind into the parent)
        traceback.print_exc()
    finally:
        os._exit(code)


def _ending(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"code {code}"


def run_all(functions: Sequence[Callable[[], Value]]) -> list[Value]:
    """Run functions at once, the first in this process and each other in one of its own; return their values.

    Raises:
        KbError: what a function raised.
    """
    tasks = [Task(function) for function in functions[1:]]
    try:
        first = functions[0]()
        return [first, *(tasks.pop(0).result() for _ in functions[1:])]
    finally:
        for task in tasks:
            task.stop()
