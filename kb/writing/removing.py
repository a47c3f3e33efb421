"""Takes objects out of a statement, and nothing else: comments stay, and so does the space around what is left."""

from __future__ import annotations

import re
from itertools import pairwise

from kb.turtle.taking import Span
from kb.turtle.tokens import COMMENT, SPACE, tokens

from .statements import Part, Structure

_SPACE_BEFORE_END = re.compile(r"[ \t]+(?=\r?\n)")
_MARKS = ".;,"
_BLANK_LINES = re.compile(r"(\r?\n)(?:[ \t]*\r?\n)+")


def dropped(structure: Structure, gone: set[tuple[int, int]]) -> set[int]:
    """Return the numbers of the tokens that go with some objects, each given by its predicate's and its own number.

    At least one object must stay.
    """
    parts: list[Part] = []
    left = [
        [number for number in range(len(predicate.objects)) if (at, number) not in gone]
        for at, predicate in enumerate(structure.predicates)
    ]
    predicates = [at for at, objects in enumerate(left) if objects]
    for at, predicate in enumerate(structure.predicates):
        if not left[at]:
            parts.append(Part(predicate.word.first, predicate.objects[-1].last))
        elif len(left[at]) < len(predicate.objects):
            parts += [object for number, object in enumerate(predicate.objects) if number not in left[at]]
            parts += _superfluous(predicate.commas, left[at])
    parts += _superfluous([predicate.separator for predicate in structure.predicates[1:]], predicates)
    return {number for part in parts for number in range(part.first, part.last)}


def _superfluous(separators: list[Part], left: list[int]) -> list[Part]:
    """Return which of the separators between items go, so that the items that are left have one between each two.

    The one behind an item stays rather than the one before the next: a comment at the end of its line stays beside it.
    """
    return [each for at, each in enumerate(separators) if at not in left or at >= left[-1]]


def without(text: str, structure: Structure, gone: set[int]) -> list[tuple[Span, str]]:
    """Return what to put in the place of which stretches of a text, so that a statement loses some of its tokens."""
    edits = []
    kept = [number for number in range(len(structure.tokens)) if number not in gone]
    for before, after in pairwise(kept):
        if after > before + 1:
            gap = Span(structure.tokens[before].end, structure.tokens[after].start)
            edits.append((gap, _gap(text, gap)))
    return edits


def _gap(text: str, gap: Span) -> str:
    """Return what is left between two tokens after all tokens between them are gone."""
    found = [token for token in tokens(text, *gap) if token.kind in (SPACE, COMMENT)]
    if any(token.kind == COMMENT for token in found):
        return " " * (found[0].kind == COMMENT) + _tidied("".join(token.text for token in found))
    if found and found[-1].end == gap.end:
        return found[-1].text
    return "" if text[gap.end] in _MARKS else " "


def _tidied(text: str) -> str:
    return _BLANK_LINES.sub(r"\1", _SPACE_BEFORE_END.sub("", text))


def whole(text: str, span: Span) -> tuple[Span, str]:
    """Return what to put in the place of which stretch, so that a statement is gone, with its line if nothing is left.

    Comments within it stay.
    """
    start, end = span
    comments = [token.text for token in tokens(text, start, end) if token.kind == COMMENT]
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if comments or text[line_start:start].strip():
        return span, "\n".join([*comments, ""]) if comments else ""
    while end < len(text) and text[end] in " \t":
        end += 1
    newline = re.compile(r"\r\n|\r|\n").match(text, end)
    if newline is None and end < len(text):
        return span, ""
    end = newline.end() if newline is not None else end
    blank = re.compile(r"[ \t]*(?:\r\n|\r|\n)").match(text, end)
    if blank is not None and (line_start == 0 or text[:line_start].endswith(("\n\n", "\r\n\r\n"))):
        end = blank.end()
    return Span(line_start, end), ""
