"""Reads the statements that hold some places of a text, and no others: a large file is not cut into tokens for them.

A line end ends a token too, but within a text in long quotes. So a statement begins after a line whose last token is
``.`` (in TriG ``{`` or ``}`` too), and a few lines around a place show where that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from . import tokens as kinds
from .parsing import FaultError, Parser
from .taking import Span, Spanned
from .tokens import tokens

_LONG_QUOTES = re.compile(r'"""|' + "'''")
_LONG_TEXT = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*+"""' + r"|'''(?:[^'\\]|\\.|'(?!''))*+'''", re.DOTALL)
_HIDING = re.compile(r"[\"'#\\]")  # what can make the rest of a line mean something else


class UnclearError(Exception):
    """A text whose long quotes do not match: it has no statements to tell apart."""


class _Line(NamedTuple):
    start: int
    end: int


class Directive(NamedTuple):
    """A directive, to where what follows begins: the base after it, and what it declares."""

    start: int
    end: int
    base: str | None
    prefixes: dict[str, str]


class Statements:
    """The statements of a text, found from places within them."""

    def __init__(self, text: str, format: str, line_starts: Sequence[int]) -> None:
        """Find the texts in long quotes.

        Raises:
            UnclearError: if one is never closed.
        """
        self._text, self._line_starts = text, line_starts
        self._ends = ".{}" if format == "trig" else "."
        self._known = 0  # where a token starts, or goes on: the last one that was looked at
        self._long: list[_Line] = []
        self._long_starts: list[int] = []
        self._find_long_texts()

    def _find_long_texts(self) -> None:
        if '"""' not in self._text and "'''" not in self._text:
            return
        at = 0
        while (quotes := _LONG_QUOTES.search(self._text, at)) is not None:
            place, at = quotes.start(), quotes.end()
            if self._token_at(place) == place:
                closed = _LONG_TEXT.match(self._text, place)
                if closed is None:
                    raise UnclearError
                at = self._known = closed.end()
                self._long.append(_Line(place, at))
                self._long_starts.append(place)

    def reading(self, parser: Parser, places: Iterable[int], directives: Sequence[Directive]) -> Iterator[Spanned]:
        """Read the statements that hold some places, these in ascending order; a statement with a fault is left out.

        The parser goes on with the graph that it is in, so in TriG it must be shown all braces.
        """
        for _, triples in self.whole(parser, places, directives):
            yield from triples

    def whole(
        self, parser: Parser, places: Iterable[int], directives: Sequence[Directive]
    ) -> Iterator[tuple[Span, list[Spanned]]]:
        """Read statements as ``reading`` does, and tell where each stands."""
        read, passed = 0, 0
        for place in places:
            if place < read or not self._means_something(place):
                continue
            while passed < len(directives) and directives[passed].start <= place:
                parser.base, read = directives[passed].base, max(read, directives[passed].end)
                parser.prefixes.update(directives[passed].prefixes)
                passed += 1
            parser.seek(self._start(place, read))
            try:
                while parser.peek.kind != kinds.END and parser.peek.start <= place:
                    start = parser.peek.start
                    triples = parser.read_statement()
                    yield Span(start, parser.end), triples
                read = parser.peek.start
            except FaultError:
                read = place + 1

    def directives(self, parser: Parser, places: Iterable[int]) -> list[Directive]:
        """Read the directives that stand at some places, these in ascending order."""
        found: list[Directive] = []
        for place in places:
            at = self._text[place - 1 : place]
            if not self._means_something(place) or (at == "." and self._inside_name(place)):
                continue
            start = place - 1 if at == "@" else place
            parser.prefixes = {}
            parser.seek(start)
            with suppress(FaultError):
                parser.read_statement()
                found.append(Directive(start, parser.peek.start, parser.base, parser.prefixes))
        return found

    def _inside_name(self, place: int) -> bool:
        return any(token.start < place < token.end for token in tokens(self._text, self._line(place).start, place + 1))

    def _means_something(self, place: int) -> bool:
        number = bisect_right(self._long_starts, place)
        if number and place < self._long[number - 1].end:
            return False
        return self._text[self._token_at(place)] not in "\"'#"

    def _token_at(self, place: int) -> int:
        """Return where the token starts that holds a place, or the place itself if no literal or comment holds it."""
        start = self._line(place).start
        if start < self._known <= place:
            start = self._known
        quoted = self._text[place] in "\"'#"
        if _HIDING.search(self._text, start, place) is None and not (quoted and "<" in self._text[start:place]):
            self._known = start if quoted else place
            return place
        for token in tokens(self._text, start):
            if token.end > place:
                self._known = token.start
                return token.start
        return place

    def _line(self, place: int) -> _Line:
        """Return the line of a place, with the lines before that a text in long quotes joins to it."""
        number = bisect_right(self._line_starts, place) - 1
        start = self._line_starts[number]
        end = self._line_starts[number + 1] if number + 1 < len(self._line_starts) else len(self._text)
        while start and self._long:
            before = bisect_right(self._long_starts, start - 1)
            if not before or self._long[before - 1].end < start:
                break
            start = self._line_starts[bisect_right(self._line_starts, self._long_starts[before - 1]) - 1]
        return _Line(start, end)

    def _start(self, place: int, least: int) -> int:
        """Return where the statement starts that holds a place, space and comments before it included."""
        start = self._line(place).start
        while start > least:
            before = self._line(start - 1)
            if self._ends_statement(before):
                return start
            start = before.start
        return least

    def _ends_statement(self, line: _Line) -> bool:
        text = self._text
        if text.find("#", line.start, line.end) < 0:
            at = line.end - 1
            while at >= line.start and text[at] in " \t\r\n":
                at -= 1
            return at >= line.start and text[at] in self._ends and text[at - 1 : at] != "\\"
        last = ""
        for token in tokens(text, line.start, line.end):
            if token.kind not in (kinds.SPACE, kinds.COMMENT):
                last = token.text
        return last != "" and last in self._ends
