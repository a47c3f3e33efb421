"""Cuts Turtle and its relatives into tokens, each with its place (Turtle 1.1 §6.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BASE = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_BASE += "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_CHARS = _BASE + "_0-9\\-\u00b7\u0300-\u036f\u203f-\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_PLX})(?:(?:[{_CHARS}.:]|{_PLX})*(?:[{_CHARS}:]|{_PLX}))?"
_UCHAR = r"\\u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|\\U(?!0000[dD][89A-Fa-f])(?:000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{4}"
_ECHAR = r"\\[tbnrf\"'\\]"

IRI, STRING, LANGUAGE, BLANK, NUMBER, NAME, WORD, PUNCTUATION, COMMENT, SPACE, BAD, END = (
    *("iri", "string", "language", "blank", "number", "name", "word", "punctuation"),
    *("comment", "space", "bad", "end"),
)

_TOKEN = re.compile(
    "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in (
            (SPACE, r"[ \t\r\n]+"),
            (COMMENT, r"#[^\r\n]*"),
            (IRI, rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>'),
            (
                STRING,
                rf'"""(?:"{{0,2}}(?:[^"\\]|{_ECHAR}|{_UCHAR}))*"""'
                rf"|'''(?:'{{0,2}}(?:[^'\\]|{_ECHAR}|{_UCHAR}))*'''"
                rf'|"(?!"")(?:[^"\\\r\n]|{_ECHAR}|{_UCHAR})*"'
                rf"|'(?!'')(?:[^'\\\r\n]|{_ECHAR}|{_UCHAR})*'",
            ),
            (LANGUAGE, r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--(?:ltr|rtl)(?![A-Za-z0-9]))?"),
            (BLANK, rf"_:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
            (NAME, rf"(?:{_PREFIX})?:(?:{_LOCAL})?"),
            (
                NUMBER,
                r"[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.[0-9]+[eE][+-]?[0-9]+|[0-9]+[eE][+-]?[0-9]+"
                r"|[0-9]*\.[0-9]+|[0-9]+)",
            ),
            (WORD, r"[A-Za-z]+"),
            (PUNCTUATION, r"\^\^|[.;,()\[\]{}]"),
            (BAD, r"[^\s.;,()\[\]{}]+|."),
        )
    ),
    re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a text: its kind, its characters, where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield all tokens of a text, or of a part, space and comments too; together they are the text."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        yield Token(match.lastgroup or BAD, match.group(), match.start(), match.end())


def meaningful(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens that mean something, without space and comments."""
    return (token for token in tokens(text, start, end) if token.kind not in (SPACE, COMMENT))


def comments(text: str) -> Iterator[Token]:
    """Yield the comments of a text."""
    return (token for token in tokens(text) if token.kind == COMMENT)
