"""Reads ahead in a process of its own, while this one works on what has been read."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, NoReturn

from kb.errors import KbError
from kb.parallel import processors

from .records import Item

_SIZE = struct.Struct("<Q")
_TOGETHER = 100  # items that are sent at once
_WORTH_IT = 2_000_000  # bytes to read: for less, a process is not worth its start


def read_ahead(items: Callable[[], Iterable[Item]], size: int) -> Iterator[Item]:
    """Yield items in their order; where there is much to read, another process reads them.

    Raises:
        KbError: what reading raises, or if the process was ended from outside.
    """
    if size < _WORTH_IT or processors() < 2 or not hasattr(os, "fork"):
        yield from items()
        return
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python's, about threads; none is running here
        process = os.fork()
    if not process:
        os.close(reading)
        _serve(items, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        try:
            yield from _received(pipe)
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _received(pipe: IO[bytes]) -> Iterator[Item]:
    while True:
        head = pipe.read(_SIZE.size)
        if len(head) < _SIZE.size:
            raise KbError("the process that reads ended before its work was done", hint="was memory short?")
        data = pipe.read(_SIZE.unpack(head)[0])
        batch = pickle.loads(data)  # noqa: S301 (our own child wrote it)
        if batch is None:
            return
        if isinstance(batch, KbError):
            raise batch
        yield from batch


def _serve(items: Callable[[], Iterable[Item]], writing: int) -> NoReturn:
    """Send all items, then None, or the error; end without any of the parent's clean-up."""
    code = 1
    try:
        for each in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(each) != signal.SIG_IGN:  # as for what shells run in the background
                signal.signal(each, signal.SIG_DFL)
        with os.fdopen(writing, "wb") as pipe:
            try:
                remaining = iter(items())
                while batch := list(islice(remaining, _TOGETHER)):
                    _send(pipe, batch)
                _send(pipe, None)
            except KbError as error:
                _send(pipe, error)
        code = 0
    except BrokenPipeError:  # whoever waited has ended
        code = 1
    except BaseException:  # noqa: BLE001 (a bug of ours; nothing may unwind into the parent)
        traceback.print_exc()
    finally:
        os._exit(code)


def _send(pipe: IO[bytes], content: object) -> None:
    data = pickle.dumps(content, protocol=5)
    pipe.write(_SIZE.pack(len(data)) + data)
    pipe.flush()
