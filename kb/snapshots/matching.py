"""Looks for the words of a quote in a text (Web Annotation, Text Quote Selector §4.2.4).

Words are the same words when white space, quotation marks, dashes or the composition of letters are written in another
way; what had to be set aside is named. Case counts: a name is not a noun.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_QUOTES = str.maketrans({**dict.fromkeys("‘’‚‛′‹›´`", "'"), **dict.fromkeys("“”„‟″«»", '"')})  # noqa: RUF001
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), "…": "..."})  # noqa: RUF001

_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("how letters are composed", lambda text: unicodedata.normalize("NFC", text)),
    ("white space", lambda text: _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()),
    ("the style of quotation marks", lambda text: text.translate(_QUOTES)),
    ("the style of dashes and dots", lambda text: text.translate(_DASHES)),
)
_CHANGED = 0.8  # of the words of a passage must be those of the quote for it to be the same passage, changed
_NEAR = 0.4
_ORDER = ("once", "several", "changed", "missing")


@dataclass(frozen=True)
class Match:
    """How a quote is found: ``once``, ``several`` times, ``changed`` or ``missing``.

    ``normalised`` names what had to be set aside; ``nearest`` is the passage that is most like the quote, and
    ``difference`` says word by word how it differs.
    """

    kind: str
    count: int = 0
    normalised: tuple[str, ...] = ()
    nearest: str = ""
    difference: str = ""

    @property
    def order(self) -> tuple[int, int]:
        """The better of two matches comes first."""
        return _ORDER.index(self.kind), len(self.normalised)


def find(exact: str, prefix: str, suffix: str, text: str) -> Match:
    """Look for the words ``exact`` in a text, where it has them several times between ``prefix`` and ``suffix``."""
    applied: list[str] = []
    words, before, after = exact, prefix, suffix
    for name, step in ((None, None), *_STEPS):
        if step is not None:
            changed = step(text), step(words)
            if changed != (text, words) and name is not None:
                applied.append(name)
            text, words = changed
            before, after = _stepped(step, before, after)
        count = text.count(words) if words else 0
        if count:
            around = _around(text, words, before, after)
            kind = "once" if count == 1 or around == 1 else "several"
            return Match(kind, around if around > 1 else count, tuple(applied))
    return _nearest(words, text)


def _stepped(step: Callable[[str], str], before: str, after: str) -> tuple[str, str]:
    """Apply a step to the words around, keeping whether a space stands between."""
    left = step(before) + (" " if before[-1:].isspace() else "")
    right = (" " if after[:1].isspace() else "") + step(after)
    return left, right


def _around(text: str, words: str, before: str, after: str) -> int:
    """Count the passages that stand between the words before and those after."""
    starts = [match.start() for match in re.finditer(re.escape(words), text)]
    fitting = [
        start
        for start in starts
        if text[:start].rstrip().endswith(before.rstrip())
        and text[start + len(words) :].lstrip().startswith(after.lstrip())
    ]
    return len(fitting) if before or after else len(starts)


def _nearest(words: str, text: str) -> Match:
    """Return the passage that shares most of its words with the quote."""
    wanted, found = words.split(), list(re.finditer(r"\S+", text))
    if not wanted or not found:
        return Match("missing")
    spoken = [match.group() for match in found]
    best, score = max(
        ((start, _likeness(wanted, spoken[start : start + len(wanted)])) for start in _starts(wanted, spoken)),
        key=lambda pair: pair[1],
        default=(0, 0.0),
    )
    passage = spoken[best : best + len(wanted)]
    if score < _NEAR:
        return Match("missing")
    kind = "changed" if score >= _CHANGED else "missing"
    return Match(kind, nearest=f"“{' '.join(passage)}”", difference=_difference(wanted, passage))


def _starts(wanted: list[str], spoken: list[str]) -> Iterator[int]:
    """Yield where passages may begin: those windows of the text that share most words with the quote."""
    size, needed = len(wanted), Counter(wanted)
    counts: Counter[str] = Counter(spoken[:size])
    shared = sum(min(count, counts[word]) for word, count in needed.items())
    scores = [(shared, 0)]
    for start in range(1, max(1, len(spoken) - size + 1)):
        out, into = spoken[start - 1], spoken[start + size - 1]
        if out in needed:
            shared -= counts[out] <= needed[out]
        counts[out] -= 1
        counts[into] += 1
        if into in needed:
            shared += counts[into] <= needed[into]
        scores.append((shared, -start))
    return (-start for _, start in sorted(scores, reverse=True)[:20])


def _likeness(one: list[str], other: list[str]) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _difference(wanted: list[str], passage: list[str]) -> str:
    """Say which words are others."""
    parts = []
    for kind, start, end, other_start, other_end in difflib.SequenceMatcher(
        None, wanted, passage, autojunk=False
    ).get_opcodes():
        quoted, there = " ".join(wanted[start:end]), " ".join(passage[other_start:other_end])
        if kind == "replace":
            parts.append(f"“{there}” instead of “{quoted}”")
        elif kind == "delete":
            parts.append(f"no “{quoted}”")
        elif kind == "insert":
            parts.append(f"“{there}” as well")
    return ", ".join(parts[:5]) + (" …" if len(parts) > 5 else "")
