"""RDF terms as rdflib's, which pySHACL works on, and as the texts that columns hold."""

from __future__ import annotations

import logging
import re

from rdflib.term import BNode, Literal, Node, URIRef

from kb.namespaces import XSD, unescape

logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # an ill-formed literal is a rule's finding, no traceback

_LITERAL = re.compile(r'"(.*)"(?:@(\S+)|\^\^<(\S*)>)?', re.DOTALL)
_ESCAPED = re.compile(r'[\\"\n\r\t\x08\x0c\x00-\x1f\x7f\ufffe\uffff]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def rdflib_term(text: str) -> Node:
    """Return the rdflib term that a text stands for, its lexical form unchanged."""
    if text[0] == "<":
        return URIRef(unescape(text[1:-1]))
    if text[0] == "_":
        return BNode(text[2:])
    match = _LITERAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is no term")
    value, tag, kind = match.groups()
    if tag is not None:
        return Literal(unescape(value), lang=tag)
    if kind is None:
        return Literal(unescape(value))
    return Literal(unescape(value), datatype=URIRef(unescape(kind)), normalize=False)


def text_of(term: Node) -> str:
    """Return an rdflib term as the columns write it, which is as pyoxigraph does."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        raise TypeError(f"{term!r} is no term")
    value = f'"{_ESCAPED.sub(_escape, str(term))}"'
    if term.language:
        return f"{value}@{term.language.lower()}"
    kind = str(term.datatype) if term.datatype is not None else XSD + "string"
    return value if kind == XSD + "string" else f"{value}^^<{kind}>"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"
