"""What the texts of terms say, which are written as N-Triples writes them: characters, language, datatype."""

from __future__ import annotations

from kb.namespaces import XSD, unescape


def lexical(text: str) -> str:
    """Return the characters of a literal or an IRI that is written as N-Triples writes it."""
    if text[0] == "<":
        return unescape(text[1:-1])
    return unescape(text[1 : text.rindex('"')]) if text[0] == '"' else text[2:]


def language(text: str) -> str:
    """Return the language tag of a literal, empty where it has none."""
    rest = text[text.rindex('"') + 1 :] if text[0] == '"' else ""
    return rest[1:] if rest.startswith("@") else ""


def english_first(text: str) -> tuple[bool, str]:
    """Return the key by which literals are put in order: those in English, then the others."""
    return not language(text).startswith("en"), text


def datatype(text: str) -> str:
    """Return the IRI of a literal's datatype; empty for what is no literal, or has a language."""
    if text[0] != '"':
        return ""
    rest = text[text.rindex('"') + 1 :]
    return rest[3:-1] if rest.startswith("^^") else "" if rest else XSD + "string"
