"""Reads single values out of columns: the texts, links and dates that a node has."""

from __future__ import annotations

from collections.abc import Iterable

from kb.columns.table import Columns, Pairs
from kb.columns.texts import language, lexical
from kb.namespaces import FC, PROV, RDF, SCHEMA

_NAMESPACES = {"fc": FC, "schema": SCHEMA, "prov": PROV, "rdf": RDF}


def iri_of(name: str) -> str:
    """Return the IRI of a short name such as ``schema:name``."""
    prefix, _, local = name.partition(":")
    return _NAMESPACES[prefix] + local


class Values:
    """What nodes have, by the numbers of their terms and short names of properties such as ``schema:name``."""

    def __init__(self, columns: Columns) -> None:
        self._columns, self._pairs = columns, dict[str, Pairs]()
        self.text_of = columns.terms.text

    def pairs(self, name: str) -> Pairs:
        """Return all pairs that a property joins."""
        if name not in self._pairs:
            self._pairs[name] = self._columns.pairs_of(iri_of(name))
        return self._pairs[name]

    def links(self, node: int, name: str) -> list[int]:
        """Return what a node leads to by a property, in the order of names."""
        found = self.pairs(name).values(node)
        return found if len(found) < 2 else sorted(found, key=self.text_of)

    def sources(self, node: int, name: str) -> list[int]:
        """Return what leads to a node by a property, in the order of names."""
        found = self.pairs(name).inverse.values(node)
        return found if len(found) < 2 else sorted(found, key=self.text_of)

    def literals(self, node: int, name: str) -> list[str]:
        """Return the values of a property as N-Triples writes them, in order."""
        return [self.text_of(value) for value in self.links(node, name)]

    def text(self, node: int, name: str, wanted: str = "") -> str:
        """Return one text that a node has, in the language that is wanted if it is there; empty if there is none."""
        return lexical(best) if (best := in_language(self.literals(node, name), wanted)) else ""

    def iri(self, node: int) -> str:
        """Return the IRI of a node."""
        return lexical(self.text_of(node))

    def number(self, text: str) -> int:
        """Return the number of a term, -1 for one that is not there."""
        return self._columns.terms.find(text)


def in_language(texts: Iterable[str], wanted: str) -> str | None:
    """Return the one of some literals that is in a language, else in English, else the first; None of none."""
    primary = wanted.lower().split("-")[0]

    def distance(text: str) -> tuple[bool, bool, bool, str]:
        tag = language(text).lower()
        return tag != wanted.lower(), tag.split("-")[0] != primary, tag.split("-")[0] != "en", text

    return min(texts, key=distance, default=None)
