"""Proposes which claims may be the same: those that have most of their words, and all of their numbers, in common.

It never joins them; people decide. The score is the share of words that two claims have in common, of all that they
have (Jaccard's coefficient). Pairs are found without comparing all with all: two sets of words that are that alike
must share one of the rarest words of each, so that only those are looked up.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from math import ceil

from kb.namespaces import XSD

from .agents import Node
from .known import Known
from .naming import digest
from .terms import TYPE, fc, iri, plain_literal

ALIKE = 0.8
"""The least score of a proposal."""

_FEWEST = 4  # words: for less, all must be the same
_MOST = 5  # proposals for one claim
_LONGEST = 50  # claims that share a rare word: it is not that rare, and those before must do
_WORD = re.compile(r"[\w\u0300-\u036f\u0900-\u0d7f\u200c\u200d]+")
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a plain text, each once, sorted; pairs of characters where words have no spaces."""
    found: set[str] = set()
    text = text.casefold()
    whole = text.isascii() or not _WITHOUT_SPACES.search(text)
    for word in _WORD.findall(text):
        if whole or not _WITHOUT_SPACES.search(word):
            found.add(word)
        else:
            found.update(word[at : at + 2] for at in range(max(len(word) - 1, 1)))
    return tuple(sys.intern(word) for word in sorted(found))


class Claims:
    """The claims of a knowledge base with those that came in, by their words."""

    def __init__(self, known: Known, base: str) -> None:
        self._known, self._base = known, base
        self._new: list[tuple[str, tuple[str, ...]]] = []

    def add(self, claim: str, text: str) -> None:
        """Add a claim that came in."""
        self._new.append((claim, words_of(text)))

    def proposals(self, judge: str) -> list[Node]:
        """Return a match for each pair of claims that are alike, one of them new."""
        if not self._new:
            return []
        before = [(claim, words_of(text)) for claim, texts in self._known.claims() for text in texts]
        matched = self._known.matched()
        alike = _Alike(Counter(word for _, words in (*before, *self._new) for word in words))
        for claim, words in before:
            alike.add(claim, words, alike.rare(words))
        found = []
        for claim, words in self._new:
            rare = alike.rare(words)
            for score, other in alike.find(words, rare):
                if frozenset((claim, other)) not in matched:
                    found.append(self._match(claim, other, score, judge))
            alike.add(claim, words, rare)
        return found

    def _match(self, claim: str, other: str, score: float, judge: str) -> Node:
        made = iri(f"{self._base}match/{digest(*sorted((claim, other)))}")
        return made, [
            (TYPE, fc("Match")),
            (fc("left"), claim),
            (fc("right"), other),
            (fc("relation"), fc("same")),
            (fc("judgedBy"), judge),
            (fc("judgement"), fc("proposed")),
            (fc("score"), plain_literal(f"{score:.2f}", datatype=XSD + "decimal")),
        ]


class _Alike:
    """Claims that can be found by words that most of theirs are the same as."""

    def __init__(self, frequency: Counter[str]) -> None:
        self._frequency = frequency
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._claims: list[tuple[str, tuple[str, ...]]] = []

    def add(self, claim: str, words: tuple[str, ...], rare: list[str]) -> None:
        """Add a claim, to be found by its rare words."""
        number = len(self._claims)
        self._claims.append((claim, words))
        for word in rare:
            self._by_word[word].append(number)

    def rare(self, words: tuple[str, ...]) -> list[str]:
        """Return as many of the rarest words as two sets that are alike must share one of."""
        ordered = sorted(words, key=lambda word: (self._frequency[word], word))
        return ordered[: len(words) - ceil(ALIKE * len(words)) + 1]

    def find(self, words: tuple[str, ...], rare: list[str]) -> list[tuple[float, str]]:
        """Return the claims that are alike, the most alike first, with their scores."""
        wanted = frozenset(words)
        least, most = ALIKE * len(words), len(words) / ALIKE
        found = []
        for number in {number for word in rare for number in self._by_word[word][-_LONGEST:]}:
            claim, others = self._claims[number]
            if least <= len(others) <= most and (score := _score(wanted, others)):
                found.append((score, claim))
        return sorted(found, key=lambda each: (-each[0], each[1]))[:_MOST]


def _score(one: frozenset[str], other: tuple[str, ...]) -> float:
    shared = len(one.intersection(other))
    score = shared / (len(one) + len(other) - shared)
    if score < ALIKE:
        return 0.0
    if score < 1 and (min(len(one), len(other)) < _FEWEST or any(map(_is_number, one.symmetric_difference(other)))):
        return 0.0
    return score


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))
