"""Tables for a terminal: columns as wide as they need to be, long text wrapped, nothing cut off."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_GAP = "  "
_NARROW = 12
"""A word that is wider may be broken; a column gets narrower only where its words allow."""
_JOINERS = "\u200c\u200d"
"""Without them words of Persian and of Indic scripts, and some emoji, are spelt wrong."""


def render(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Write a table no wider than ``width`` columns where its words allow."""
    cells = [[plain(cell) for cell in row] for row in (header, *rows)]
    widths = _fit(list(zip(*cells, strict=True)), width)
    lines = [*_wrapped(cells[0], widths), _line(["─" * size for size in widths], widths)]
    lines += [line for row in cells[1:] for line in _wrapped(row, widths)]
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return text on one line, without characters that could take over a terminal."""
    return text if text.isascii() and text.isprintable() else "".join(map(_harmless, text))


def _harmless(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":  # most of them reorder text or hide it
        return char if char in _JOINERS else ""
    return " " if category[0] == "C" or category in ("Zl", "Zp") else char


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_width_of_character, text))


def _width_of_character(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fit(columns: list[tuple[str, ...]], width: int) -> list[int]:
    """Take from the widest columns until the table fits, or until no word allows any more."""
    widths = [max(map(_width, column)) for column in columns]
    spare = width - len(_GAP) * (len(widths) - 1)
    if sum(widths) <= spare:
        return widths
    least = [min(_NARROW, max(map(_widest_word, column))) for column in columns]
    while sum(widths) > spare:
        room, widest = max(
            (size if size > low else 0, -i) for i, (size, low) in enumerate(zip(widths, least, strict=True))
        )
        if not room:
            break
        widths[-widest] -= 1
    return widths


def _widest_word(text: str) -> int:
    return max(map(_width, _words(text)), default=0)


def _words(text: str) -> list[str]:
    """Split text where a line may end: into words, the space between them, and the parts of words with hyphens."""
    return textwrap.wrap(text, 1, break_long_words=False, drop_whitespace=False)


def _wrapped(row: Sequence[str], widths: list[int]) -> list[str]:
    parts = [_wrap(cell, size) for cell, size in zip(row, widths, strict=True)]
    height = max(map(len, parts), default=0)
    return [_line([part[i] if i < len(part) else "" for part in parts], widths) for i in range(height)]


def _wrap(text: str, width: int) -> list[str]:
    """Return the lines of a text; ``textwrap`` would count characters, not columns."""
    if _width(text) <= width:
        return [text.strip(" ")]
    lines, line = [], ""
    for word in _pieces(_words(text), width):
        if _width(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line = (line + word).lstrip()
    return [*lines, line.rstrip()]


def _pieces(words: Iterable[str], width: int) -> Iterator[str]:
    """Yield words, those wider than a line in pieces that fit."""
    for word in words:
        if _width(word) <= width:
            yield word
            continue
        piece = ""
        for char in word:
            if _width(piece + char) > width:
                yield piece
                piece = ""
            piece += char
        yield piece


def _line(cells: Sequence[str], widths: list[int]) -> str:
    padded = (cell + " " * (size - _width(cell)) for cell, size in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()
