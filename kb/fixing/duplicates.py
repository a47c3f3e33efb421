"""Removes triples that a file says twice."""

from __future__ import annotations

from collections.abc import Iterator

from kb.turtle.document import Document
from kb.turtle.parsing import Spanned
from kb.turtle.tokens import COMMENT, SPACE, Token, tokens

DONE = "repeated triples removed"
ORDER = 2

_MOST = 1000  # of one file and one run; what is left is mended by the next


def fix(text: str) -> str:
    """Return the text with every triple once, where it came first.

    What has a comment within it is left: it may be there for the sake of the comment.
    """
    for _ in range(_MOST):
        mended = next(_without_one(text), None)
        if mended is None:
            return text
        text = mended
    return text


def _without_one(text: str) -> Iterator[str]:
    """Yield the text without a repeated triple, for each that can be taken out."""
    seen: set[tuple[str, ...]] = set()
    before: set[tuple[str, ...]] | None = None
    for triple in _triples(text):
        key = (triple.subject, triple.predicate, triple.object)
        if key not in seen or "_:" in (triple.subject[:2], triple.object[:2]):
            seen.add(key)
            continue
        start, end = _extent(text, triple)
        mended = text[:start] + text[end:]
        before = before or {each[:3] for each in _triples(text)}
        if start < end and {each[:3] for each in _triples(mended)} == before:
            yield mended


def _triples(text: str) -> list[Spanned]:
    return list(Document(text, "turtle", "http://base.invalid/").triples())


def _extent(text: str, triple: Spanned) -> tuple[int, int]:
    """Return what to take out for a triple: its object, with its predicate and subject if nothing is left of them."""
    found = [token for token in tokens(text) if token.kind != SPACE]
    at = {token.start: number for number, token in enumerate(found)}
    first, last = at[triple.object_span.start], _ending(found, triple.object_span.end)
    previous, following = _mark(found, first - 1), _mark(found, last + 1)
    if previous == ",":
        return _checked(text, found, first - 1, last)
    if following == ",":
        return _checked(text, found, first, last + 1)
    first = at[triple.predicate_span.start]
    previous = _mark(found, first - 1)
    if previous == ";":
        return _checked(text, found, first - 1, last)
    if following == ";" and _mark(found, last + 2) not in (".", ";"):
        return _checked(text, found, first, last + 1)
    while following == ";":
        last += 1
        following = _mark(found, last + 1)
    return _checked(text, found, at[triple.subject_span.start], last + 1) if following == "." else (0, 0)


def _ending(found: list[Token], end: int) -> int:
    return next(number for number, token in enumerate(found) if token.end == end)


def _mark(found: list[Token], number: int) -> str:
    return found[number].text if 0 <= number < len(found) else ""


def _checked(text: str, found: list[Token], first: int, last: int) -> tuple[int, int]:
    if any(token.kind == COMMENT for token in found[first : last + 1]):
        return 0, 0
    start, end = found[first].start, found[last].end
    if found[first].text in (",", ";"):  # the space before a separator goes with it
        start = len(text[:start].rstrip()) if first and found[first - 1].kind != COMMENT else start
    else:
        while end < len(text) and text[end] in " \t":
            end += 1
        if text[end : end + 1] in ("\n", "\r") and (start == 0 or text[start - 1] in "\r\n"):
            end += 2 if text[end : end + 2] == "\r\n" else 1
    return start, end
