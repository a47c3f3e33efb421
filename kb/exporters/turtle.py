"""Turtle 1.1, laid out for review: a subject a block, a predicate a line, everything sorted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from kb.content import Row

from .layout import Layout


def write(rows: list[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted rows, graphs left out, with those of ``prefixes`` that they use."""
    layout = Layout(prefixes)
    header = layout.header(row._replace(graph="") for row in rows)
    output.write(header.encode())
    between = "\n" if header else ""
    for block in layout.blocks(rows):
        output.write(f"{between}{block}".encode())
        between = "\n"
