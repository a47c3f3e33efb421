"""Writes IRIs of schema.org with ``https:``, as its vocabulary and ours do."""

from __future__ import annotations

from kb.namespaces import SCHEMA
from kb.turtle.tokens import IRI, tokens

DONE = "http://schema.org/ written as https://schema.org/"
ORDER = 1

_OLD = "<http://schema.org/"


def fix(text: str) -> str:
    """Return the text with ``https:`` in front of schema.org, in prefixes and IRIs."""
    if _OLD not in text:
        return text
    return "".join(
        f"<{SCHEMA}{token.text[len(_OLD) :]}" if token.kind == IRI and token.text.startswith(_OLD) else token.text
        for token in tokens(text)
    )
