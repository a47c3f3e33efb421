"""Has query processes made by a forker, and learns how they end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from . import forker

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from kb.server.forker import main; main()"


class Nursery:
    """A forker, as the server sees it: everything here happens on the event loop that was running when it began.

    With ``load``, the folder of a store, the forker first loads that into memory; ``loaded`` then says whether that
    worked. Until then nothing may be forked.
    """

    def __init__(self, load: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self.loaded: asyncio.Future[bool] = self._loop.create_future()
        self.load = load
        self._endings: dict[int, Callable[[int], None]] = {}
        self._buffer = bytearray()
        self._control, theirs = socket.socketpair()
        paths = [str(Path(entry).absolute()) for entry in sys.path]
        flags = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
        settings = {"load": str(load) if load is not None else ""}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *flags, "-c", _BOOT, json.dumps(paths), str(theirs.fileno()), json.dumps(settings)],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,  # Ctrl-C in a terminal is for the server alone
                env=environment,
            )
        self._control.setblocking(False)
        self._loop.add_reader(self._control.fileno(), self._listen)

    @property
    def is_closed(self) -> bool:
        """Whether it has ended, or was closed."""
        return self._control.fileno() < 0

    def fork(self, number: int, ended: Callable[[int], None]) -> socket.socket:
        """Have a process made, known as ``number``, and return the socket to it.

        ``ended`` is called once, when it has ended, with the signal that ended it, or 0.
        """
        ours, theirs = socket.socketpair()
        self._endings[number] = ended
        with theirs:
            try:
                forker.fork_command(self._control, number, theirs)
            except OSError:
                self._loop.call_soon(self._end, number, 0)
        return ours

    def kill(self, number: int) -> None:
        """End a process at once, whatever it is doing."""
        if number in self._endings:
            with contextlib.suppress(OSError):
                self._control.send(forker.COMMAND.pack(forker.KILL, number))

    def close(self) -> None:
        """End the forker, and with it all processes that it made."""
        if self.is_closed:
            return
        self._loop.remove_reader(self._control.fileno())
        self._control.close()
        self._process.kill()
        self._process.wait()
        if not self.loaded.done():
            self.loaded.set_result(False)
        for number in list(self._endings):
            self._end(number, 9)

    def _listen(self) -> None:
        try:
            data = self._control.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        self._buffer += data
        while len(self._buffer) >= forker.NOTICE.size:
            notice, number, ended = forker.NOTICE.unpack_from(self._buffer)
            del self._buffer[: forker.NOTICE.size]
            if notice == forker.ENDED:
                self._end(number, ended)
            elif not self.loaded.done():
                self.loaded.set_result(notice == forker.LOADED)

    def _end(self, number: int, ended: int) -> None:
        tell = self._endings.pop(number, None)
        if tell is not None:
            tell(ended)
