"""The layout that Turtle and TriG share: a block per subject, a line per predicate, a line per further object."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import IO, cast

from kb.content import TYPE, Row
from kb.namespaces import XSD, Shortener

# Turtle 1.1 §2.5.2-2.5.3: literals that are written bare, where their lexical form allows it.
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}


_KEPT = 50_000  # names, how they are written
_IN_MEMORY, _PIECE = 1 << 24, 1 << 20  # bytes


class Layout:
    """Writes terms and blocks in Turtle's grammar, and remembers which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._shortener = Shortener(prefixes)
        self._written: dict[str, str] = {}
        self._used: set[str] = set()

    @contextlib.contextmanager
    def body(self, output: IO[bytes]) -> Iterator[IO[bytes]]:
        """Give a file for what is laid out; it goes to ``output`` after the declarations of the prefixes it uses."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="kb-export-") as body:
            yield cast(IO[bytes], body)
            header = "".join(f"@prefix {prefix}: <{self._prefixes[prefix]}> .\n" for prefix in sorted(self._used))
            output.write(header.encode())
            if header and body.tell():
                output.write(b"\n")
            body.seek(0)
            shutil.copyfileobj(body, output, _PIECE)

    def term(self, token: str) -> str:
        """Write a term, given as N-Triples has it."""
        if token[0] != "<":
            return self._write(token)
        written = self._written.get(token)
        if written is None:
            if len(self._written) >= _KEPT:
                self._written = {}
            written = self._written[token] = self._write(token)
        return written

    def _verb(self, token: str) -> str:
        return "a" if token == TYPE else self.term(token)

    def _write(self, token: str) -> str:
        if token[0] == "<":
            return self._name(token)
        if token[0] == "_":
            return token
        text, _, datatype = token.rpartition('"^^')
        if not text or not datatype.startswith("<"):
            return token
        bare = _BARE.get(datatype[1:-1])
        if bare is not None and bare.fullmatch(text, 1):
            return text[1:]
        return f'{text}"^^{self.term(datatype)}'

    def _name(self, token: str) -> str:
        name = self._shortener.name(token[1:-1])
        if name is None:
            return token
        self._used.add(name.partition(":")[0])
        return name

    def blocks(self, rows: Iterable[Row], indent: str = "") -> Iterator[str]:
        """Yield a block per subject; the rows must be sorted."""
        for subject, described in groupby(rows, attrgetter("subject")):
            lines = [
                self._predicate(predicate, list(same), indent)
                for predicate, same in groupby(described, attrgetter("predicate"))
            ]
            yield f"{indent}{self.term(subject)} " + f" ;\n{indent}  ".join(lines) + " .\n"

    def _predicate(self, predicate: str, rows: list[Row], indent: str) -> str:
        objects = [self.term(row.object) for row in rows]
        if len(objects) == 1 or predicate == TYPE:
            return f"{self._verb(predicate)} {', '.join(objects)}"
        return f"{self._verb(predicate)}\n{indent}    " + f",\n{indent}    ".join(objects)
