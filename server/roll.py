"""All things of a concept by their IRIs, in order, found once per build and kept small: what lists are cut out of."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from kb.namespaces import unescape

from .pages import memory
from .sending import ask
from .sitemap import pattern
from .state import endpoint
from .wire import Job

BLOCK = 200
"""How many IRIs a block has."""


@dataclass(frozen=True)
class Roll:
    """How many things there are, and their IRIs in compressed blocks: a million take some ten megabytes."""

    count: int
    blocks: Sequence[bytes]

    @classmethod
    def of(cls, iris: Sequence[str]) -> Roll:
        """Make a roll of sorted IRIs."""
        texts = ("\n".join(iris[start : start + BLOCK]) for start in range(0, len(iris), BLOCK))
        return cls(len(iris), [zlib.compress(text.encode(), 1) for text in texts])

    def block(self, number: int) -> list[str]:
        """Return the IRIs of one block, counted from 1; none beyond the last."""
        if not 1 <= number <= len(self.blocks):
            return []
        return zlib.decompress(self.blocks[number - 1]).decode().split("\n")


def roll(stem: str) -> Roll:
    """Return all things of a concept that have an IRI below the base."""
    return memory.once_per_build(f"roll of {stem}", lambda: _found(stem))


def _found(stem: str) -> Roll:
    start = f"<{endpoint().kb.settings.base}"
    with contextlib.closing(ask(Job(f"SELECT ?it WHERE {{ {pattern(stem)} }}", table="tsv", is_ours=True))) as reply:
        lines = set(reply.read().decode().splitlines())
    return Roll.of(sorted(unescape(line[1:-1]) for line in lines if line.startswith(start)))
