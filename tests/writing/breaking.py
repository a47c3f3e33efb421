"""Breaks a process at a chosen step: each call that changes the file system, and each sync, is one."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

_CHANGING = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"}

Breaking = Callable[[], None]


def killing() -> None:
    """End the process at once, as ``kill -9`` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def failing() -> None:
    """Fail as on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def forked(function: Callable[[], None]) -> int:
    """Run a function in a process of its own; return 0, the number of a signal, or 1 if it raised an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if not pid:
        code = 1
        try:
            function()
            code = 0
        except Exception:  # noqa: BLE001 (the exit code tells)
            code = 1
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    return abs(os.waitstatus_to_exitcode(status))


def broken_at(step: int, how: Breaking, function: Callable[[], None], *, then: bool = False) -> tuple[bool, int]:
    """Run a function in a process of its own that breaks at a step, and at all steps after if ``then``.

    Return whether it got there, and how it ended; see ``forked``.
    """
    reading, writing = os.pipe()

    def run() -> None:
        at = 0

        def count(*arguments: Any) -> None:
            nonlocal at
            at += 1
            if at == step:
                os.write(writing, b".")
            if at == step or (then and at > step):
                how()

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            writes = (
                event == "open"
                and isinstance(arguments[2], int)
                and arguments[2] & (os.O_CREAT | os.O_RDWR | os.O_WRONLY)
            )
            if event in _CHANGING or writes:
                count()

        sync = os.fsync

        def fsync(number: int) -> None:
            count()
            sync(number)

        os.fsync = fsync  # type: ignore[assignment]
        sys.addaudithook(heard)
        function()

    code = forked(run)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return bool(pipe.read()), code


def traced(function: Callable[[], None]) -> list[tuple[str, ...]]:
    """Run a function in a process of its own; return its renames, removals and syncs, with the paths, in their order."""
    reading, writing = os.pipe()

    def run() -> None:
        found: list[tuple[str, ...]] = []
        sync = os.fsync

        def fsync(number: int) -> None:
            sync(number)
            found.append(("sync", str(Path(f"/proc/self/fd/{number}").readlink())))

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            if event in ("os.rename", "os.remove"):
                found.append((event[3:], *(str(each) for each in arguments if not isinstance(each, int))))

        os.fsync = fsync  # type: ignore[assignment]
        sys.addaudithook(heard)
        function()
        os.write(writing, json.dumps(found).encode())

    assert forked(run) == 0
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return [tuple(each) for each in json.loads(pipe.read())]


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder but those below ``.kb``, with what they hold."""
    found = (path for path in folder.rglob("*") if path.is_file() and ".kb" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
