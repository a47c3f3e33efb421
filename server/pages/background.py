"""What pages show of all the data, found in the background: no page waits long for it, or fails because of it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from flask import Flask

from kb.errors import KbError, StoreError

from ..builds import Build

Found = TypeVar("Found")

_REST = 20  # times as long as it took, what was found is used after a new build: pages keep up with many writes
_LONG = 0.25  # seconds that it takes before it rests at all
_REST_AFTER_FAILURE = 10.0  # seconds
_LOG = logging.getLogger(__name__)


class Background(Generic[Found]):
    """Something that is found once per build, by a thread of its own, when it is first asked for.

    ``find`` is called in the context of the application, without a request.
    """

    def __init__(self, app: Flask, find: Callable[[], Found]) -> None:
        self._app, self._find = app, find
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._known: tuple[Build, Found] | None = None
        self._started = self._rests_until = 0.0

    def get(self, build: Build, patience: float) -> Found | None:
        """Return what was found last, None if that is nothing yet.

        What ``build`` holds is waited for, but no longer than until ``patience`` seconds after its finding began.
        """
        with self._lock:
            is_alive = self._thread is not None and self._thread.is_alive()
            if not self._holds(build) and not is_alive and time.monotonic() >= self._rests_until:
                self._started = time.monotonic()
                self._thread = threading.Thread(target=self._work, args=(build,), daemon=True, name="finding")
                self._thread.start()
            thread, left = self._thread, self._started + patience - time.monotonic()
        if thread is not None and left > 0:
            thread.join(left)
        return self._known[1] if self._known is not None else None

    def _holds(self, build: Build) -> bool:
        return self._known is not None and self._known[0] == build

    def _work(self, build: Build) -> None:
        try:
            with self._app.app_context():
                self._known = build, self._find()
        except KbError as error:
            self._rests_until = time.monotonic() + _REST_AFTER_FAILURE
            if not isinstance(error, StoreError):  # of which others tell, and which is no fault while a server ends
                _LOG.warning("what the first page shows could not be found, and will be tried again: %s", error.message)
            return
        took = time.monotonic() - self._started
        self._rests_until = time.monotonic() + _REST * took if took > _LONG else 0.0
