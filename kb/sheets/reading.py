"""Opens whatever holds tables: a CSV or TSV file, a workbook, a ZIP archive of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kb.errors import FileError

from .delimited import read_delimited
from .rows import Sheet
from .workbooks import SUFFIXES, is_workbook, read_workbook

TABLES = (".csv", ".tsv", ".txt", ".tab", *SUFFIXES)
"""The suffixes of files that hold tables."""

_LARGEST = 1 << 34  # bytes of all files that an archive unpacks to


def open_sheets(file: IO[bytes], name: str, *, encoding: str | None = None) -> Iterator[Sheet]:
    """Yield the sheets of an open file, which can seek; each must be read before the next is asked for.

    A ZIP archive that is no workbook gives the sheets of the CSV and TSV files in it, each named after its file.

    Raises:
        FileError: if the file, or one in the archive, cannot be read.
        UsageError: if ``encoding`` is unknown, or a library is missing.
    """
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if is_workbook(start, name):
        yield from read_workbook(file, name)
    elif start in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _archive(file, name, encoding)
    else:
        yield Sheet("", read_delimited(file, encoding=encoding))


def _archive(file: IO[bytes], name: str, encoding: str | None) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(file) as archive:
            if "[Content_Types].xml" in archive.namelist() or "mimetype" in archive.namelist():
                file.seek(0)
                yield from read_workbook(file, name)
                return
            members = [entry for entry in archive.infolist() if Path(entry.filename.lower()).suffix in TABLES]
            if sum(entry.file_size for entry in members) > _LARGEST:
                raise FileError(
                    f"{name} unpacks to more than {_LARGEST >> 30} GB", hint="unpack it and give the folder"
                )
            for entry in members:
                with archive.open(entry) as member:
                    for sheet in open_sheets(member, entry.filename, encoding=encoding):
                        yield Sheet(sheet.name or Path(entry.filename).stem, sheet.rows)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise FileError(f"{name} is no ZIP archive that can be read: {error}") from None
    except RuntimeError as error:  # what zipfile raises where a password is needed
        raise FileError(f"{name} cannot be unpacked: {error}") from None
