"""N-Triples 1.1: a triple a line, graphs left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

from kb.content import Row


def write(rows: Iterable[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write each row as a line; ``prefixes`` are not used."""
    for row in rows:
        output.write(f"{row.subject} {row.predicate} {row.object} .\n".encode())
