"""Removes white space at the ends of lines, and adds the newline at the end of the file."""

from __future__ import annotations

import re

from kb.turtle.tokens import COMMENT, SPACE, tokens

DONE = "white space at line ends removed"
ORDER = 4

_BEFORE_END = re.compile(r"[ \t]+(?=[\r\n])")


def fix(text: str) -> str:
    """Return the text without white space at the ends of its lines, but for those within literals."""
    parts = []
    for token in tokens(text):
        if token.kind == COMMENT:
            parts.append(token.text.rstrip(" \t"))
        elif token.kind == SPACE:
            found = _BEFORE_END.sub("", token.text)
            parts.append(found.rstrip(" \t") if token.end == len(text) else found)
        else:
            parts.append(token.text)
    joined = "".join(parts)
    return joined if not joined or joined.endswith(("\n", "\r")) else joined + "\n"
