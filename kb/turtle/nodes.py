"""Reads what statements are made of, in Turtle and its relatives: nodes with their predicates and objects, and IRIs."""

from __future__ import annotations

import re

from kb.namespaces import RDF, XSD, unescape

from . import tokens as kinds
from .taking import FaultError, Span, Taking, Term
from .terms import literal, resolve
from .tokens import Token

_FIRST, _REST, _NIL, _TYPE = (f"<{RDF}{name}>" for name in ("first", "rest", "nil", "type"))
LONG_QUOTES = ('"""', "'''")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_ESCAPED_LOCAL = re.compile(r"\\(.)")


class Nodes(Taking):
    """Reads nodes, with the prefixes and the base known so far; ``lines`` if none can be used."""

    def __init__(self, text: str, start: int, base: str | None, prefixes: dict[str, str], *, lines: bool) -> None:
        super().__init__(text, start)
        self.base, self.prefixes, self._lines = None if lines else base, prefixes, lines

    def _predicates(self, subject: Term) -> None:
        """Read predicates with their objects."""
        while True:
            predicate = self._predicate()
            while True:
                self._object(subject, predicate)
                if not self._is(","):
                    break
                self.advance()
            if not self._is(";"):
                return
            while self._is(";"):
                self.advance()
            if self._is(".") or self._is("]") or self._is("}") or self.peek.kind == kinds.END:
                return

    def _predicate(self) -> Term:
        token = self.peek
        if token.kind == kinds.WORD and token.text == "a":
            self.advance()
            return Term(_TYPE, Span(token.start, token.end))
        return self._iri("a predicate such as 'a' or schema:name")

    def _object(self, subject: Term, predicate: Term) -> None:
        token = self.peek
        if self._is("["):
            self._emit(subject, predicate, self._brackets()[0])
        elif self._is("("):
            self._collection(subject, predicate)
        elif token.kind == kinds.STRING:
            self._text_literal(subject, predicate)
        elif token.kind == kinds.NUMBER:
            self.advance()
            kind = "integer" if _INTEGER.fullmatch(token.text) else "double" if "e" in token.text.lower() else "decimal"
            self._emit(subject, predicate, Term(literal(token.text, datatype=XSD + kind), Span(token.start, token.end)))
        elif token.kind == kinds.WORD and token.text in ("true", "false"):
            self.advance()
            value = literal(token.text, datatype=XSD + "boolean")
            self._emit(subject, predicate, Term(value, Span(token.start, token.end)))
        elif token.kind == kinds.BLANK:
            self._emit(subject, predicate, self._blank())
        else:
            self._emit(subject, predicate, self._iri("an object: an IRI, a name, a text in quotes or a number"))

    def _text_literal(self, subject: Term, predicate: Term) -> None:
        token = self.advance()
        size = 3 if token.text[:3] in LONG_QUOTES else 1
        value = unescape(token.text[size:-size])
        if self.peek.kind == kinds.LANGUAGE:
            tag = self.advance()
            self._emit(subject, predicate, Term(literal(value, self._language(tag)), Span(token.start, tag.end)))
        elif self._is("^^"):
            self.advance()
            kind = self._iri("the datatype after '^^'")
            term = Term(literal(value, datatype=unescape(kind.text[1:-1])), Span(token.start, kind.span.end))
            self._emit(subject, predicate, term)
        else:
            self._emit(subject, predicate, Term(literal(value), Span(token.start, token.end)), early=True)

    def _brackets(self) -> tuple[Term, bool]:
        """Read a blank node in brackets; return it, and whether it is described there."""
        start = self.advance().start
        text = self._fresh()
        if self._is("]"):
            return Term(text, Span(start, self.advance().end)), False
        self._predicates(Term(text, Span(start, start + 1)))
        end = self._punctuation("]", "';' and another predicate, or ']' to close the bracket").end
        # Those triples were given the bracket alone, since where it closes was not known yet.
        span = Span(start, end)
        for triples in (self._ready, self._now, self._next):
            for at, triple in enumerate(triples):
                if triple.subject == text:
                    triples[at] = triple._replace(subject_span=span)
        return Term(text, span), True

    def _collection(self, subject: Term | None, predicate: Term | None) -> Term:
        """Read a list; if it is an object, emit it as soon as its first item shows, as the authority does."""
        opening = self.advance()
        if self._is(")"):
            nil = Term(_NIL, Span(opening.start, self.advance().end))
            if subject is not None and predicate is not None:
                self._emit(subject, predicate, nil)
            return nil
        bracket = Span(opening.start, opening.end)
        root = node = Term(self._fresh(), bracket)
        first, rest = Term(_FIRST, bracket), Term(_REST, bracket)
        if subject is not None and predicate is not None:
            self._emit(subject, predicate, root, early=True)
        while True:
            node = Term(node.text, Span(self.peek.start, self.peek.end))
            self._object(node, first)
            if self._is(")"):
                end = self.advance()
                self._emit(node, rest, Term(_NIL, Span(end.start, end.end)))
                return Term(root.text, Span(opening.start, end.end))
            if self.peek.kind == kinds.END:
                raise self.fault("another item, or ')' to close the list")
            following = Term(self._fresh(), Span(self.peek.start, self.peek.end))
            self._emit(node, rest, following, early=True)
            node = following

    def _blank(self) -> Term:
        token = self.advance()
        return Term(token.text, Span(token.start, token.end))

    def _iri(self, expected: str) -> Term:
        token = self.peek
        if token.kind == kinds.IRI:
            self.advance()
            return Term(f"<{self._resolved(token)}>", Span(token.start, token.end))
        if token.kind != kinds.NAME or self._lines:
            raise self.fault(expected)
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise FaultError(token, f"the prefix '{prefix}:' is not declared", statement=self.statement, prefix=prefix)
        self.advance()
        return Term(f"<{self._named(prefix, local, token)}>", Span(token.start, token.end))

    def _named(self, prefix: str, local: str, token: Token) -> str:
        """Return the IRI that a name means."""
        return self.prefixes[prefix] + (_ESCAPED_LOCAL.sub(r"\1", local) if "\\" in local else local)

    def _iri_reference(self, expected: str) -> str:
        if self.peek.kind != kinds.IRI:
            raise self.fault(expected)
        return self._resolved(self.advance())

    def _resolved(self, token: Token) -> str:
        """Return the IRI that a token means; whether it is a valid one does not matter here."""
        return resolve(unescape(token.text[1:-1]), self.base)

    def _language(self, token: Token) -> str:
        """Return the language that a token means; whether it is a valid one does not matter here."""
        return token.text[1:]
