"""A text in Turtle or a relative of it: its lines, and its triples about some terms, without reading all of it."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from kb.namespaces import RDF

from .parsing import FaultError, Parser, Span, Spanned, numbered

_FAST = ("turtle", "ntriples")

# One statement with its dot, and all space and comments before it. Names take in the dots within them. Two statements
# may come out as one, where they stand without a space between; one statement is never cut in two.
_STATEMENT = re.compile(
    r"(?:[ \t\r\n;,()\[\]{}]++"
    r"|\#[^\r\n]*+"
    r'|<(?:[^\x00-\x20<>"{}|^`\\]|\\.)*+>'
    r'|"""(?:[^"\\]|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\r\n]|\\.)*+"'
    r"|'(?:[^'\\\r\n]|\\.)*+'"
    r"|(?:[^\s.;,()\[\]{}\"'<>#\\]|\\.)++(?:\.++(?:[^\s.;,()\[\]{}\"'<>#\\]|\\.)++)*+"
    r"|\.(?=[0-9])"
    r"|[<>\\\"']"
    r")*+\.",
    re.DOTALL,
)
_NIL = f"<{RDF}nil>"  # which is written "()"
_DIRECTIVE = re.compile(r"(?:\s|#[^\r\n]*)*+(?:@prefix|@base|prefix|base)\b", re.IGNORECASE)
_HIDDEN_DIRECTIVE = re.compile(r"[.>](?:@prefix|@base|prefix|base)\b", re.IGNORECASE)
_NO_NAMESPACE = re.compile(r"prefix\s+[^\s<]*\s*<[^>]*[A-Za-z0-9_-]>|<>", re.IGNORECASE)  # a name may go on from there
_TAIL = re.compile(r"[A-Za-z0-9_-]+$")
_ESCAPED = ("\\u", "\\U", "\\-", "\\_")  # where these occur, a name may be spelt in more ways than one
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
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

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

        Of a large text, only the statements that can mention one are read in full; other blank nodes than those asked
        for may then have other names.
        """
        wanted = set(terms)
        return [each for each in self._candidates(wanted) if each.subject in wanted or each.object in wanted]

    def _candidates(self, wanted: set[str]) -> Iterator[Spanned]:
        tails = [_TAIL.search(text[1:-1]) if text.startswith("<") else None for text in wanted]
        needles = {tail.group() for tail in tails if tail is not None}
        if (
            self.format not in _FAST
            or None in tails
            or _NIL in wanted
            or any(escape in self.text for escape in _ESCAPED)
        ):
            return self.triples()
        if _HIDDEN_DIRECTIVE.search(self.text) or _NO_NAMESPACE.search(self.text):
            return self.triples()
        return self._mentioning(re.compile(rf"(?:{'|'.join(sorted(map(re.escape, needles)))})(?![A-Za-z0-9_])"))

    def _mentioning(self, needle: re.Pattern[str]) -> Iterator[Spanned]:
        ends = [match.end() for match in _STATEMENT.finditer(self.text)]
        starts = [0, *ends]
        chosen = {bisect_right(ends, match.start()) for match in needle.finditer(self.text)}
        chosen |= {number for number, start in enumerate(starts) if _DIRECTIVE.match(self.text, start)}
        parser = Parser(self.text, self.format, self.base)
        for number in sorted(chosen):
            end = ends[number] if number < len(ends) else len(self.text)
            parser.seek(starts[number], end)
            try:
                while parser.peek.kind != "end":
                    yield from parser.read_statement()
            except FaultError:
                continue
