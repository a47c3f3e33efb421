"""Writes files whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from .errors import FileError

_STREAMS = (Path("/dev/fd"), Path("/proc/self/fd"))


@contextlib.contextmanager
def open_output(path: Path | None) -> Iterator[IO[bytes]]:
    """Open ``path`` for writing, or standard output where it is None, ``-`` or ``/dev/stdout``.

    The file appears, complete, when the block ends without an error; until then, and on any error, what was there
    stays. A symbolic link stays, too: the file that it leads to is replaced. A name that ends in ``.gz`` is
    compressed, the same bytes every time.

    Raises:
        FileError: if it cannot be written.
    """
    if path is None or str(path) in ("-", "/dev/stdout"):
        with _wording_errors("standard output"):
            yield _standard_output()
            sys.stdout.buffer.flush()
    elif path.parent in _STREAMS or (path.exists() and not path.is_file()):
        with _wording_errors(str(path)), path.open("wb") as special:
            yield special
    else:
        target = Path(os.path.realpath(path))
        with _wording_errors(str(path)), _replacing(target) as file, _compressed(file, path) as output:
            yield output


def _standard_output() -> IO[bytes]:
    """Return standard output, such that a write is whole: without a buffer (PYTHONUNBUFFERED) it may end half-way."""
    output = sys.stdout.buffer
    return cast(IO[bytes], _Whole(output)) if isinstance(output, io.RawIOBase) else output


class _Whole(io.RawIOBase):
    """A stream without a buffer, written until all has been taken; it stays open when this is closed."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__()
        self._raw = raw

    def fileno(self) -> int:
        return self._raw.fileno()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        left = memoryview(data).cast("B")
        size = len(left)
        while left:
            left = left[self._raw.write(left) or 0 :]
        return size


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of ``path`` when the block ends without an error.

    Until then it has no name where the system allows that, so that nothing stays behind even if the process is killed.
    """
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    temporary = f".{secrets.token_hex(8)}.new"
    try:
        number = _unnamed(folder)
        named = number is None
        if number is None:
            number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=folder)
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            if path.exists():
                os.fchmod(number, path.stat().st_mode & 0o777)
            os.fsync(number)
            if not named:
                # Both folders are given, or the call would make a link to the entry of /proc itself.
                os.link(_descriptor(number), temporary, src_dir_fd=folder, dst_dir_fd=folder)
        os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        with contextlib.suppress(OSError):  # the file is there; some systems cannot do this to a folder
            os.fsync(folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise
    finally:
        os.close(folder)


def _unnamed(folder: int) -> int | None:
    """Open a file in ``folder`` that has no name yet, or return None where the system has no such thing."""
    if not hasattr(os, "O_TMPFILE"):
        return None
    try:
        number = os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o666, dir_fd=folder)
    except OSError:  # if the folder cannot be written at all, opening a named file will tell
        return None
    if Path(_descriptor(number)).exists():
        return number
    os.close(number)
    return None


def _descriptor(number: int) -> str:
    return f"/proc/self/fd/{number}"


@contextlib.contextmanager
def _compressed(file: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    if path.suffix.lower() != ".gz":
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
