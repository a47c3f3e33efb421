"""N-Quads 1.1: a triple and its graph a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

from kb.content import Row


def write(rows: Iterable[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write each row as a line; ``prefixes`` are not used."""
    for row in rows:
        graph = f" {row.graph}" if row.graph else ""
        output.write(f"{row.subject} {row.predicate} {row.object}{graph} .\n".encode())
