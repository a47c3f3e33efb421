"""Writes files whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from .errors import FileError


@contextlib.contextmanager
def open_output(path: Path | None) -> Iterator[IO[bytes]]:
    """Open ``path`` for writing, or standard output where it is None or ``-``.

    The file appears, complete, when the block ends without an error; until then, and on any error, what was there
    stays. A name that ends in ``.gz`` is compressed, the same bytes every time.

    Raises:
        FileError: if it cannot be written.
    """
    if path is None or str(path) == "-":
        with _wording_errors("standard output"):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():
        with _wording_errors(str(path)), path.open("wb") as special:
            yield special
    else:
        with _wording_errors(str(path)), _replacing(path) as file, _compressed(file, path) as output:
            yield output


def write_text(path: Path, text: str) -> None:
    """Write a whole text file; see ``open_output``."""
    with open_output(path) as file:
        file.write(text.encode())


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, or those that a new one would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextlib.contextmanager
def _compressed(file: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    if path.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as output:
        yield cast(IO[bytes], output)


@contextlib.contextmanager
def _wording_errors(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileError(f"cannot write {name}: {error.strerror or error}") from None
