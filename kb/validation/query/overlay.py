"""Terms that a query works out, beside those of the data: numbered from far above, so that the data stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from rdflib.term import Node

from kb.columns.terms import BLANK, IRI, LITERAL, UNKNOWN, Terms
from kb.validation.terms import rdflib_term, text_of

from .relation import Column

_FIRST = 1 << 40
_KINDS = {"<": IRI, "_": BLANK, '"': LITERAL}


class Overlay:
    """The terms of the data, and those that were worked out."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self._nodes: dict[int, Node] = {}

    def add(self, text: str) -> int:
        """Return the number of a term; equal terms have equal numbers."""
        number = self._terms.find(text)
        if number == UNKNOWN:
            number = self._numbers.get(text, UNKNOWN)
        if number == UNKNOWN:
            number = self._numbers[text] = _FIRST + len(self._texts)
            self._texts.append(text)
        return number

    def text(self, number: int) -> str:
        """Return a term as N-Triples writes it."""
        return self._terms.text(number) if number < _FIRST else self._texts[number - _FIRST]

    def node(self, number: int) -> Node:
        """Return a term as rdflib has it."""
        if number not in self._nodes:
            self._nodes[number] = rdflib_term(self.text(number))
        return self._nodes[number]

    def number(self, node: Node) -> int:
        """Return the number of a term of rdflib's."""
        return self.add(text_of(node))

    def kinds(self, column: Column) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the kind of each term of a column, -1 for what is no term."""
        kinds = np.full(len(column), -1, np.int64)
        known = (column >= 0) & (column < _FIRST)
        kinds[known] = self._terms.kinds[column[known]]
        for row in np.flatnonzero(column >= _FIRST):
            kinds[row] = _KINDS[self.text(int(column[row]))[0]]
        return kinds
