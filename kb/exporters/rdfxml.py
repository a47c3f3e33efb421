"""RDF/XML 1.1, graphs left out: a description per subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kb.content import Row
from kb.errors import UsageError
from kb.namespaces import RDF, unescape

# XML 1.0 §2.2: the characters that no document can hold.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# Namespaces in XML 1.0 §3: NCName, first of letters that older parsers know as well, then of all that XML 1.0 §2.3
# has had since its fifth edition.
_LETTERS = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u3040-\ud7ff"
_MORE_LETTERS = _LETTERS + "\u200c\u200d\u2c00-\u2fef\u3001-\u303f\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_FURTHER = r".0-9\u00b7\-"
_LOCAL_NAMES = (
    re.compile(rf"[{_LETTERS}][{_LETTERS}{_FURTHER}]*"),
    re.compile(rf"[{_MORE_LETTERS}][{_MORE_LETTERS}{_FURTHER}\u0300-\u036f\u203f\u2040]*"),
)
_LINE_ENDS = {"\r": "&#13;"}
_IN_ATTRIBUTES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


def write(rows: Iterable[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted rows with those of ``prefixes`` that they use.

    Raises:
        UsageError: if a text or a property cannot be written in XML.
    """
    names = _names({row.predicate for row in rows}, prefixes)
    declared = {name.partition(":")[0]: iri for name, iri in names.values()} | {"rdf": RDF}
    attributes = "".join(f"\n  xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in sorted(declared.items()))
    output.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{attributes}>\n'.encode())
    for subject, described in groupby(rows, attrgetter("subject")):
        lines = [_property(names[row.predicate][0], row.object) for row in described]
        node = _node(subject, "about")
        output.write(f"<rdf:Description {node}>\n{''.join(lines)}</rdf:Description>\n".encode())
    output.write(b"</rdf:RDF>\n")


def _names(predicates: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the qualified name of each predicate and the namespace of its prefix."""
    by_namespace = {iri: prefix for prefix, iri in sorted({**prefixes, "rdf": RDF}.items(), reverse=True)}
    names = {}
    for token in sorted(predicates):
        iri = unescape(token[1:-1])
        namespace, local = _split(iri)
        if namespace not in by_namespace:
            by_namespace[namespace] = f"ns{len(by_namespace)}"
        names[token] = (f"{by_namespace[namespace]}:{local}", namespace)
    return names


# RDF/XML 1.1 §5.1: names that mean something else where a property stands.
_RESERVED = {
    RDF + name
    for name in ("RDF", "ID", "about", "bagID", "parseType", "resource", "nodeID", "datatype", "Description", "li")
} | {RDF + "aboutEach", RDF + "aboutEachPrefix"}


def _split(iri: str) -> tuple[str, str]:
    start = max(iri.rfind(mark) for mark in "/#:") + 1
    for local_name in _LOCAL_NAMES if iri not in _RESERVED else ():
        for position in range(start, len(iri)):
            if local_name.fullmatch(iri, position):
                return iri[:position], iri[position:]
    raise UsageError(
        f"RDF/XML cannot hold the property <{iri}>: it does not end in a name that is free",
        hint="export it as turtle or jsonld",
    )


def _node(token: str, attribute: str) -> str:
    if token[0] == "_":
        return f'rdf:nodeID="{token[2:]}"'
    return f"rdf:{attribute}={quoteattr(unescape(token[1:-1]), _IN_ATTRIBUTES)}"


def _property(name: str, token: str) -> str:
    if token[0] != '"':
        return f"  <{name} {_node(token, 'resource')}/>\n"
    end = token.rindex('"')
    text, rest = unescape(token[1:end]), token[end + 1 :]
    if _NOT_XML.search(text):
        raise UsageError(
            f"RDF/XML cannot hold the control character in {token[:80]}", hint="export it as turtle, ntriples or jsonld"
        )
    attribute = ""
    if rest.startswith("@"):
        if "--" in rest:
            raise UsageError(f"RDF/XML cannot hold the direction of {token[:80]}", hint="export it as turtle or jsonld")
        attribute = f' xml:lang="{rest[1:]}"'
    elif rest.startswith("^^"):
        attribute = f" rdf:datatype={quoteattr(unescape(rest[3:-1]))}"
    return f"  <{name}{attribute}>{escape(text, _LINE_ENDS)}</{name}>\n"
