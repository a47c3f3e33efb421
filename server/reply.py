"""An answer on its way from a query process to a client."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from typing import IO, Protocol

from . import wire
from .process import ProcessEndedError, QueryProcess
from .wire import Answer

READ_AHEAD = 1 << 20
"""Bytes that are read before the first is sent: a fault among them still gets a status and a sentence."""


class GiveBack(Protocol):
    """Takes a process back; unless it ``is_sound``, it is in the middle of something, or dead."""

    def __call__(self, process: QueryProcess, *, is_sound: bool) -> None:
        """Take the process back."""


class Reply:
    """The answer to one query: an iterator over its bytes, which must be closed.

    If the query fails after the first bytes have gone, iterating raises, so that the server breaks the connection:
    an answer that is cut short must never look whole.
    """

    def __init__(
        self,
        process: QueryProcess,
        deadline: float,
        give_back: GiveBack,
        is_gone: Callable[[], bool] | None,
    ) -> None:
        self._process: QueryProcess | None = process
        self._deadline, self._give_back, self._is_gone = deadline, give_back, is_gone
        self._timeout = process.timeout
        self._ahead: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=2 * READ_AHEAD)  # noqa: SIM115 (`close` closes it)
        self.length: int | None = None
        """The number of bytes, once all of them have been read."""
        try:
            payload = self._read()
            self.answer = Answer(**json.loads(payload if payload is not None else b"{}"))
            self.read_ahead(READ_AHEAD)
        except BaseException:
            self.close()
            raise

    def read_ahead(self, limit: int | None = None) -> None:
        """Read on until ``limit`` bytes are here, or all of them; they do not fill the memory."""
        self._ahead.seek(0, 2)
        while self.length is None and (limit is None or self._ahead.tell() < limit):
            payload = self._read()
            if payload is None:
                self.length = self._ahead.tell()
            else:
                self._ahead.write(payload)
        self._ahead.seek(0)

    def read(self) -> bytes:
        """Return the whole answer."""
        self.read_ahead()
        return self._ahead.read()

    def __iter__(self) -> Reply:
        return self

    def __next__(self) -> bytes:
        payload = self._ahead.read(1 << 16) or (self._read() if self.length is None else None)
        if not payload:
            raise StopIteration
        return payload

    def close(self) -> None:
        """Let go of the process: it is replaced if it has not finished."""
        self._ahead.close()
        self._release(is_sound=False)

    def _read(self) -> bytes | None:
        """Return what the next frame holds, or None at the end of the answer."""
        if self._process is None:
            return None
        try:
            tag, payload = self._process.read(self._deadline, self._is_gone)
        except ProcessEndedError as error:
            self._release(is_sound=False)
            raise error.as_error(self._timeout) from None
        if tag == wire.ERROR:
            self._release(is_sound=True)
            raise wire.read_error(payload)
        if tag == wire.END:
            self._release(is_sound=True)
            return None
        return payload

    def _release(self, *, is_sound: bool) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._give_back(process, is_sound=is_sound)
