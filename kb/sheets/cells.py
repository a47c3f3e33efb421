"""How terms of RDF stand in the cells of a lossless table, and what their columns are called.

A column is a property and what its values are; its header says both:

==========================  ======================================================
``fc:by<>``                 links: IRIs, several with a space between them
``schema:text@en``          text in a language
``schema:name``             text without one
``fc:on^^xsd:date``         values of a datatype, as written
==========================  ======================================================

Names are short where a standard prefix allows it. What a cell cannot hold faithfully is written as N-Triples.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kb.formats import LITERAL, NAMED_NODE, iri_fault
from kb.namespaces import INSTANCE_STEMS, STANDARD, Shortener
from kb.namespaces import unescape as characters

from .escaping import escape, unescape

LINKS = "<>"
_SHORTENER = Shortener(STANDARD)
_TAKEN = frozenset((*STANDARD, *INSTANCE_STEMS, "_"))
_PREFIXES = "|".join(STANDARD)
_PLAIN = re.compile(rf"(?:https?://|(?:{_PREFIXES}):(?!//))[^\s<>@^]*")
_HEADER = re.compile(rf"(<[^<>\s]+>|{_PLAIN.pattern})\s*(<>|@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^\S+)?")
_BLANK = re.compile(r"_:[A-Za-z0-9_]+")
# What survives a CSV file, XML 1.0 and a spreadsheet that saves it again.
_FAITHFUL = re.compile(r"\S(?:[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]*\S)?")
_NOT_XML = re.compile(r"[\x7f-\x9f\u2028\u2029\ufffe\uffff]")


class Column(NamedTuple):
    """A property, as N-Triples writes it, and the kind of its values: ``<>``, ``@en``, ``^^<datatype>`` or nothing."""

    predicate: str
    kind: str

    @property
    def header(self) -> str:
        """What is written at the head of the column."""
        kind = f"^^{_head(self.kind[2:])}" if self.kind.startswith("^^") else self.kind
        return _head(self.predicate) + kind


def name(token: str) -> str:
    """Write an IRI or blank node, given as N-Triples has it, for a cell: short if a standard prefix allows it."""
    if token[0] == "_":
        return token
    iri = token[1:-1]
    return _SHORTENER.name(iri) or (token if iri.partition(":")[0] in _TAKEN else iri)


def _head(token: str) -> str:
    """Write an IRI for a header: without brackets where it cannot be mistaken there."""
    text = name(token)
    return text if _PLAIN.fullmatch(text) else token


@lru_cache(maxsize=100_000)
def token(cell: str, base: str = "") -> str:
    """Return what ``name`` made a text from, as N-Triples writes it.

    With the ``base`` of a knowledge base, a name such as ``agent:jane`` is one of its own.

    Raises:
        ValueError: if it is no IRI; the message says why.
    """
    if _BLANK.fullmatch(cell):
        return cell
    iri = cell[1:-1] if cell.startswith("<") and cell.endswith(">") else cell
    prefix, _, local = cell.partition(":")
    if iri is cell and prefix in STANDARD:
        iri = STANDARD[prefix] + local
    elif iri is cell and base and prefix in INSTANCE_STEMS:
        iri = f"{base}{prefix}/{local}"
    fault = iri_fault(iri)
    if fault is not None:
        raise ValueError(f"'{cell[:80]}' is no IRI: {fault}")
    return str(NAMED_NODE(iri))


def column(header: str) -> Column | None:
    """Return the column that a header names, or None if it names none."""
    match = _HEADER.fullmatch(header.strip())
    if match is None:
        return None
    kind = match[2] or ""
    try:
        return Column(token(match[1]), f"^^{token(kind[2:])}" if kind.startswith("^^") else kind.lower())
    except ValueError:
        return None


def kind_of(object: str) -> str:
    """Return the kind of the column that a term belongs in."""
    return LINKS if object[0] != '"' else object[object.rindex('"') + 1 :]


def cell_of(object: str, kind: str) -> str | None:
    """Return the text of a term for a cell of a column of its kind, or None if none would hold it faithfully."""
    if kind == LINKS:
        return name(object)
    text = characters(object[1 : len(object) - len(kind) - 1])
    return escape(text) if _FAITHFUL.fullmatch(text) else None


def terms_of(cell: str, kind: str, base: str = "") -> list[str]:
    """Return the terms in a cell, as N-Triples writes them; see ``token`` for ``base``.

    Raises:
        ValueError: if there is something that is no IRI in a cell for links.
    """
    if kind == LINKS:
        return [token(part, base) for part in cell.split()]
    text = unescape(cell)
    if kind.startswith("@"):
        return [str(LITERAL(text, language=kind[1:]))]
    return [str(LITERAL(text)) + kind]


def line_of(predicate: str, object: str) -> str:
    """Write a property and its value as N-Triples does, in characters that every file and spreadsheet keeps."""
    return _NOT_XML.sub(lambda match: f"\\u{ord(match.group()):04X}", f"{predicate} {object}")
