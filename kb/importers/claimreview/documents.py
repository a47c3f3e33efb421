"""Reads JSON, with the slips that web pages have, and long documents element by element."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TextIO

from .finding import is_claim_review

SEPARATORS = " \t\r\n,;\x1e"
"""What may stand between the values of a text that has several."""


def _number(written: str) -> float | str:
    """Return a number, or its text where it is larger than any that JSON can be written with again."""
    found = float(written)
    return found if math.isfinite(found) else written


_LOOSE = json.JSONDecoder(strict=False, parse_float=_number, parse_constant=lambda _: None)
"""Lets line ends and tabs stand within strings, as many pages have them; NaN and Infinity are null."""

_PIECE, _LARGEST = 1 << 20, 64 << 20  # characters
_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(f"[{SEPARATORS}]*")
_AROUND = "\ufeff\u200b\xa0" + SEPARATORS
_CDATA = re.compile(r"^(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|(?://|/\*)?\s{0,9}\]\]>\s{0,9}(?:\*/)?$")
_COMMENT = re.compile(r"^<!--|-->$")
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NO_JSON = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*|</?(?:br|p)\b[^<>]*>", re.DOTALL | re.IGNORECASE)
_EITHER = re.compile(f"{_STRING.pattern}|{_NO_JSON.pattern}", re.DOTALL | re.IGNORECASE)
_COMMAS = re.compile(r",(?=\s*[,}\]])")


def load(text: str) -> Any:
    """Return the value of a JSON text, or a list of its values if it has several.

    Where it is none, it is tried again without the wrappings that pages put around scripts, with entities resolved,
    and without comments, tags and commas that do not belong there.

    Raises:
        ValueError: if it is still none; the error is that of the text as it stands.
    """
    try:
        return _LOOSE.decode(text)
    except json.JSONDecodeError as error:
        bare = _COMMENT.sub("", _CDATA.sub("", text.strip()).strip()).strip().strip(_AROUND)
        mending: tuple[Callable[[str], str], ...] = (str, _unescaped, _mended)
        for mended in mending:
            try:
                return _values(mended(bare))
            except json.JSONDecodeError:
                continue
        raise error from None


def _values(text: str) -> Any:
    found, at = [], 0
    while True:
        value, at = _LOOSE.raw_decode(text, at)
        found.append(value)
        between = _BETWEEN.match(text, at)
        at = between.end() if between is not None else at
        if at == len(text):
            return found if len(found) > 1 else value


def _unescaped(text: str) -> str:
    return html.unescape(text) if "&quot;" in text else text


def _mended(text: str) -> str:
    """Take away what is no JSON, outside of strings: comments, tags, commas too many; and escapes that none has."""
    parts = _STRING.split(_without_comments(_unescaped(text)))
    inner = (_ESCAPE.sub(_escape, part) if part[:1] == '"' else part for part in parts)
    return "".join(part if part[:1] == '"' else _COMMAS.sub("", part) for part in inner).strip(_AROUND)


def _without_comments(text: str) -> str:
    return _EITHER.sub(lambda found: found[1] or "", text)


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[1] in '"\\/bfnrtu' else found[1]


def elements(stream: TextIO) -> Iterator[tuple[str, Any]]:
    """Yield the elements of a long document one by one, each with its place; few are in memory at a time.

    Its outermost values, mostly one, are each an array, or an object whose members are read: the elements of those
    that are arrays, and the others whole.

    Raises:
        ValueError: where it is no JSON; what came before has been yielded.
    """
    window = _Window(stream)
    while mark := window.peek(_BETWEEN):
        if mark == "[":
            yield from _array(window, "item")
        elif mark == "{":
            yield from _members(window)
        else:
            yield "the document", window.value()


def _members(window: _Window) -> Iterator[tuple[str, Any]]:
    """Yield the elements of the arrays of an object, and the others whole; all of it, if it is a ClaimReview."""
    own: dict[str, Any] = {}
    window.expect("{")
    while window.peek() != "}":
        name = str(window.value())
        window.expect(":")
        if window.peek() == "[" and not is_claim_review(own):
            yield from _array(window, name)
        else:
            own[name] = window.value()
        window.between("}")
    window.expect("}")
    if is_claim_review(own):
        yield "the document", own
    else:
        yield from own.items()


def _array(window: _Window, name: str) -> Iterator[tuple[str, Any]]:
    window.expect("[")
    number = 0
    while window.peek() != "]":
        number += 1
        yield f"{name} {number}", window.value()
        window.between("]")
    window.expect("]")


class _Window:
    """The part of a long text that is being read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text, self._at, self._before, self._piece = "", 0, 0, _PIECE
        self._ended = False

    def _fill(self) -> bool:
        """Read on; each time in vain, twice as much, so that a long value is not tried too often."""
        piece = self._stream.read(self._piece)
        self._ended = not piece
        self._before += self._at
        self._text, self._at = self._text[self._at :] + piece, 0
        self._piece *= 2
        return bool(piece)

    def peek(self, between: re.Pattern[str] = _SPACE) -> str:
        """Return the next character that is no white space, or nothing at the end."""
        while True:
            found = between.match(self._text, self._at)
            self._at = found.end() if found is not None else self._at
            if self._at < len(self._text) or not self._fill():
                return self._text[self._at : self._at + 1]

    def expect(self, mark: str) -> None:
        """Go past a mark."""
        if self.peek() != mark:
            self.fail(f"Expecting '{mark}'")
        self._at += 1

    def between(self, closing: str) -> None:
        """Go past the comma between two elements, if none closes them."""
        if self.peek() != closing:
            self.expect(",")

    def value(self) -> Any:
        """Read a whole value."""
        self.peek()
        while True:
            try:
                value, end = _LOOSE.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if self._ended or len(self._text) - self._at > _LARGEST or not self._fill():
                    self.fail("Expecting a value")
                continue
            if self._is_whole(end) or self._ended or not self._fill():
                self._at, self._piece = end, _PIECE
                return value

    def _is_whole(self, end: int) -> bool:
        """Tell whether a value ends there: of a number, only a part may have been read so far."""
        return self._text[end - 1] in '"}]' or self._text[end : end + 1] in (",", "]", "}", " ", "\t", "\r", "\n")

    def fail(self, reason: str) -> NoReturn:
        """Say what is wrong here.

        Raises:
            ValueError: always.
        """
        raise ValueError(f"{reason[:1].lower()}{reason[1:]} at character {self._before + self._at + 1}")
