"""What pages find once per build and then remember, such as counts over all the data."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app

from ..builds import Build
from ..state import endpoint

Found = TypeVar("Found")

_KEY = "factcheck-kb.pages"
_LONG = 0.25  # seconds
_REST = 20  # times as long as it took, it is used after a new build, so that pages keep up with many writes
_finding = threading.Lock()


@dataclass(frozen=True)
class _Known:
    """Something found, for which build, and until when it may be used for a newer one."""

    build: Build
    found: Any
    until: float


def once_per_build(name: str, find: Callable[[], Found]) -> Found:
    """Return what ``find`` returned since the last build, or call it; who comes meanwhile waits.

    What takes long to find is used a little longer than that.
    """
    memory: dict[str, _Known] = current_app.extensions.setdefault(_KEY, {})
    build = endpoint().pool.build
    if not _holds(memory.get(name), build):
        with _finding:
            if not _holds(memory.get(name), build):
                start = time.monotonic()
                value = find()
                took = time.monotonic() - start
                memory[name] = _Known(build, value, time.monotonic() + _REST * took if took > _LONG else 0.0)
    found: Found = memory[name].found
    return found


def _holds(known: _Known | None, build: Build) -> bool:
    return known is not None and (known.build == build or time.monotonic() < known.until)
