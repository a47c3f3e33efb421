"""The process that writes, one request at a time, over its standard input and output.

The engine has no time limit of its own and nothing in Python can interrupt it. So the alarm signal keeps its default
action here, which ends the process, whatever code is running; until the files are touched, nothing is lost by that.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import struct
import threading
from pathlib import Path
from typing import IO, Any

from kb.errors import KbError
from kb.memory import lift_memory_limit, limit_memory
from kb.project import load

from . import applying
from .errors import WriteCrashError

SIZE = struct.Struct("<Q")
TAKEN, COUNTING = "taken", "counting"


def main(folder: str, timeout: float, memory: int) -> None:
    """Answer requests until the input is closed.

    A request may be worked on for ``timeout`` seconds before it counts, and take ``memory`` bytes; 0 is no limit.

    What takes long with many files, building and checking them for the first time, is done before, and at once.
    For each, the word ``taken`` is sent at once, ``counting`` as soon as it counts, then the receipt, or the error.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    jobs, output = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write there
    kb = load(Path(folder))
    threading.Thread(target=_end_with_the_server, daemon=True).start()

    def working() -> None:
        signal.setitimer(signal.ITIMER_REAL, timeout)
        limit_memory(memory, for_good=False)

    def at_ease() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        lift_memory_limit()

    def counting() -> None:
        at_ease()
        send(output, COUNTING)

    with contextlib.suppress(KbError):  # the first request will say what is wrong
        applying.prepare(kb)
    while (asked := receive(jobs)) is not None:
        send(output, TAKEN)
        try:
            answer: object = applying.write(kb, *asked, working=working, counting=counting)
        except KbError as error:
            answer = error
        except MemoryError:
            answer = too_much_memory(memory)
        at_ease()
        send(output, answer)


def too_much_memory(memory: int) -> WriteCrashError:
    """Return what to say of a request for which the memory did not suffice."""
    return WriteCrashError(
        f"the write takes more memory than {memory >> 20:,} MB, the limit here, or is nested too deeply; "
        "nothing was written",
        hint="make its pattern more selective, or send it in parts",
    )


def send(output: IO[bytes], content: object) -> None:
    """Send an object to the other end."""
    data = pickle.dumps(content)
    output.write(SIZE.pack(len(data)) + data)
    output.flush()


def receive(source: IO[bytes]) -> Any:
    """Return the next object from the other end, which is our own program, or None if there is none."""
    head = source.read(SIZE.size)
    if len(head) < SIZE.size:
        return None
    data = source.read(SIZE.unpack(head)[0])
    return pickle.loads(data) if data else None  # noqa: S301 (it is our own parent or child)


def _end_with_the_server() -> None:
    """Wait until the other end of the input is closed, even in the middle of a request, then end this process."""
    poll = select.poll()
    poll.register(0, 0)
    poll.poll()
    os.kill(os.getpid(), signal.SIGKILL)
