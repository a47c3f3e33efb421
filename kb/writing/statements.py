"""The statements of a Turtle file, down to where the objects of each predicate stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kb.errors import DataSyntaxError
from kb.turtle import spellings
from kb.turtle import tokens as kinds
from kb.turtle.document import Document
from kb.turtle.parsing import FaultError, Parser, Span, Spanned
from kb.turtle.statements import Statements as InText
from kb.turtle.statements import UnclearError
from kb.turtle.tokens import Token, meaningful


@dataclass(frozen=True)
class Statement:
    """One statement: where it stands, and its triples, blank nodes by their labels or, without one, made-up names.

    ``prefixes`` are those that are declared before it.
    """

    span: Span
    triples: list[Spanned]
    prefixes: dict[str, str]


@dataclass(frozen=True)
class Statements:
    """Statements of a text; if all are read, ``names`` numbers blank nodes by their order, as stores do.

    ``prefixes`` are those that are declared at the end.
    """

    statements: list[Statement]
    names: dict[str, int]
    prefixes: dict[str, str]


def read_statements(text: str, base: str, path: str) -> Statements:
    """Read the statements of a file; directives are left out.

    Raises:
        DataSyntaxError: if it does not parse.
    """
    parser = Parser(text, "turtle", base)
    found: list[Statement] = []
    names: dict[str, int] = {}
    prefixes: dict[str, str] = {}
    try:
        while parser.peek.kind != kinds.END:
            start = parser.peek.start
            triples = parser.read_statement()
            if parser.prefixes != prefixes:
                prefixes = dict(parser.prefixes)
            if triples:
                found.append(Statement(Span(start, parser.end), triples, prefixes))
            for triple in triples:
                for term in (triple.subject, triple.object):
                    if term.startswith("_"):
                        names.setdefault(term, len(names))
    except FaultError as fault:
        raise DataSyntaxError(path, fault.message) from None
    return Statements(found, names, prefixes)


def read_statements_about(text: str, base: str, subjects: Collection[str]) -> Statements | None:
    """Read the statements about some nodes, given as N-Triples writes their IRIs; None if all would have to be read.

    What has a fault is left out.
    """
    try:
        places = InText(text, "turtle", Document(text).line_starts)
    except UnclearError:
        return None
    directives = places.directives(Parser(text, "turtle", base), spellings.directives(text))
    declared = [item for directive in directives for item in directive.prefixes.items()]
    wanted = spellings.places(text, subjects, declared)
    if wanted is None:
        return None
    parser = Parser(text, "turtle", base)
    found = [
        Statement(span, triples, dict(parser.prefixes))
        for span, triples in places.whole(parser, sorted(wanted), directives)
        if triples and any(each.subject in subjects for each in triples)
    ]
    return Statements(found, {}, dict(declared))


class Part(NamedTuple):
    """A stretch of tokens, by the numbers of the first and of the one after the last."""

    first: int
    last: int


@dataclass
class Predicate:
    """A predicate, its objects, the commas between them, and what separates it from the predicate before."""

    word: Part
    separator: Part
    objects: list[Part] = field(default_factory=list)
    commas: list[Part] = field(default_factory=list)


class Structure:
    """What a statement is made of at its top level: a subject and predicates with objects."""

    def __init__(self, text: str, span: Span) -> None:
        self.tokens: list[Token] = list(meaningful(text, span.start, span.end))
        self.subject = self._node(0)
        self.predicates = list(self._read())

    def _read(self) -> Iterator[Predicate]:
        at = before = self.subject.last
        while at < len(self.tokens) - 1:  # the last token is the dot
            while self._is(at, ";"):
                at += 1
            if self._is(at, "."):
                return
            found = Predicate(Part(at, at + 1), Part(before, at))
            at += 1
            while True:
                found.objects.append(self._node(at))
                at = found.objects[-1].last
                if not self._is(at, ","):
                    break
                found.commas.append(Part(at, at + 1))
                at += 1
            before = at
            yield found

    def _is(self, at: int, mark: str) -> bool:
        return self.tokens[at].kind == kinds.PUNCTUATION and self.tokens[at].text == mark

    def _node(self, at: int) -> Part:
        """Return the node that begins with a token: to its closing bracket, or with its language or datatype."""
        if self._is(at, "[") or self._is(at, "("):
            depth, end = 0, at
            while True:
                depth += (self._is(end, "[") or self._is(end, "(")) - (self._is(end, "]") or self._is(end, ")"))
                end += 1
                if depth == 0:
                    return Part(at, end)
        if self.tokens[at].kind == kinds.STRING:
            if self.tokens[at + 1].kind == kinds.LANGUAGE:
                return Part(at, at + 2)
            if self._is(at + 1, "^^"):
                return Part(at, at + 3)
        return Part(at, at + 1)

    def span(self, part: Part) -> Span:
        """Return where a part stands in the text."""
        return Span(self.tokens[part.first].start, self.tokens[part.last - 1].end)
