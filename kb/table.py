"""Tables for a terminal: columns as wide as they need to be, long text wrapped, nothing cut off."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence

_GAP = "  "


def render(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Write a table no wider than ``width`` columns where its words allow."""
    cells = [[_plain(cell) for cell in row] for row in rows]
    widths = _fit([max(map(_width, column)) for column in zip(header, *cells, strict=True)], width)
    lines = [_line(header, widths), _line(["─" * size for size in widths], widths)]
    lines += [line for row in cells for line in _wrapped(row, widths)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return text on one line, without characters that could take over a terminal."""
    return "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text if not unicodedata.combining(char)
    )


def _fit(natural: list[int], width: int) -> list[int]:
    """Take from the widest columns until the table fits; a column keeps at least 12."""
    widths = list(natural)
    spare = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > spare and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    return widths


def _wrapped(row: Sequence[str], widths: list[int]) -> list[str]:
    parts = [textwrap.wrap(cell, size) or [""] for cell, size in zip(row, widths, strict=True)]
    height = max(map(len, parts), default=0)
    return [_line([part[i] if i < len(part) else "" for part in parts], widths) for i in range(height)]


def _line(cells: Sequence[str], widths: list[int]) -> str:
    padded = (cell + " " * (size - _width(cell)) for cell, size in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()
