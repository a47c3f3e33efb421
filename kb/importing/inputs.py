"""What is imported: a file, all files of a folder, or standard input, which is kept in a temporary file meanwhile."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kb.errors import FileError, UsageError

from .keeping import cannot_keep

STDIN = "-"
_PIECE = 1 << 20


@dataclass(frozen=True)
class Input:
    """A file to read: ``name`` is what messages call it, ``place`` what ``where`` begins with if there are several."""

    path: Path
    name: str
    place: str = ""

    def head(self, size: int = 65_536) -> bytes:
        """Return the first bytes.

        Raises:
            FileError: if it cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return file.read(size)
        except OSError as error:
            raise FileError.from_os("read", error) from None

    def read(self) -> bytes:
        """Return all bytes.

        Raises:
            FileError: if it cannot be read.
        """
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise FileError.from_os("read", error) from None


@dataclass(frozen=True)
class Inputs:
    """All that is read in one run: its files, its name, the SHA-256 digest of their bytes, their size."""

    files: tuple[Input, ...]
    name: str
    sha256: str
    size: int
    beside: Path
    """The path that the file of rejected records is named after: the input's own."""
    otherwise: tuple[Path, ...] = ()
    """Other paths to name it after, where one may not write beside the input: in the working folder, in a temporary."""


@contextmanager
def open_inputs(argument: str, folder: Path, suffixes: tuple[str, ...]) -> Iterator[Inputs]:
    """Give what an argument names: ``-``, a file, or a folder, of which the files with one of ``suffixes`` count.

    Raises:
        UsageError: if a folder has no such file.
        FileError: if something cannot be read.
    """
    if argument == STDIN:
        with _kept(sys.stdin.buffer) as path:
            yield _inputs((Input(path, "stdin"),), "stdin", folder / "stdin")
        return
    path = folder / argument
    if not path.exists():
        raise FileError(f"cannot read {path}: there is no such file")
    if not path.is_file() and not path.is_dir():
        with path.open("rb") as pipe, _kept(pipe) as place:
            yield _inputs((Input(place, path.name),), path.name, folder / path.name)
        return
    files = _within(path, suffixes) if path.is_dir() else (Input(path, path.name),)
    if not files:
        raise UsageError(f"{path} has no file that ends in {', '.join(suffixes)}")
    place = path.resolve()
    yield _inputs(files, place.name, place, folder / place.name)


@contextmanager
def _kept(stream: IO[bytes]) -> Iterator[Path]:
    """Keep what can be read once in a temporary file."""
    try:
        with tempfile.NamedTemporaryFile(prefix="kb-import-") as kept:
            shutil.copyfileobj(stream, kept, _PIECE)
            kept.flush()
            yield Path(kept.name)
    except OSError as error:
        raise cannot_keep("the input", error) from None


def _within(folder: Path, suffixes: tuple[str, ...]) -> tuple[Input, ...]:
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = [Path(parent) / name for name in sorted(names) if not name.startswith(".")]
        found += [path for path in here if path.name.lower().endswith(suffixes)]
    return tuple(Input(path, name := path.relative_to(folder).as_posix(), f"{name}: ") for path in found)


def _inputs(files: tuple[Input, ...], name: str, *beside: Path) -> Inputs:
    digest, size = hashlib.sha256(), 0
    try:
        for file in files:
            with file.path.open("rb") as content:
                while piece := content.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
    except OSError as error:
        raise FileError.from_os("read", error) from None
    otherwise = (*beside[1:], Path(tempfile.gettempdir()) / name)
    return Inputs(files, name, digest.hexdigest(), size, beside[0], otherwise)
