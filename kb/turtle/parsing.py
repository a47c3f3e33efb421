"""Reads tokens into triples, with the span of each term, in the order in which the authority's parser has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.namespaces import RDF, XSD, unescape

from . import tokens as kinds
from .taking import FaultError, Span, Spanned, Taking, Term, numbered
from .terms import literal, resolve

_FIRST, _REST, _NIL, _TYPE = (f"<{RDF}{name}>" for name in ("first", "rest", "nil", "type"))
_INTEGER = re.compile(r"[+-]?[0-9]+")
_ESCAPED_LOCAL = re.compile(r"\\(.)")


class Parser(Taking):
    """Reads the statements of a text, from ``start``, with the prefixes and the base known there."""

    def __init__(
        self, text: str, format: str, base: str | None, prefixes: dict[str, str] | None = None, start: int = 0
    ) -> None:
        super().__init__(text, start)
        self._format, self._within = format, False
        self.base, self.prefixes = base, dict(prefixes or {})

    def triples(self) -> Iterator[Spanned]:
        """Yield all triples, blank nodes by made-up names.

        Raises:
            FaultError: at the first fault.
        """
        while self.peek.kind != kinds.END:
            yield from self.read_statement()
        if self._within:
            raise self.fault("the closing '}' of the graph")

    def read_statement(self) -> list[Spanned]:
        """Read one statement, or directive, and return its triples.

        Raises:
            FaultError: if it has a fault.
        """
        self.statement = self.peek.start
        if self._format in ("ntriples", "nquads"):
            self._line()
        elif not self._directive() and not (self._format == "trig" and self._trig()):
            self._triples_block()
            if not (self._within and self.peek.text == "}"):
                self._punctuation(".", "';' and another predicate, ',' and another object, or '.' to end the statement")
        return self.salvaged()

    def _directive(self) -> bool:
        token = self.peek
        at = token.kind == kinds.LANGUAGE and token.text in ("@prefix", "@base")
        if not at and not (token.kind == kinds.WORD and token.text.upper() in ("PREFIX", "BASE")):
            return False
        self.advance()
        if token.text.lower().removeprefix("@") == "prefix":
            name = self.peek
            if name.kind != kinds.NAME or not name.text.endswith(":"):
                raise self.fault("a prefix such as 'schema:'")
            self.advance()
            self.prefixes[name.text[:-1]] = self._iri_reference("the IRI that the prefix stands for, in '<' and '>'")
        else:
            self.base = self._iri_reference("the IRI of the base, in '<' and '>'")
        if at:
            self._punctuation(".", "'.' after the directive")
        return True

    def _iri_reference(self, expected: str) -> str:
        if self.peek.kind != kinds.IRI:
            raise self.fault(expected)
        return resolve(unescape(self.advance().text[1:-1]), self.base)

    def _trig(self) -> bool:
        """Read what opens or closes a graph, if it stands here."""
        if self._within:
            if not self._is("}"):
                return False
            self.advance()
            self._within, self._graph = False, Term("", Span(0, 0))
            return True
        if self.peek.kind == kinds.WORD and self.peek.text.upper() == "GRAPH":
            self.advance()
            self._graph = self._label()
        elif not self._is("{"):
            return self._labelled()
        self._punctuation("{", "'{' and the triples of the graph")
        self._within = True
        return True

    def _labelled(self) -> bool:
        """Read a statement, or the name of a graph and its '{': which it is shows after the first term."""
        if self.peek.kind not in (kinds.IRI, kinds.NAME, kinds.BLANK) and not self._is("["):
            return False
        if self._is("["):
            start = self.peek.start
            subject, has_content = self._brackets()
            if not has_content and self._is("{"):
                self._graph = subject
                self.advance()
                self._within = True
                return True
            if not (has_content and self._is(".")):
                self._predicates(subject)
            self._punctuation(".", "'.' to end the statement")
            self.statement = start
            return True
        subject = self._label()
        if self._is("{"):
            self._graph = subject
            self.advance()
            self._within = True
            return True
        self._predicates(subject)
        self._punctuation(".", "'.' to end the statement")
        return True

    def _label(self) -> Term:
        if self.peek.kind == kinds.BLANK:
            return self._blank()
        if self._is("["):
            return self._brackets()[0]
        return self._iri("the name of a graph")

    def _triples_block(self) -> None:
        if self._is("["):
            subject, has_content = self._brackets()
            if has_content and (self._is(".") or (self._within and self._is("}"))):
                return
        elif self._is("("):
            subject = self._collection(None, None)
        elif self.peek.kind == kinds.BLANK:
            subject = self._blank()
        else:
            subject = self._iri("a subject: an IRI in '<' and '>', or a name such as claim:bridge-closes")
        self._predicates(subject)

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
        size = 3 if token.text[:3] in ('"""', "'''") else 1
        value = unescape(token.text[size:-size])
        if self.peek.kind == kinds.LANGUAGE:
            tag = self.advance()
            self._emit(subject, predicate, Term(literal(value, tag.text[1:]), Span(token.start, tag.end)))
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
            return Term(f"<{resolve(unescape(token.text[1:-1]), self.base)}>", Span(token.start, token.end))
        if token.kind != kinds.NAME:
            raise self.fault(expected)
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise FaultError(token, f"the prefix '{prefix}:' is not declared", statement=self.statement, prefix=prefix)
        self.advance()
        name = self.prefixes[prefix] + _ESCAPED_LOCAL.sub(r"\1", local)
        return Term(f"<{name}>", Span(token.start, token.end))

    def _line(self) -> None:
        """Read a line of N-Triples or N-Quads."""
        subject = self._blank() if self.peek.kind == kinds.BLANK else self._iri("a subject: an IRI or a blank node")
        predicate = self._iri("a predicate: an IRI in '<' and '>'")
        self._object(subject, predicate)
        if self._format == "nquads" and not self._is("."):
            graph = self._label()
            self._flush()
            self._ready[-1] = self._ready[-1]._replace(graph=graph.text)
        self._punctuation(".", "'.' to end the line")


__all__ = ["FaultError", "Parser", "Span", "Spanned", "numbered"]
