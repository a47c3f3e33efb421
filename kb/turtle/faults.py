"""What is wrong with a text that does not parse, in words, place by place, and which of its triples are sound.

After a fault, reading goes on where that is safe: at the next line that begins a statement, or after the next dot that
ends a line. After a text in long quotes that is never closed, nothing is safe.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from kb.errors import nearest
from kb.namespaces import STANDARD

from . import tokens as kinds
from .document import Document, Place, decoded
from .parsing import FaultError, Parser, Span, Spanned, numbered
from .tokens import Token, tokens

_UNDECLARED = "urn:undeclared:"
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$)")
_SCHEMES = ("http", "https")
_MOST = 100  # faults of one file: what has more is no Turtle


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what to do about it."""

    place: Place
    message: str
    hint: str = ""


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
        self._parser = Parser(document.text, document.format, document.base)
        self._undeclared: set[str] = set()

    def read(self) -> None:
        parser = self._parser
        while len(self.faults) < _MOST:
            start = parser.peek.start
            try:
                if parser.peek.kind == kinds.END:
                    list(parser.triples())  # which complains of a graph that is still open
                    return
                found = parser.read_statement()
            except FaultError as error:
                if not self._passed(error, start):
                    return
                continue
            self._keep(found)

    def _keep(self, found: list[Spanned]) -> None:
        self.triples += [each for each in found if _UNDECLARED not in "".join(each[:4])]

    def _passed(self, error: FaultError, start: int) -> bool:
        """Note a fault and go to where reading is safe again; False if it is so nowhere."""
        if error.is_prefix:
            if error.prefix not in self._undeclared:
                self._undeclared.add(error.prefix)
                self.faults.append(self._prefix_fault(error))
            if error.prefix not in _SCHEMES:
                self._parser.prefixes[error.prefix] = f"{_UNDECLARED}{error.prefix}:"
                self._parser.seek(start)  # with a stand-in for the prefix, the rest of the statement can be read
                return True
        else:
            self.faults.append(self._fault(error))
            if self._begins_statement(error.token) and "'.' to end" in error.message:
                self._keep(self._parser.salvaged())  # nothing but its dot is missing
        resumed = self._safe_place(error.token)
        if resumed is None or resumed <= start:
            return False
        self._parser.seek(resumed)
        return True

    def _safe_place(self, token: Token) -> int | None:
        text = self.document.text
        if token.kind == kinds.END or token.text.startswith(('"""', "'''")):
            return None
        if self._begins_statement(token):
            return token.start
        start = token.end
        if token.kind == kinds.BAD and token.text[0] in "\"'<":
            start = _end_of_line(text, token.start)
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
        at_margin = token.start == 0 or text[token.start - 1] in "\r\n"
        directive = token.text in ("@prefix", "@base") or token.text.upper() in ("PREFIX", "BASE")
        return at_margin and (token.kind in (kinds.NAME, kinds.IRI, kinds.BLANK) or directive)

    def _prefix_fault(self, error: FaultError) -> Fault:
        prefix, place = error.prefix, self._place(error.token)
        if prefix in _SCHEMES:
            return Fault(place, "an IRI must stand in '<' and '>'", f"write <{_word(self.document.text, error.token)}>")
        declared = {name: iri for name, iri in self._parser.prefixes.items() if not iri.startswith(_UNDECLARED)}
        close = nearest(prefix, declared) if prefix else None
        if close is not None and prefix not in STANDARD:
            return Fault(place, error.message, f"did you mean '{close}:'?")
        if prefix in STANDARD:
            return Fault(place, error.message, f"add at the top: @prefix {prefix}: <{STANDARD[prefix]}> .")
        close = nearest(prefix, STANDARD) if prefix else None
        if close is not None:
            return Fault(
                place, error.message, f"did you mean '{close}:'? It needs @prefix {close}: <{STANDARD[close]}> ."
            )
        known = ", ".join(f"{name}:" for name in sorted(declared))
        declared_are = f"; declared are {known}" if known else ""
        return Fault(place, error.message, f"add at the top: @prefix {prefix}: <…> .{declared_are}")

    def _fault(self, error: FaultError) -> Fault:
        token, text = error.token, self.document.text
        place = self._place(token)
        if token.kind == kinds.BAD and token.text[0] in "\"'":
            return self._open_text(token)
        if token.kind == kinds.BAD and token.text[0] == "<":
            return self._open_iri(token)
        return Fault(place, error.message, self._advice(error, text))

    def _open_text(self, token: Token) -> Fault:
        long = token.text.startswith(('"""', "'''"))
        quote = token.text[:3] if long else token.text[0]
        end = len(self.document.text) if long else _end_of_line(self.document.text, token.start)
        line = self.document.text[token.start : end]
        if "\\" in line and line.count(quote) > 1:
            return Fault(
                self._place(token),
                "the text that begins here has a '\\' that means nothing",
                "write '\\\\' for a backslash",
            )
        hint = (
            f"close it with {quote}"
            if long
            else f"close it with {quote}, or begin it with {quote * 3} if it has several lines"
        )
        return Fault(self._place(token), "the text that begins here is never closed", hint)

    def _open_iri(self, token: Token) -> Fault:
        line = self.document.text[token.start : _end_of_line(self.document.text, token.start)]
        inner = line[1 : line.index(">")] if ">" in line else ""
        if not inner:
            return Fault(self._place(token), "the IRI that begins here is never closed", "close it with '>'")
        wrong = next((character for character in inner if character in ' <"{}|^`\\'), "")
        span = Span(token.start, token.start + len(inner) + 2)
        name = "a space" if wrong == " " else f"'{wrong}'"
        hint = "write %20 for a space" if wrong == " " else "percent-encode it"
        return Fault(self.document.place(span), f"the IRI has {name} in it", hint)

    def _advice(self, error: FaultError, text: str) -> str:
        """Say what probably happened."""
        token = error.token
        before = [each for each in tokens(text, error.statement, token.start) if each.kind not in _SILENT]
        expects_end = "'.' to end" in error.message or "'.' after" in error.message
        if expects_end and before and (token.kind == kinds.END or self._begins_line(token)):
            line = self.document.place(Span(before[-1].start, before[-1].end)).end_line
            mark = "." if token.kind == kinds.END or self._begins_statement(token) else ";"
            return f"is a '{mark}' missing at the end of line {line}?"
        if expects_end and len(before) > 1 and before[-2].text == ",":
            return f"is ';' meant instead of ',' before '{before[-1].text}'?"
        if token.kind == kinds.WORD and token.text not in ("a", "true", "false"):
            return "a name needs a prefix and ':', a text needs quotes"
        return ""

    def _begins_line(self, token: Token) -> bool:
        text = self.document.text
        return not text[
            max(text.rfind("\n", 0, token.start), text.rfind("\r", 0, token.start)) + 1 : token.start
        ].strip()

    def _place(self, token: Token) -> Place:
        end = min(token.end, _end_of_line(self.document.text, token.start))
        return self.document.place(Span(token.start, max(end, token.start + 1)))


_SILENT = (kinds.SPACE, kinds.COMMENT)


def _end_of_line(text: str, start: int) -> int:
    ends = [at for end in "\r\n" if (at := text.find(end, start)) >= 0]
    return min(ends, default=len(text))


def _word(text: str, token: Token) -> str:
    """Return what stands from a token to the next space."""
    match = re.compile(r"[^\s;,>]*").match(text, token.start)
    return match.group().rstrip(".") if match else token.text
