"""Reads tokens into triples, with the span of each term, in the order in which the authority's parser has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import tokens as kinds
from .nodes import LONG_QUOTES, Nodes
from .taking import FaultError, Span, Spanned, Term, numbered

_LINE_END = re.compile(r"[\r\n]")


class Parser(Nodes):
    """Reads the statements of a text, from ``start``, with the prefixes and the base known there."""

    def __init__(
        self, text: str, format: str, base: str | None, prefixes: dict[str, str] | None = None, start: int = 0
    ) -> None:
        super().__init__(text, start, base, dict(prefixes or {}), lines=format in ("ntriples", "nquads"))
        self._format, self._within = format, False

    def triples(self) -> Iterator[Spanned]:
        """Yield all triples, blank nodes by made-up names.

        Raises:
            FaultError: at the first fault.
        """
        while self.peek.kind != kinds.END:
            yield from self.read_statement()
        if self._within:
            raise self.fault("the closing '}' of the graph")

    def leave_graph(self) -> None:
        """Go on as outside of all graphs."""
        self._within, self._graph = False, Term("", Span(0, 0))

    def read_statement(self) -> list[Spanned]:
        """Read one statement, or directive, and return its triples.

        Raises:
            FaultError: if it has a fault.
        """
        self.statement = self.peek.start
        if self._lines:
            self._line()
        elif not self._directive() and not (self._format == "trig" and self._trig()):
            self._triples_block()
            if not (self._within and self.peek.text == "}"):
                self._punctuation(".", "';' and another predicate, ',' and another object, or '.' to end the statement")
        return self.salvaged()

    def _directive(self) -> bool:
        token = self.peek
        at = token.kind == kinds.LANGUAGE and token.text in ("@prefix", "@base", "@version")
        if not at and not (token.kind == kinds.WORD and token.text.upper() in ("PREFIX", "BASE", "VERSION")):
            return False
        self.advance()
        word = token.text.lower().removeprefix("@")
        if word == "version":
            if self.peek.kind != kinds.STRING or self.peek.text[:3] in LONG_QUOTES:
                raise self.fault('a version such as "1.1"')
            self.advance()
        elif word == "prefix":
            name = self.peek
            if name.kind != kinds.NAME or name.text.find(":") != len(name.text) - 1:
                raise self.fault("a prefix such as 'schema:'")
            self.advance()
            self.prefixes[name.text[:-1]] = self._iri_reference("the IRI that the prefix stands for, in '<' and '>'")
        else:
            self.base = self._iri_reference("the IRI of the base, in '<' and '>'")
        if at:
            self._punctuation(".", "'.' after the directive")
        return True

    def _trig(self) -> bool:
        """Read what opens or closes a graph, if it stands here."""
        if self._within:
            if not self._is("}"):
                return False
            self.advance()
            self.leave_graph()
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

    def _line(self) -> None:
        """Read a line of N-Triples or N-Quads."""
        subject = self._node("a subject: an IRI in '<' and '>' or a blank node")
        predicate = self._iri("a predicate: an IRI in '<' and '>'")
        if self.peek.kind == kinds.STRING and self.peek.text[0] == '"' and self.peek.text[:3] not in LONG_QUOTES:
            self._text_literal(subject, predicate)
        else:
            expected = "an object: an IRI in '<' and '>', a blank node or a text in double quotes"
            self._emit(subject, predicate, self._node(expected))
        if self._format == "nquads" and not self._is("."):
            graph = self._node("the name of a graph or '.'")
            self._flush()
            self._ready[-1] = self._ready[-1]._replace(graph=graph.text)
        end = self._punctuation(".", "'.' to end the line")
        if _LINE_END.search(self._text, self.statement, end.start):
            raise FaultError(end, "a triple must stand in one line", statement=self.statement)
        if self.peek.kind != kinds.END and _LINE_END.search(self._text, end.end, self.peek.start) is None:
            raise self.fault("the end of the line")

    def _node(self, expected: str) -> Term:
        return self._blank() if self.peek.kind == kinds.BLANK else self._iri(expected)


__all__ = ["FaultError", "Parser", "Span", "Spanned", "numbered"]
