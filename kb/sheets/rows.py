"""What every sheet is read into: rows of text with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class SheetRow(NamedTuple):
    """A row: its number as a spreadsheet shows it, from 1, and its cells as text."""

    number: int
    cells: list[str]


class Broken(NamedTuple):
    """A row that cannot be read: its number, why, and what could be read of it."""

    number: int
    reason: str
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file: ``name`` is empty for the only one of a CSV file. ``rows`` can be read once."""

    name: str
    rows: Iterator[SheetRow | Broken]
