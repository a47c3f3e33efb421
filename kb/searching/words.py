"""Cuts texts into words, and brings words that mean the same to one form, in whatever language.

A word is folded (NFKC, case, thousands separators) and stemmed as its language is; accents go last, since stemmers
read them. Scripts that put no space between words are cut into overlapping pairs of characters.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ALGORITHMS = (
    "ar arabic, hy armenian, eu basque, ca catalan, cs czech, da danish, nl dutch, en english, eo esperanto, "
    "et estonian, fi finnish, fr french, de german, el greek, hi hindi, hu hungarian, id indonesian, ga irish, "
    "it italian, lt lithuanian, ne nepali, no norwegian, nb norwegian, nn norwegian, fa persian, pl polish, "
    "pt portuguese, ro romanian, ru russian, sr serbian, es spanish, sv swedish, ta tamil, tr turkish, yi yiddish"
)

STEMMERS: Mapping[str, str] = dict(pair.split() for pair in _ALGORITHMS.split(", "))
"""The Snowball stemmer of each language, by the first part of its tag."""

# Scripts without spaces: Thai, Lao, Myanmar, Khmer, kana, Han (with the planes beyond the first).
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_DENSE += "\U00020000-\U0003ffff"
# Marks (as Indic vowel signs) belong to words, which \w does not know.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff\u200c\u200d"
_LETTERS = rf"(?:(?![{_DENSE}])[\w{_MARKS}])+"
_WORD = re.compile(rf"[{_DENSE}]+|\d+(?:[.,'\u00a0\u202f]\d+)+|{_LETTERS}(?:['\u2019\u02bc]{_LETTERS})*")
_IS_DENSE = re.compile(rf"[{_DENSE}]")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'\u00a0\u202f])\d{3})(?:\1\d{3})*")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$")
_LONGEST = 64  # characters of a word that are looked at
_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text: its folded form, and which characters of the text it takes."""

    form: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order."""
    for match in _WORD.finditer(text):
        start, end = match.span()
        if _IS_DENSE.match(text, start):
            last = max(start + 1, end - 1)
            for at in range(start, last):
                yield Word(fold(text[at : min(at + 2, end)]), at, min(at + 2, end))
        else:
            form = fold(match.group())
            if form:
                yield Word(form, start, end)


_folded: dict[str, str] = {}


def forms(text: str) -> list[str]:
    """Return the folded forms of the words of a text, as ``words`` has them, faster."""
    found = []
    for word in _WORD.findall(text):
        form = _folded.get(word)
        if form is None:
            if _IS_DENSE.match(word):
                found += [part.form for part in words(word)]
                continue
            if len(_folded) >= _KEPT:
                _folded.clear()
            form = _folded[word] = fold(word)
        if form:
            found.append(form)
    return found


def fold(word: str) -> str:
    """Return a word as it is compared: without case, of one width, a number without thousands separators."""
    folded = unicodedata.normalize("NFKC", word[:_LONGEST]).casefold()
    if folded[:1].isdigit():
        return re.sub(r"[.,'\u00a0\u202f]", "", folded) if _THOUSANDS.fullmatch(folded) else folded.replace(",", ".")
    return _POSSESSIVE.sub("", folded).replace("\u2019", "'")


def bare(word: str) -> str:
    """Return a word without the accents of Latin, Greek and Cyrillic letters."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if not "\u0300" <= mark <= "\u036f"))


class Stems:
    """Brings words to their stems, and remembers them; each thread has stemmers of its own."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._local = threading.local()

    def stem(self, form: str, language: str) -> str:
        """Return the stem of a folded word in a language, which may be one that has no stemmer, or none."""
        key = (language, form)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[key] = bare(self._stemmed(form, language))
        return found

    def _stemmed(self, form: str, language: str) -> str:
        algorithm = STEMMERS.get(language)
        if algorithm is None or not form.isalpha():
            return form
        stemmers: dict[str, Any] = self._local.__dict__
        if algorithm not in stemmers:
            import Stemmer

            stemmers[algorithm] = Stemmer.Stemmer(algorithm)
        stemmed: str = stemmers[algorithm].stemWord(form)
        return stemmed or form


STEMS = Stems()
"""Shared by all who search and build: what one has stemmed, the others need not."""


def primary(tag: str) -> str:
    """Return the first part of a language tag: ``pt`` of ``pt-BR``."""
    return tag.partition("-")[0].lower()
