"""Writes triples as Turtle, for files that people read: short names, a predicate a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from kb.content import TYPE
from kb.exporters.layout import Layout


class Line(NamedTuple):
    """A triple, each term as N-Triples writes it."""

    subject: str
    predicate: str
    object: str


class Words:
    """Writes terms with the prefixes that are declared where they are to stand."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._layout = Layout(prefixes)

    def node(self, token: str) -> str:
        """Write a subject or an object."""
        return token if token == TYPE else self._layout.term(token)

    def predicate(self, token: str) -> str:
        """Write a predicate."""
        return "a" if token == TYPE else self._layout.term(token)

    def objects(self, tokens: Iterable[str]) -> str:
        """Write objects, with commas between them."""
        return ", ".join(self.node(token) for token in tokens)

    def described(self, lines: Iterable[Line]) -> list[str]:
        """Write predicates with their objects, an item each."""
        return [
            f"{self.predicate(predicate)} {self.objects(line.object for line in same)}"
            for predicate, same in groupby(ordered(lines), lambda line: line.predicate)
        ]

    def blocks(self, lines: Iterable[Line], newline: str = "\n") -> list[str]:
        """Write statements, one per subject."""
        return [
            f"{self.node(subject)} " + f" ;{newline}  ".join(self.described(same)) + " ."
            for subject, same in groupby(ordered(lines), lambda line: line.subject)
        ]


def ordered(lines: Iterable[Line]) -> list[Line]:
    """Sort triples by subject, predicate (``rdf:type`` first) and object."""
    return sorted(lines, key=lambda line: (line.subject, "" if line.predicate == TYPE else line.predicate, line.object))


def prefixes_for(lines: Sequence[Line], declared: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return which of the ``known`` prefixes to declare in addition, so that triples are written short."""
    more = {name: iri for name, iri in known.items() if name not in declared and iri not in declared.values()}
    words = Words({**more, **declared})
    written = {text for each in lines for text in (words.node(each.subject), words.predicate(each.predicate))}
    written |= {words.node(each.object).rpartition('"^^')[2] for each in lines}
    used = {text.partition(":")[0] for text in written if text[0] not in '<_"'}
    return {name: more[name] for name in sorted(more) if name in used}
