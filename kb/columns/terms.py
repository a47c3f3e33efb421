"""RDF terms as small integers. A term is its N-Triples text: ``<iri>``, ``_:label``, ``"text"@en``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np

from .lexicon import NO_LEXICON, Lexicon

Ids: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
"""An array of the numbers of terms."""

Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

UNKNOWN = -1
"""The number of a term that is not there."""

IRI, BLANK, LITERAL = 0, 1, 2
_KINDS = {"<": IRI, "_": BLANK, '"': LITERAL}


class Terms:
    """A table of terms that grows: each has the number of its first appearance.

    The first may come from a ``lexicon`` that was saved, and are read from it as they are asked for.
    """

    def __init__(self, texts: Iterable[str] = (), lexicon: Lexicon = NO_LEXICON) -> None:
        self._lexicon = lexicon
        self._start = len(lexicon)
        self._texts: list[str] = []
        self._ids: dict[str, int] = {}
        self._kinds = np.array(lexicon.kinds)
        self.extend(texts)

    def __len__(self) -> int:
        return self._start + len(self._texts)

    def extend(self, texts: Iterable[str]) -> Ids:
        """Return the numbers of ``texts``, giving new ones where a term has none."""
        add = self.add
        return np.fromiter((add(text) for text in texts), np.int32)

    def add(self, text: str) -> int:
        """Return the number of a term, giving it a new one if it has none."""
        number = self._ids.get(text)
        if number is None:
            number = self._lexicon.find(text) if self._start else UNKNOWN
            if number == UNKNOWN:
                number = self._ids[text] = self._start + len(self._texts)
                self._texts.append(text)
        return number

    def find(self, text: str) -> int:
        """Return the number of a term, or ``UNKNOWN``."""
        number = self._ids.get(text, UNKNOWN)
        return self._lexicon.find(text) if number == UNKNOWN and self._start else number

    def text(self, number: int) -> str:
        """Return a term as N-Triples writes it."""
        if number >= self._start:
            return self._texts[number - self._start]
        return self._lexicon.text(number)

    def texts(self, numbers: Ids) -> list[str]:
        """Return the terms with these numbers."""
        return [self.text(number) for number in numbers.tolist()]

    @property
    def kinds(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """For each term, by its number: ``IRI``, ``BLANK`` or ``LITERAL``."""
        if len(self._kinds) < len(self):
            new = [_KINDS[text[0]] for text in self._texts[len(self._kinds) - self._start :]]
            self._kinds = np.concatenate([self._kinds, np.array(new, np.uint8)])
        return self._kinds

    def lexicon(self) -> Lexicon:
        """Return all terms in a form that can be saved."""
        return self._lexicon.extended(self._texts, self.kinds)

    def __iter__(self) -> Iterator[str]:
        return (self.text(number) for number in range(len(self)))
