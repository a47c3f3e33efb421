"""Takes tokens one after the other and gives triples out in the order in which the authority's parser has them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from . import tokens as kinds
from .tokens import Token, meaningful


class Span(NamedTuple):
    """A stretch of a text, by its first character and the one after its last."""

    start: int
    end: int


class Spanned(NamedTuple):
    """A triple, its terms as N-Triples writes them, with where each stands; ``graph`` is empty for the default one.

    Who is described in brackets stands where the brackets do, from ``[`` to ``]``; a node of a list stands where its
    item does. What is written once and means several triples, as a predicate before ``,``, stands there for each.
    """

    subject: str
    predicate: str
    object: str
    graph: str
    subject_span: Span
    predicate_span: Span
    object_span: Span


class FaultError(Exception):
    """A text that is not what it should be: where, what was found, and what could have stood there."""

    def __init__(self, token: Token, message: str, *, statement: int = 0, prefix: str | None = None) -> None:
        super().__init__(message)
        self.token, self.message, self.statement = token, message, statement
        self.is_prefix, self.prefix = prefix is not None, prefix or ""


class Term(NamedTuple):
    """A term and its span."""

    text: str
    span: Span


class Taking:
    """Takes the tokens of a text, from ``start``, and collects triples."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._graph = Term("", Span(0, 0))
        self._numbers = count()
        self.seek(start)

    def seek(self, start: int, end: int | None = None) -> None:
        """Go on reading from a place."""
        self._end = len(self._text) if end is None else end
        self._tokens = meaningful(self._text, start, self._end)
        self._ready: list[Spanned] = []
        self._now: list[Spanned] = []
        self._next: list[Spanned] = []
        self._last = Token(kinds.END, "", start, start)
        self.peek = self._read()
        self.statement = self.peek.start

    @property
    def end(self) -> int:
        """Where the last token ends that was taken."""
        return self._last.end

    def _read(self) -> Token:
        return next(self._tokens, Token(kinds.END, "", self._end, self._end))

    def salvaged(self) -> list[Spanned]:
        """Return the triples that were read of a statement with a fault."""
        self._flush()
        found, self._ready = self._ready, []
        return found

    # How the authority's parser orders triples: those that one token completes come last first. What is known only
    # when the next token has been seen, a text without a suffix, counts as completed by that one.

    def advance(self) -> Token:
        """Take the next token."""
        self._ready += reversed(self._now)
        self._now, self._next = self._next, []
        self._last, self.peek = self.peek, self._read()
        return self._last

    def _flush(self) -> None:
        self._ready += reversed(self._now)
        self._ready += reversed(self._next)
        self._now, self._next = [], []

    def _emit(self, subject: Term, predicate: Term, object: Term, *, early: bool = False) -> None:
        triple = Spanned(
            subject.text, predicate.text, object.text, self._graph.text, subject.span, predicate.span, object.span
        )
        (self._next if early else self._now).append(triple)

    def fault(self, expected: str) -> FaultError:
        """Return the fault that something else stands where ``expected`` should."""
        token = self.peek
        found = "the end of the file" if token.kind == kinds.END else f"'{_short(token.text)}'"
        return FaultError(token, f"expected {expected}, found {found}", statement=self.statement)

    def _punctuation(self, text: str, expected: str) -> Token:
        if self.peek.kind != kinds.PUNCTUATION or self.peek.text != text:
            raise self.fault(expected)
        return self.advance()

    def _is(self, text: str) -> bool:
        return self.peek.kind == kinds.PUNCTUATION and self.peek.text == text

    def _fresh(self) -> str:
        return f"_:[{next(self._numbers)}"  # no label can be this


def _short(text: str) -> str:
    line = text.splitlines()[0] if text.splitlines() else text
    return line if len(line) <= 40 else line[:39] + "…"


def numbered(triples: Iterator[Spanned]) -> Iterator[Spanned]:
    """Name blank nodes ``_:b0``, ``_:b1`` … by the order in which triples mention them."""
    names: dict[str, str] = {}

    def name(text: str) -> str:
        return names.setdefault(text, f"_:b{len(names)}") if text.startswith("_") else text

    for triple in triples:
        subject = name(triple.subject)
        yield triple._replace(subject=subject, object=name(triple.object), graph=name(triple.graph))
