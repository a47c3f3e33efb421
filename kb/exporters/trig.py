"""TriG 1.1: Turtle in a block per graph."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import IO

from kb.content import Row

from .layout import Layout


def write(rows: list[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted rows with those of ``prefixes`` that they use."""
    layout = Layout(prefixes)
    header = layout.header(rows)
    output.write(header.encode())
    between = "\n" if header else ""
    for graph, within in groupby(rows, attrgetter("graph")):
        name = f"{layout.term(graph)} " if graph else ""
        output.write(f"{between}{name}{{\n".encode())
        between = "\n"
        output.write("\n".join(layout.blocks(within, indent="  ")).encode())
        output.write(b"}\n")
