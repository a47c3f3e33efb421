"""Writes nodes as Turtle, laid out as exports are: a subject a block, a predicate a line, everything sorted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kb.exporters.layout import Layout
from kb.namespaces import INSTANCE_STEMS, Shortener

from .agents import Node
from .terms import TYPE

_KEPT = 50_000  # names, how they are written
_OWN = re.compile(r"([a-z]+)/([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)>")


class Blocks:
    """Writes blocks with the prefixes of a knowledge base."""

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        self._prefixes, self._base = prefixes, f"<{base}"
        self._layout = Layout(prefixes)
        self._shortener = Shortener(prefixes)
        self._written: dict[str, tuple[str, str]] = {}
        names = ((stem, self._shortener.name(f"{base}{stem}/x")) for stem in INSTANCE_STEMS)
        self._stems = {stem: name.partition(":")[0] for stem, name in names if name and name.endswith(":x")}

    def block(self, node: Node, used: set[str]) -> str:
        """Write all that is said of a node; the prefixes that it takes are added to ``used``."""
        subject, pairs = node
        kinds: list[str] = []
        lines: list[str] = []
        objects: list[str] = []
        last = ""
        for predicate, object in sorted(set(pairs)):
            written = self._term(object, used)
            if predicate == TYPE:
                kinds.append(written)
                continue
            if predicate != last:
                objects = []
                lines.append("")
                verb, last = self._term(predicate, used), predicate
            objects.append(written)
            lines[-1] = f"{verb} {written}" if len(objects) == 1 else f"{verb}\n    " + ",\n    ".join(objects)
        if kinds:
            lines.insert(0, f"a {', '.join(kinds)}")
        return f"{self._term(subject, used)} " + " ;\n  ".join(lines) + " .\n"

    def _term(self, token: str, used: set[str]) -> str:
        if token[0] == '"':
            return self._typed(token, used) if token[-1] == ">" else token
        written = self._written.get(token)
        if written is None:
            if len(self._written) >= _KEPT:
                self._written.clear()
            written = self._written[token] = self._name(token)
        if written[1]:
            used.add(written[1])
        return written[0]

    def _name(self, token: str) -> tuple[str, str]:
        """Return how an IRI is written, and the prefix that it takes."""
        own = _OWN.fullmatch(token, len(self._base)) if token.startswith(self._base) else None
        if own is not None and (prefix := self._stems.get(own.group(1))):
            return f"{prefix}:{own.group(2)}", prefix
        name = self._shortener.name(token[1:-1])
        return (name, name.partition(":")[0]) if name else (token, "")

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
