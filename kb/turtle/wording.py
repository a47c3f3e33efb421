"""Words for what is wrong with a text: what was found, what was expected, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from kb.errors import nearest
from kb.namespaces import STANDARD

from . import tokens as kinds
from .advice import Situation, advise
from .document import Document, Place
from .strict import STAND_IN
from .taking import FaultError, Span
from .tokens import Token, meaningful

SCHEMES = ("http", "https")
_ESCAPE_OF_NOTHING = re.compile(r"\\[uU][0-9A-Fa-f]*")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what to do about it."""

    place: Place
    message: str
    hint: str = ""


def end_of_line(text: str, start: int) -> int:
    """Return where the line ends that a place is in."""
    ends = [at for end in "\r\n" if (at := text.find(end, start)) >= 0]
    return min(ends, default=len(text))


def worded(error: FaultError, document: Document, prefixes: Mapping[str, str]) -> Fault:
    """Put a fault into words; ``prefixes`` are those that are declared where it is."""
    token, text = error.token, document.text
    place = _place(token, document)
    if error.is_prefix:
        return Fault(place, *_prefix_words(error, text, prefixes))
    situation = Situation(
        *(document, token, error.message),
        before=tuple(meaningful(text, error.statement, token.start)),
        after=tuple(islice(meaningful(text, token.end), 2)),
        statement=error.statement,
    )
    advice = advise(situation)
    if token.kind == kinds.BAD and token.text[0] in "\"'":
        return _open_text(token, document)
    if token.kind == kinds.BAD and token.text[0] == "<" and not advice:
        return _open_iri(token, document)
    return Fault(place, error.message, advice)


def _place(token: Token, document: Document) -> Place:
    end = min(token.end, end_of_line(document.text, token.start))
    return document.place(Span(token.start, max(end, token.start + 1)))


def _prefix_words(error: FaultError, text: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
    """Return the message and the hint for a prefix that is not declared."""
    prefix = error.prefix
    if prefix in SCHEMES:
        return "an IRI must stand in '<' and '>'", f"write <{whole_word(text, error.token.start)}>"
    declared = {name for name, iri in prefixes.items() if not iri.startswith(STAND_IN)}
    if prefix in STANDARD:
        return error.message, f"add at the top: @prefix {prefix}: <{STANDARD[prefix]}> ."
    if prefix and (close := nearest(prefix, declared)) is not None:
        return error.message, f"did you mean '{close}:'?"
    if prefix and (close := nearest(prefix, STANDARD)) is not None:
        return error.message, f"did you mean '{close}:'? It needs @prefix {close}: <{STANDARD[close]}> ."
    known = ", ".join(f"{name}:" for name in sorted(declared))
    declared_are = f"; declared are {known}" if known else ""
    return error.message, f"add at the top: @prefix {prefix}: <…> .{declared_are}"


def whole_word(text: str, start: int) -> str:
    """Return what stands from a place to the next space."""
    match = re.compile(r"[^\s;,>\"]*").match(text, start)
    return match.group().rstrip(".") if match else ""


def _open_text(token: Token, document: Document) -> Fault:
    place, text = _place(token, document), document.text
    long = token.text.startswith(('"""', "'''"))
    quote = token.text[:3] if long else token.text[0]
    line = text[token.start : len(text) if long else end_of_line(text, token.start)]
    if "\\" in line and line.count(quote) > 1:
        if (found := _ESCAPE_OF_NOTHING.search(line)) is not None:
            hint = "write the character itself, or \\u and four hexadecimal digits"
            return Fault(place, f"the text that begins here has '{found.group()}', which stands for no character", hint)
        message = "the text that begins here has a '\\' that means nothing"
        return Fault(place, message, "write '\\\\' for a backslash")
    hint = f"close it with {quote}"
    if not long:
        hint += f", or begin it with {quote * 3} if it has several lines"
    return Fault(place, "the text that begins here is never closed", hint)


def _open_iri(token: Token, document: Document) -> Fault:
    line = document.text[token.start : end_of_line(document.text, token.start)]
    inner = line[1 : line.index(">")] if ">" in line else ""
    if not inner:
        return Fault(_place(token, document), "the IRI that begins here is never closed", "close it with '>'")
    wrong = next((character for character in inner if character in ' <"{}|^`\\'), "")
    span = Span(token.start, token.start + len(inner) + 2)
    name = "a space" if wrong == " " else f"'{wrong}'"
    hint = "write %20 for a space" if wrong == " " else "percent-encode it"
    return Fault(document.place(span), f"the IRI has {name} in it", hint)
