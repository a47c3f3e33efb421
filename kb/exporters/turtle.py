"""Turtle 1.1, laid out for review: a subject a block, a predicate a line, everything sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

from kb.content import Row

from .layout import Layout


def write(rows: Iterable[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted rows, graphs left out, with those of ``prefixes`` that they use."""
    layout = Layout(prefixes)
    with layout.body(output) as body:
        between = ""
        for block in layout.blocks(rows):
            body.write(f"{between}{block}".encode())
            between = "\n"
