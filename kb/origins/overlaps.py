"""Whether two texts share long sequences of words that hardly any other has: a sign that one is from the other."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")
_LEAST = 8  # words in a row: shorter ones are idioms, titles and names of offices
_PIECE = 4  # words whose rarity is judged together
_RARE = 0.1  # of all texts may hold a piece that is rare, but always two
_MOST_WORDS = 20_000  # of a text; what is longer is a book, and compared in its beginning


@dataclass(frozen=True)
class Overlap:
    """What two texts share: the longest sequence as the first writes it, how many words, of how many in the shorter."""

    longest: str
    longest_words: int
    shared_words: int
    words: int

    @property
    def share(self) -> float:
        """The part of the shorter text that the other has, too."""
        return self.shared_words / self.words


class Texts:
    """Texts by name, and how many of them hold each piece of a few words."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        """Take texts, each in one or several passages."""
        self._passages = {name: [_Passage(text) for text in parts] for name, parts in texts.items()}
        self._count: Counter[tuple[str, ...]] = Counter()
        for passages in self._passages.values():
            self._count.update({piece for passage in passages for piece in passage.pieces})
        self._limit = max(2, int(_RARE * len(self._passages)))

    def overlap(self, one: str, other: str) -> Overlap | None:
        """Return what two texts share, None if that is nothing to speak of."""
        found: dict[tuple[str, ...], str] = {}
        for left in self._passages[one]:
            for right in self._passages[other]:
                found |= self._shared(left, right)
        if not found:
            return None
        longest = max(found, key=lambda words: (len(words), words))
        words = min(sum(len(passage.words) for passage in self._passages[name]) for name in (one, other))
        return Overlap(found[longest], len(longest), min(sum(map(len, found)), words), words)

    def _shared(self, left: _Passage, right: _Passage) -> dict[tuple[str, ...], str]:
        """Return the sequences that two passages share, with the words as the first writes them."""
        if left.pieces.isdisjoint(right.pieces):
            return {}
        matcher = difflib.SequenceMatcher(None, left.words, right.words, autojunk=False)
        blocks = [(block.a, block.size) for block in matcher.get_matching_blocks() if block.size >= _LEAST]
        sequences = {tuple(left.words[start : start + size]): left.written(start, size) for start, size in blocks}
        return {words: written for words, written in sequences.items() if self._is_rare(words)}

    def _is_rare(self, words: tuple[str, ...]) -> bool:
        pieces = [words[at : at + _PIECE] for at in range(len(words) - _PIECE + 1)]
        rare = sum(self._count[piece] <= self._limit for piece in pieces)
        return rare * 2 >= len(pieces)


class _Passage:
    """A text as words without case, and where each stands."""

    def __init__(self, text: str) -> None:
        places = list(_WORD.finditer(text))[:_MOST_WORDS]
        self._text, self._places = text, places
        self.words = [place.group().replace("\u2019", "'").casefold() for place in places]
        self.pieces = {tuple(self.words[at : at + _PIECE]) for at in range(len(self.words) - _PIECE + 1)}

    def written(self, start: int, size: int) -> str:
        """Return some of the words as they are written."""
        first, last = self._places[start], self._places[start + size - 1]
        return " ".join(self._text[first.start() : last.end()].split())
