"""Shows in which words something was found."""

from __future__ import annotations

from dataclasses import dataclass

from .query import Query
from .words import STEMS, primary, words

_LONGEST = 300  # characters


@dataclass(frozen=True)
class Snippet:
    """Some words, and which of their characters were asked for: ``text[start:end]`` of each span."""

    text: str
    language: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def snippet(text: str, language: str, query: Query) -> Snippet:
    """Return the part of a text that holds the most of what was asked for, with the places of that."""
    stem, of = STEMS.stem, primary(language)
    spans = [(word.start, word.end) for word in words(text) if stem(word.form, of) in query.terms]
    start, end = _window(text, spans)
    ahead, behind = "… " if start else "", " …" if end < len(text) else ""
    shift = len(ahead) - start
    kept = _joined([(first + shift, last + shift) for first, last in spans if first >= start and last <= end])
    return Snippet(ahead + text[start:end] + behind, language, tuple(kept))


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= _LONGEST:
        return 0, len(text)
    starts = [first for first, _ in spans] or [0]
    best = max(starts, key=lambda start: sum(start <= first and last <= start + _LONGEST for first, last in spans))
    start = 0 if best < _LONGEST // 4 else text.rfind(" ", 0, best - 30) + 1
    end = text.rfind(" ", start, start + _LONGEST)
    return start, len(text) if start + _LONGEST >= len(text) else end if end > start else start + _LONGEST


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that touch or overlap, as the pairs of characters of Chinese do."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
