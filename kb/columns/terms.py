"""RDF terms as small integers. A term is its N-Triples text: ``<iri>``, ``_:label``, ``"text"@en``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np

Ids: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
"""An array of the numbers of terms."""

Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

UNKNOWN = -1
"""The number of a term that is not there."""

IRI, BLANK, LITERAL = 0, 1, 2
_KINDS = {"<": IRI, "_": BLANK, '"': LITERAL}


class Terms:
    """A table of terms that grows: each has the number of its first appearance."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[str] = []
        self._ids: dict[str, int] = {}
        self._kinds = np.zeros(0, np.uint8)
        self.extend(texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def extend(self, texts: Iterable[str]) -> Ids:
        """Return the numbers of ``texts``, giving new ones where a term has none."""
        known, found = self._ids, self._texts
        numbers = []
        for text in texts:
            number = known.get(text)
            if number is None:
                number = known[text] = len(found)
                found.append(text)
            numbers.append(number)
        return np.array(numbers, np.int32)

    def add(self, text: str) -> int:
        """Return the number of a term, giving it a new one if it has none."""
        number = self._ids.get(text)
        if number is None:
            number = self._ids[text] = len(self._texts)
            self._texts.append(text)
        return number

    def find(self, text: str) -> int:
        """Return the number of a term, or ``UNKNOWN``."""
        return self._ids.get(text, UNKNOWN)

    def text(self, number: int) -> str:
        """Return a term as N-Triples writes it."""
        return self._texts[number]

    def texts(self, numbers: Ids) -> list[str]:
        """Return the terms with these numbers."""
        found = self._texts
        return [found[number] for number in numbers.tolist()]

    @property
    def kinds(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """For each term, by its number: ``IRI``, ``BLANK`` or ``LITERAL``."""
        if len(self._kinds) < len(self._texts):
            new = [_KINDS[text[0]] for text in self._texts[len(self._kinds) :]]
            self._kinds = np.concatenate([self._kinds, np.array(new, np.uint8)])
        return self._kinds

    def where(self, numbers: Ids, test: Callable[[str], bool]) -> Mask:
        """Tell for each of ``numbers`` whether ``test`` holds of its text, asking once for each that differs."""
        unique, inverse = np.unique(numbers, return_inverse=True)
        found = np.fromiter((test(text) for text in self.texts(unique)), bool, len(unique))
        return found[inverse]
