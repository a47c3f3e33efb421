"""Cuts a request of SPARQL 1.1 Update into its operations (§19.8, rules 29 and 30)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.errors import QuerySyntaxError
from kb.stores.wording import mask

_PROLOGUE = re.compile(r"\s*(?:(?:PREFIX\s+[\w.\-]*:|BASE)\s+)*", re.IGNORECASE)  # masked, an IRI is space
_NO_LINE_END = re.compile(r"[^\n\r]")


@dataclass(frozen=True)
class Piece:
    """One operation: what it declares, and itself.

    Put together they have every character where the request has it: what came before is blank, but for prologues.
    """

    prologue: str
    text: str

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column, from 1, of a place in ``text``."""
        before = self.prologue + self.text[:at]
        return before.count("\n") + 1, len(before) - before.rfind("\n")


def split(text: str) -> list[Piece]:
    """Return the operations of a request; there may be none.

    Raises:
        QuerySyntaxError: if an operation is missing between two ``;``.
    """
    pieces: list[Piece] = []
    before, is_last = "", False
    masked = mask(text)
    for start, end in _sections(masked):
        prologue = _PROLOGUE.match(masked, start, end)
        body = prologue.end() if prologue is not None else start
        before += text[start:body]
        piece = Piece(before, text[body:end])
        if is_last:
            raise QuerySyntaxError("an operation is missing between two ';'", *pieces[-1].place(len(pieces[-1].text)))
        if masked[body:end].strip():
            pieces.append(piece)
        else:
            is_last = True
        before += _NO_LINE_END.sub(" ", text[body : end + 1])
    return pieces


def _sections(masked: str) -> Iterator[tuple[int, int]]:
    """Yield where the parts between the ``;`` are that stand in no brace."""
    depth = start = 0
    for place, character in enumerate(masked):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == ";" and depth <= 0:
            yield start, place
            start = place + 1
    yield start, len(masked)
