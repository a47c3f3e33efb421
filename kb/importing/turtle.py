"""Writes nodes as Turtle, laid out as exports are: a subject a block, a predicate a line, everything sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from kb.exporters.layout import Layout
from kb.namespaces import Shortener

from .agents import Node
from .terms import TYPE

_KEPT = 50_000  # names, how they are written
_first = itemgetter(0)


class Blocks:
    """Writes blocks with the prefixes of a knowledge base."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._layout = Layout(prefixes)
        self._shortener = Shortener(prefixes)
        self._written: dict[str, tuple[str, str]] = {}

    def block(self, node: Node, used: set[str]) -> str:
        """Write all that is said of a node; the prefixes that it takes are added to ``used``."""
        subject, pairs = node
        lines = []
        for predicate, same in groupby(sorted(set(pairs), key=_order), _first):
            objects = [self._term(object, used) for _, object in same]
            verb = "a" if predicate == TYPE else self._term(predicate, used)
            if len(objects) == 1 or predicate == TYPE:
                lines.append(f"{verb} {', '.join(objects)}")
            else:
                lines.append(f"{verb}\n    " + ",\n    ".join(objects))
        return f"{self._term(subject, used)} " + " ;\n  ".join(lines) + " .\n"

    def _term(self, token: str, used: set[str]) -> str:
        if token[0] == '"':
            return self._typed(token, used) if token[-1] == ">" else token
        written = self._written.get(token)
        if written is None:
            if len(self._written) >= _KEPT:
                self._written.clear()
            name = self._shortener.name(token[1:-1])
            written = self._written[token] = (name or token, name.partition(":")[0] if name else "")
        if written[1]:
            used.add(written[1])
        return written[0]

    def _typed(self, token: str, used: set[str]) -> str:
        """Write a literal that has a datatype."""
        written = self._layout.term(token)
        text, mark, datatype = written.rpartition('"^^')
        if mark and datatype[0] != "<" and text:
            used.add(datatype.partition(":")[0])
        return written

    def header(self, used: Iterable[str], declared: Mapping[str, str]) -> str:
        """Declare those of the prefixes that are not declared as they should be."""
        missing = [name for name in sorted(used) if declared.get(name) != self._prefixes[name]]
        return "".join(f"@prefix {name}: <{self._prefixes[name]}> .\n" for name in missing)


def _order(pair: tuple[str, str]) -> tuple[str, str]:
    return ("" if pair[0] == TYPE else pair[0]), pair[1]
