"""Runs a validation again whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import click

from kb.errors import KbError

if TYPE_CHECKING:
    from kb.validating import Outcome, Request

_PAUSE = 0.3  # seconds between two looks


def watch(request: Request, show: Callable[[Outcome], None]) -> NoReturn:
    """Check, show, wait for a change of a file, and check again, until interrupted.

    A fault that makes a check impossible is told, and the next change waited for.
    """
    from kb.validating import run

    seen: object = None
    while True:
        now = _state(request)
        if now != seen:
            seen = now
            click.clear()
            try:
                show(run(request))
            except KbError as error:
                click.echo(f"kb: {error.message}", err=True)
            click.echo("watching for changes; end with Ctrl-C", err=True)
        time.sleep(_PAUSE)


def _state(request: Request) -> frozenset[tuple[str, int, int]]:
    """Return which files there are, how large they are and when they changed."""
    paths = [*request.named, *request.shapes, *(request.kb.files() if request.kb is not None else [])]
    found = set()
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue
        found.add((str(path), stat.st_size, stat.st_mtime_ns))
    return frozenset(found)
