"""The terms that imports write, as N-Triples has them, and literals."""

from __future__ import annotations

import re

from kb.namespaces import FC, PROV, RDF, SCHEMA, XSD
from kb.turtle.terms import literal

OA = "http://www.w3.org/ns/oa#"

TYPE = f"<{RDF}type>"
UNDETERMINED = "und"
"""The language of a text whose language nobody says (BCP 47)."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def fc(name: str) -> str:
    """Return a term of our vocabulary."""
    return f"<{FC}{name}>"


def schema(name: str) -> str:
    """Return a term of schema.org."""
    return f"<{SCHEMA}{name}>"


def prov(name: str) -> str:
    """Return a term of PROV-O."""
    return f"<{PROV}{name}>"


def oa(name: str) -> str:
    """Return a term of Web Annotation."""
    return f"<{OA}{name}>"


def iri(value: str) -> str:
    """Write an IRI, which must be valid."""
    return f"<{value}>"


def text(value: str, language: str) -> str:
    """Write a text with its language."""
    return literal(value, language or UNDETERMINED)


def date(value: str) -> str:
    """Write a date or an instant; empty where it lacks the day, which a date must have."""
    if len(value) < 10:
        return ""
    return literal(value, datatype=XSD + ("dateTime" if "T" in value else "date"))


def language_of(tag: str) -> str:
    """Return a language tag in its usual form, or nothing if it is none."""
    tag = tag.strip().replace("_", "-")
    return tag.lower() if _LANGUAGE.fullmatch(tag) else ""


def encodable(value: str) -> bool:
    """Tell whether a file can hold a text: half of a surrogate pair it cannot."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


plain_literal = literal
