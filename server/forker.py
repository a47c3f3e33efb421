"""The process that makes query processes: it forks them, with everything imported, and the store in memory if wanted.

A fork takes milliseconds where a start takes a third of a second, and shares the memory of its parent until it writes
there. Only a process without threads can be forked safely, so this one does nothing else. It ends with the server,
and its children do, too.
"""

from __future__ import annotations

import array
import ctypes
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import traceback
from pathlib import Path

from kb.errors import KbError
from kb.exporters import writer
from kb.stores.embedded import EmbeddedStore

from .worker import work

COMMAND = struct.Struct("!cQ")
"""FORK with the number that the new process is known by, its socket beside it; KILL with that number."""

NOTICE = struct.Struct("!cQi")
"""ENDED with the number and the signal that ended it, or 0; LOADED or FAILED, once, where a store is to be loaded."""

_TOLD = 3  # the descriptor of what bugs are told on

FORK, KILL = b"F", b"K"
ENDED, LOADED, FAILED = b"E", b"L", b"X"


def main() -> None:
    """Fork on command until the server closes its end of the socket."""
    control = socket.socket(fileno=int(sys.argv[2]))
    settings = json.loads(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    writer("rdfxml")  # is imported now: later no file can be opened
    store = None
    if settings["load"]:
        store = _load(Path(settings["load"]))
        control.sendall(NOTICE.pack(LOADED if store is not None else FAILED, 0, 0))
        if store is None:
            return
    gc.collect()
    gc.freeze()  # what is here already is never looked at again, so that no fork has to copy it
    _tidy_up()
    Forker(control, store).run()


def _load(folder: Path) -> EmbeddedStore | None:
    """Load a store into memory; a process of its own reads it, since one with an open store must not be forked."""
    try:
        reading, writing = os.pipe()
        reader = os.fork()
        if reader == 0:
            os.close(reading)
            _dump(folder, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as quads:
            store = EmbeddedStore.load_in_memory(quads)
    except (KbError, OSError, MemoryError):
        return None
    return store if os.waitpid(reader, 0)[1] == 0 else None


def _tidy_up() -> None:
    """Give back what loading left in small pieces, among which every later allocation would search (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _dump(folder: Path, output: int) -> None:
    status = 1
    try:
        with os.fdopen(output, "wb") as file:
            EmbeddedStore.open(folder, read_only=True).dump(file)
        status = 0
    finally:
        os._exit(status)


class Forker:
    """Obeys the commands that come over ``control``."""

    def __init__(self, control: socket.socket, store: EmbeddedStore | None) -> None:
        self._control, self._store = control, store
        self._numbers: dict[int, int] = {}
        """The number of every child, by its process's."""

    def run(self) -> None:
        """Obey until the other end is closed."""
        wakes, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, stack: None)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(wakes, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if wakes in ready:
                os.read(wakes, 4096)
                self._reap()
            if self._control.fileno() in ready and not self._obey():
                return

    def _obey(self) -> bool:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, COMMAND.size, 1)
        except ConnectionError:
            return False
        while data and len(data) < COMMAND.size:
            data += self._control.recv(COMMAND.size - len(data))
        if not data:
            return False
        command, number = COMMAND.unpack(data)
        if command == FORK:
            self._fork(number, descriptors[0])
        else:
            for pid in [pid for pid, known in self._numbers.items() if known == number]:
                os.kill(pid, signal.SIGKILL)  # it is a child and not yet waited for, so the number is still its own
        return True

    def _fork(self, number: int, connection: int) -> None:
        pid = os.fork()
        if pid:
            self._numbers[pid] = number
            os.close(connection)
            return
        status = 1
        try:
            _leave_the_parent(connection)
            work(self._store)
            status = 0
        except ConnectionError:
            status = 0  # the server has gone, or nobody waits for this answer
        except BaseException:  # noqa: BLE001 (a bug must be told, and must not return into the parent's code)
            traceback.print_exc()
        finally:
            os._exit(status)

    def _reap(self) -> None:
        while self._numbers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            number = self._numbers.pop(pid, None)
            if number is not None:
                self._control.sendall(NOTICE.pack(ENDED, number, ended))


def _leave_the_parent(connection: int) -> None:
    """Keep of what was inherited only the socket, as the standard input, and a way to tell of bugs.

    What the engine says when it is out of memory, on the standard error, the server says better.
    """
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(connection, 0)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(2, _TOLD)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.closerange(_TOLD + 1, 1 << 16)
    sys.stderr = os.fdopen(_TOLD, "w", buffering=1, closefd=False)


def fork_command(control: socket.socket, number: int, connection: socket.socket) -> None:
    """Send FORK, and the socket of the new process with it."""
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [connection.fileno()]))
    control.sendmsg([COMMAND.pack(FORK, number)], [rights])
