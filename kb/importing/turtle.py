"""Writes nodes as Turtle, laid out as exports are: a subject a block, a predicate a line, everything sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from kb.exporters.layout import Layout

from .agents import Node
from .terms import TYPE

_first = itemgetter(0)


class Blocks:
    """Writes blocks with the prefixes of a knowledge base."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._layout = Layout(prefixes)
        self._predicates: dict[str, str] = {TYPE: "a"}

    def block(self, node: Node, used: set[str]) -> str:
        """Write all that is said of a node; the prefixes that it takes are added to ``used``."""
        subject, pairs = node
        lines = []
        for predicate, same in groupby(sorted(set(pairs), key=_order), _first):
            objects = [self._term(object, used) for _, object in same]
            verb = self._verb(predicate, used)
            if len(objects) == 1 or predicate == TYPE:
                lines.append(f"{verb} {', '.join(objects)}")
            else:
                lines.append(f"{verb}\n    " + ",\n    ".join(objects))
        return f"{self._term(subject, used)} " + " ;\n  ".join(lines) + " .\n"

    def _verb(self, predicate: str, used: set[str]) -> str:
        if predicate == TYPE:
            return "a"
        return self._term(predicate, used)

    def _term(self, token: str, used: set[str]) -> str:
        written = self._layout.term(token)
        if written[0] == '"':
            datatype = written.rpartition('"^^')[2] if "^^" in written[-80:] else ""
            if datatype and datatype[0] != "<" and '"' not in datatype:
                used.add(datatype.partition(":")[0])
        elif token[0] == "<" and written[0] != "<":
            used.add(written.partition(":")[0])
        return written

    def header(self, used: Iterable[str], declared: Mapping[str, str]) -> str:
        """Declare those of the prefixes that are not declared as they should be."""
        missing = [name for name in sorted(used) if declared.get(name) != self._prefixes[name]]
        return "".join(f"@prefix {name}: <{self._prefixes[name]}> .\n" for name in missing)


def _order(pair: tuple[str, str]) -> tuple[str, str]:
    return ("" if pair[0] == TYPE else pair[0]), pair[1]
