"""Cuts a request of SPARQL 1.1 Update into its operations (§19.8, rules 29 and 30)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.errors import QuerySyntaxError
from kb.stores.wording import mask

_PROLOGUE = re.compile(r"\s*(?:(?:PREFIX\s+[\w.\-]*:|BASE)\s+)*", re.IGNORECASE)  # masked, an IRI is space
_MARK = re.compile(r"[{};]")


@dataclass(frozen=True)
class Piece:
    """One operation: its own prologue and itself, where they begin in the request, and what was declared before."""

    before: str
    prologue: str
    text: str
    line: int
    column: int

    @property
    def declarations(self) -> str:
        """All that is declared for the operation."""
        return self.before + self.prologue

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column in the request, from 1, of a place in ``text``."""
        return moved(self.prologue + self.text[:at], self.line, self.column)


def moved(text: str, line: int, column: int) -> tuple[int, int]:
    """Return the line and the column behind a text that begins at some line and column."""
    lines = text.count("\n")
    return line + lines, len(text) - text.rfind("\n") if lines else column + len(text)


def split(text: str) -> list[Piece]:
    """Return the operations of a request; there may be none.

    Raises:
        QuerySyntaxError: if an operation is missing between two ``;``.
    """
    pieces: list[Piece] = []
    before, line, column, is_last = "", 1, 1, False
    masked = mask(text)
    for start, end in _sections(masked):
        prologue = _PROLOGUE.match(masked, start, end)
        body = prologue.end() if prologue is not None else start
        piece = Piece(before, text[start:body], text[body:end], line, column)
        if is_last:
            raise QuerySyntaxError("an operation is missing between two ';'", *piece.place(0))
        if masked[body:end].strip():
            pieces.append(piece)
        else:
            is_last = True
        if piece.prologue.strip():
            before += f"{piece.prologue}\n"
        line, column = moved(text[start : end + 1], line, column)
    return pieces


def _sections(masked: str) -> Iterator[tuple[int, int]]:
    """Yield where the parts between the ``;`` are that stand in no brace."""
    depth = start = 0
    for found in _MARK.finditer(masked):
        if found.group() == "{":
            depth += 1
        elif found.group() == "}":
            depth -= 1
        elif depth <= 0:
            yield start, found.start()
            start = found.end()
    yield start, len(masked)
