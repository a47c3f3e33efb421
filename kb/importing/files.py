"""Lays nodes out in files: by publisher and year, none too large to be reviewed, what is there kept as it is.

Blocks wait in a temporary file, so that memory holds only where they lie. What goes to a file that exists is added at
its end.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kb.errors import FileError
from kb.project import KnowledgeBase
from kb.writing.statements import read_statements, read_statements_about

from .agents import Node
from .keeping import cannot_keep
from .turtle import Blocks

LARGEST = 4_000_000
"""Bytes after which what comes next goes to another file."""


@dataclass
class _Part:
    """What goes to one file: where its blocks lie in the temporary file, by subject."""

    name: str
    before: int
    size: int = 0
    subjects: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("Q"))
    sizes: array[int] = field(default_factory=lambda: array("L"))
    wheres: list[str] = field(default_factory=list)
    prefixes: set[str] = field(default_factory=set)

    def add(self, subject: str, start: int, size: int, where: str) -> None:
        """Add a block."""
        self.subjects.append(subject)
        self.starts.append(start)
        self.sizes.append(size)
        self.wheres.append(where)
        self.size += size


class Files:
    """The files of an import, below the folder ``into`` of a knowledge base, or at its top."""

    def __init__(self, kb: KnowledgeBase, into: str) -> None:
        self._kb, self._into = kb, f"{into}/" if into else ""
        self._blocks = Blocks(kb.prefixes, kb.settings.base)
        self._open: dict[str, _Part] = {}
        self._parts: list[_Part] = []
        try:
            self._waiting = tempfile.TemporaryFile(prefix="kb-import-")  # noqa: SIM115 (it is read later)
        except OSError as error:
            raise cannot_keep("what is new", error) from None
        self._end = 0
        self._records = f"<{kb.settings.base}import/record-"

    def close(self) -> None:
        """Let go of the temporary file."""
        with suppress(OSError):  # what still waits in memory may find no place
            self._waiting.close()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added."""
        return not self._parts

    def add(self, stem: str, nodes: Iterable[Node], where: str = "") -> None:
        """Add the nodes of a record to the file called ``stem``, or to one that follows it."""
        part = self._open.get(stem)
        if part is None or part.before + part.size > LARGEST:
            part = self._open[stem] = self._next(stem, part)
            self._parts.append(part)
        for node in nodes:
            data = self._blocks.block(node, part.prefixes).encode()
            try:
                self._waiting.write(data)
            except OSError as error:
                raise cannot_keep("what is new", error) from None
            part.add(node[0], self._end, len(data), where)
            self._end += len(data)

    def _next(self, stem: str, part: _Part | None) -> _Part:
        """Return the first file of a name that has place, after another one."""
        number = 1 if part is None else self._number(stem, part.name) + 1
        while True:
            name = f"{self._into}{stem}{f'-{number}' if number > 1 else ''}.ttl"
            path = self._kb.folder / name
            size = path.stat().st_size if path.exists() else 0
            if size <= LARGEST:
                return _Part(name, size)
            number += 1

    def _number(self, stem: str, name: str) -> int:
        rest = name.removeprefix(f"{self._into}{stem}").removesuffix(".ttl")
        return int(rest[1:]) if rest else 1

    def stage(self, folder: Path) -> dict[str, Path]:
        """Write what each file will hold into a folder; return where, by the paths of the files.

        Raises:
            FileError: if that cannot be written.
            DataSyntaxError: if a file that is there does not parse.
        """
        staged = {}
        try:
            self._waiting.flush()
        except OSError as error:
            raise cannot_keep("what is new", error) from None
        try:
            for number, part in enumerate(self._parts):
                staged[part.name] = folder / f"{number}.ttl"
                with staged[part.name].open("wb") as file:
                    for piece in self._content(part):
                        file.write(piece)
        except OSError as error:
            raise FileError.from_os("write", error) from None
        return staged

    def _content(self, part: _Part) -> Iterable[bytes]:
        path = self._kb.folder / part.name
        declared: Mapping[str, str] = {}
        if path.exists():
            before = path.read_bytes()
            declared = self._declared(before, part.name)
            yield before if before.endswith(b"\n") or not before else before + b"\n"
            yield b"\n"
        header = self._blocks.header(part.prefixes, declared)
        between = b"\n" if header else b""
        yield header.encode()
        for block in sorted(range(len(part.subjects)), key=part.subjects.__getitem__):
            yield between + self._read(part.starts[block], part.sizes[block])
            between = b"\n"

    def _read(self, start: int, size: int) -> bytes:
        """Return what lies somewhere in the temporary file, in whatever process this is."""
        return os.pread(self._waiting.fileno(), size, start)

    def _declared(self, data: bytes, name: str) -> Mapping[str, str]:
        text, base = data.decode("utf-8-sig"), self._kb.settings.base
        found = read_statements_about(text, base, {"<urn:x-kb:none>"}) or read_statements(text, base, name)
        return found.prefixes

    def statements(self, name: str) -> bytes:
        """Return what a file gets that is new, without the records as they were, whose words mean nothing here."""
        part = next(each for each in self._parts if each.name == name)
        pieces = [self._blocks.header(part.prefixes, {}).encode()]
        for subject, start, size in zip(part.subjects, part.starts, part.sizes, strict=True):
            if not subject.startswith(self._records):
                pieces.append(self._read(start, size))
        return b"\n".join(pieces)

    def places(self, names: Iterable[str]) -> dict[str, str]:
        """Return which record each new node of some files came from."""
        chosen = set(names)
        parts = (part for part in self._parts if part.name in chosen)
        return {subject: where for part in parts for subject, where in zip(part.subjects, part.wheres, strict=True)}

    def sizes(self) -> dict[str, int]:
        """Return how many bytes each file gets."""
        return {part.name: part.size for part in self._parts}

    def counts(self) -> dict[str, int]:
        """Return how many nodes each file gets."""
        return {part.name: len(part.subjects) for part in self._parts}
