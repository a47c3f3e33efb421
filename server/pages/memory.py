"""What pages find once per build and then remember, such as counts over all the data."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from ..builds import Build
from ..state import endpoint

Found = TypeVar("Found")

_KEY = "factcheck-kb.pages"
_finding = threading.Lock()


def once_per_build(name: str, find: Callable[[], Found]) -> Found:
    """Return what ``find`` returned since the last build, or call it; who comes meanwhile waits."""
    known: dict[str, tuple[Build, Any]] = current_app.extensions.setdefault(_KEY, {})
    build = endpoint().pool.build
    if name not in known or known[name][0] != build:
        with _finding:
            if name not in known or known[name][0] != build:
                known[name] = build, find()
    found: Found = known[name][1]
    return found
