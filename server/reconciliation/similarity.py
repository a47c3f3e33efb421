"""How much alike two names are: whole, and by the threes of their characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_LONGEST = 400
_ALMOST, _OTHER_NUMBERS = 0.94, 0.8
_BETWEEN = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return a name without what makes no difference: case, accents, punctuation, and white space (NFKD)."""
    spread = unicodedata.normalize("NFKD", text[:_LONGEST]).casefold()
    letters = "".join(char for char in spread if not unicodedata.combining(char))
    return _BETWEEN.sub(" ", letters).strip()


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how much alike two plain names are; 1 only if they are the same."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    if sorted(one.split()) == sorted(other.split()):
        return 0.95
    ours, theirs = _threes(one), _threes(other)
    most = _OTHER_NUMBERS if _numbers(one) != _numbers(other) else _ALMOST
    return min(most, 2 * (ours & theirs).total() / (ours.total() + theirs.total()))


def _numbers(text: str) -> list[str]:
    return sorted(word for word in text.split() if word.isdigit())


def _threes(text: str) -> Counter[str]:
    padded = f" {text} "
    return Counter(padded[at : at + 3] for at in range(max(1, len(padded) - 2)))
