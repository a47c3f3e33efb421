"""A text in Turtle or a relative of it: its lines, and its triples about some terms, without reading all of it."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from . import spellings
from .parsing import FaultError, Parser, Span, Spanned, numbered
from .statements import Directive, Statements, UnclearError

_LINE_END = re.compile(r"\r\n|\r|\n")


class Place(NamedTuple):
    """A stretch of a text by lines and columns from 1, columns in characters; the end is the column after it."""

    line: int
    column: int
    end_line: int
    end_column: int


def decoded(data: bytes) -> str:
    """Return the text of a file; what is not UTF-8 becomes replacement characters."""
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")


class Document:
    """A text with its format (``turtle``, ``trig``, ``ntriples``, ``nquads``) and the base of its relative IRIs."""

    def __init__(self, text: str, format: str = "turtle", base: str | None = None) -> None:
        self.text, self.format, self.base = text, format, base

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line starts; a line ends with CR LF, LF or CR."""
        if "\r" in self.text:
            return [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]

    def place(self, span: Span) -> Place:
        """Return where a span is."""
        (line, column), (end_line, end_column) = map(self._position, span)
        return Place(line, column, end_line, end_column)

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def triples(self) -> Iterator[Spanned]:
        """Yield all triples with their spans, as far as the text has no fault.

        Blank nodes are called ``_:b0``, ``_:b1`` … by the order in which triples mention them.
        """
        return numbered(self._readable())

    def _readable(self) -> Iterator[Spanned]:
        try:
            yield from Parser(self.text, self.format, self.base).triples()
        except FaultError:
            return

    def about(self, terms: Iterable[str]) -> list[Spanned]:
        """Return the triples that have one of some terms as subject or object, in the order of the text.

        Only the statements that can mention one are read, unless they can be spelt in ways that nobody could look for.
        If no blank node is asked for, blank nodes may have other names than ``triples`` gives them.
        """
        wanted = set(terms)
        return [each for each in self._mentioning(wanted) if each.subject in wanted or each.object in wanted]

    def _mentioning(self, wanted: set[str]) -> Iterator[Spanned]:
        blank = any(term.startswith("_") for term in wanted)
        if blank and self.format in ("trig", "nquads"):
            return self.triples()  # a graph without a name may be the first mention of a node
        try:
            statements = Statements(self.text, self.format, self.line_starts)
        except UnclearError:
            return self.triples()
        directives: list[Directive] = []
        if self.format in ("turtle", "trig"):
            directives = statements.directives(Parser(self.text, "turtle", self.base), spellings.directives(self.text))
        declared = {item for directive in directives for item in directive.prefixes.items()}
        places = spellings.places(self.text, wanted, declared)
        if places is None:
            return self.triples()
        if self.format == "trig":
            places.update(spellings.braces(self.text))
        parser = Parser(self.text, self.format, self.base)
        return numbered(statements.reading(parser, sorted(places), directives))
