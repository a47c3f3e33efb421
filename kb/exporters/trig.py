"""TriG 1.1: Turtle in a block per graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import IO

from kb.content import Row

from .layout import Layout


def write(rows: Iterable[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted rows with those of ``prefixes`` that they use."""
    layout = Layout(prefixes)
    with layout.body(output) as body:
        between = ""
        for graph, within in groupby(rows, attrgetter("graph")):
            name = f"{layout.term(graph)} " if graph else ""
            body.write(f"{between}{name}{{\n".encode())
            between = ""
            for block in layout.blocks(within, indent="  "):
                body.write(f"{between}{block}".encode())
                between = "\n"
            body.write(b"}\n")
            between = "\n"
