"""Progress of long work: a bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

Progress = Callable[[str, Iterable[Item], int], Iterator[Item]]
"""Yields the items on, showing how many of ``total`` have gone by."""


def silent(label: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """Yield the items and show nothing."""
    return iter(items)


def bar(label: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """Yield the items; where standard error is a terminal, show a bar there once half a second has passed."""
    return _drawn(label, enumerate(items), total)


def shared_bar(label: str, items: Iterable[int], total: int) -> Iterator[int]:
    """Yield the numbers of pieces of work that others take, too, and show how far all have come; see ``bar``."""
    return _drawn(label, ((number, number) for number in items), total)


def counter(label: str, items: Iterable[Item], total: int) -> Iterator[Item]:
    """Yield the items; where standard error is a terminal, show there how many have gone by; none knows of how many."""
    if not sys.stderr.isatty():
        yield from items
        return
    shown = start = time.monotonic()
    for count, item in enumerate(items, start=1):
        if count % 64 == 0 and (now := time.monotonic()) - start > 0.5 and now - shown > 0.1:
            shown = now
            sys.stderr.write(f"\r{label} {count} ({count / (now - start):.0f} a second)\x1b[K")
            sys.stderr.flush()
        yield item
    if shown > start:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _drawn(label: str, items: Iterable[tuple[int, Item]], total: int) -> Iterator[Item]:
    if not sys.stderr.isatty():
        for _, item in items:
            yield item
        return
    start = shown = time.monotonic()
    drawn = False
    try:
        for count, item in items:
            now = time.monotonic()
            if now - start > 0.5 and now - shown > 0.1:
                shown, drawn = now, True
                sys.stderr.write(f"\r{label} {_filled(count, total)} {count}/{total}\x1b[K")
                sys.stderr.flush()
            yield item
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _filled(count: int, total: int, width: int = 30) -> str:
    full = width * count // max(total, 1)
    return "█" * full + "░" * (width - full)
