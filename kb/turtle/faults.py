"""What is wrong with a text that does not parse, in words, place by place, and which of its triples are sound.

After a fault, reading goes on where that is safe: at the next line that begins a statement, or after the next dot that
ends a line. A line begins a statement if it begins, without a space, with a directive or with a subject, a
predicate and something more. After a text in long quotes that is never closed, nothing is safe.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from . import tokens as kinds
from .advice import CONFLICT
from .document import Document, decoded
from .strict import STAND_IN, StrictParser
from .taking import FaultError, Span, Spanned, numbered
from .tokens import Token, meaningful, tokens
from .wording import SCHEMES, Fault, end_of_line, worded

_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$)")
_PREFIX = re.compile(r"@?prefix\s+([^\s:<]*)", re.IGNORECASE)
_FOREIGN = re.compile(r"\s*(?:(<\?xml|<!DOCTYPE|<rdf:RDF|<html)|[\[{]\s*[\[{]?\s*\"[@\w:]+\"\s*:)", re.IGNORECASE)
_MOST = 100  # faults of one file: what has more is no Turtle


def read_faulty(data: bytes, format: str = "turtle", base: str | None = None) -> tuple[list[Fault], list[Spanned]]:
    """Return the faults of a file, in their order, and the triples of the statements that have none.

    There may be no faults: of what is valid, the authority decides, not this.
    """
    reader = _Reader(Document(decoded(data), format, base))
    reader.read()
    faults = [*_encoding_faults(data, reader.document), *reader.faults]
    return sorted(faults, key=lambda fault: fault.place), list(numbered(iter(reader.triples)))


def _encoding_faults(data: bytes, document: Document) -> list[Fault]:
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode("utf-8"))
        message = f"the byte 0x{data[error.start]:02x} is not valid in UTF-8"
        hint = (
            "save the file in UTF-8"
            if not data.startswith((b"\xff\xfe", b"\xfe\xff"))
            else "it is UTF-16: save it in UTF-8"
        )
        return [Fault(document.place(Span(at, at + 1)), message, hint)]
    return []


class _Reader:
    """Reads a document from fault to fault."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.triples: list[Spanned] = []
        self._parser = StrictParser(document.text, document.format, document.base)
        self._undeclared: set[str] = set()
        self._noted: set[int] = set()

    def read(self) -> None:
        parser = self._parser
        if self._is_foreign():
            return
        while len(self.faults) < _MOST:
            start = parser.peek.start
            try:
                if parser.peek.kind == kinds.END:
                    list(parser.triples())  # which complains of a graph that is still open
                    return
                found = parser.read_statement()
            except FaultError as error:
                self._note_invalid()
                if not self._passed(error, start):
                    return
                continue
            self._note_invalid()
            self._keep(found)

    def _is_foreign(self) -> bool:
        """Note that a text is in another format altogether, if it is."""
        match = _FOREIGN.match(self.document.text)
        if match is None:
            return False
        at = len(match.group()) - len(match.group().lstrip())
        name, suffix = ("XML", ".rdf") if match.group(1) else ("JSON", ".jsonld")
        place = self.document.place(Span(at, at + 1))
        self.faults.append(Fault(place, f"this is {name}", f"call the file {suffix} if it has RDF in it"))
        return True

    def _note_invalid(self) -> None:
        """Note the IRIs and languages that are not valid; what is read twice, once."""
        for error in self._parser.invalid:
            if error.token.start not in self._noted:
                self._noted.add(error.token.start)
                self.faults.append(worded(error, self.document, self._parser.prefixes))
        self._parser.invalid = []

    def _keep(self, found: list[Spanned]) -> None:
        self.triples += [each for each in found if STAND_IN not in "".join(each[:4])]

    def _passed(self, error: FaultError, start: int) -> bool:
        """Note a fault and go to where reading is safe again; False if it is so nowhere."""
        if error.is_prefix:
            if error.prefix not in self._undeclared:
                self._undeclared.add(error.prefix)
                self.faults.append(worded(error, self.document, self._parser.prefixes))
            if error.prefix not in SCHEMES:
                self._parser.prefixes[error.prefix] = f"{STAND_IN}{error.prefix}:"
                self._parser.seek(start)  # with a stand-in for the prefix, the rest of the statement can be read
                return True
        else:
            self.faults.append(worded(error, self.document, self._parser.prefixes))
            if self._begins_statement(error.token) and "'.' to end" in error.message:
                self._keep(self._parser.salvaged())  # nothing but its dot is missing
        prefix = _PREFIX.match(self.document.text, start)
        if prefix is not None:
            self._parser.prefixes.setdefault(prefix.group(1), f"{STAND_IN}{prefix.group(1)}:")
        resumed = self._safe_place(error.token)
        if resumed is None or resumed <= start:
            return False
        self._parser.seek(resumed)
        if self._begins_graph(resumed):
            self._parser.leave_graph()
        return True

    def _safe_place(self, token: Token) -> int | None:
        text = self.document.text
        if token.kind == kinds.END or token.text.startswith(('"""', "'''")):
            return None
        if self._begins_statement(token):
            return token.start
        if token.text.startswith(CONFLICT):
            return end_of_line(text, token.start)
        start = token.end
        if token.kind == kinds.BAD and token.text[0] in "\"'<":
            start = end_of_line(text, token.start)
            if text[token.start : start].rstrip().endswith("."):
                return start
        for each in tokens(text, start):
            if each.kind == kinds.BAD and each.text.startswith(('"""', "'''")):
                return None
            if each.text == "." and _REST_OF_LINE.match(text, each.end):
                return each.end
            if each.kind != kinds.SPACE and each.start > token.end and self._begins_statement(each):
                return each.start
        return None

    def _begins_statement(self, token: Token) -> bool:
        """Tell whether a token begins a line without any space, as a subject or a directive does."""
        text = self.document.text
        if token.kind == kinds.END or (token.start and text[token.start - 1] not in "\r\n"):
            return False
        if token.text in ("@prefix", "@base") or token.text.upper() in ("PREFIX", "BASE"):
            return True
        if token.kind not in (kinds.NAME, kinds.IRI, kinds.BLANK):
            return self._begins_graph(token.start)
        second, third = _two(meaningful(text, token.end))
        verb = second.kind in (kinds.NAME, kinds.IRI) or second.text == "a"
        return (verb and _begins_object(third)) or self._begins_graph(token.start)

    def _begins_graph(self, start: int) -> bool:
        if self.document.format != "trig":
            return False
        first, second = _two(meaningful(self.document.text, start))
        return first.text == "{" or second.text == "{" or first.text.upper() == "GRAPH"


def _two(found: Iterator[Token]) -> tuple[Token, Token]:
    nothing = Token(kinds.END, "", 0, 0)
    return next(found, nothing), next(found, nothing)


def _begins_object(token: Token) -> bool:
    return token.text in ("[", "(") or token.kind not in (kinds.PUNCTUATION, kinds.END)


__all__ = ["Fault", "read_faulty"]
