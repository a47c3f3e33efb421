"""Writes tables into one file: an XLSX, a ZIP archive of CSV files, or a single CSV file; the same bytes every time."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import IO, Protocol, cast

from kb.errors import UsageError

from .xlsx import SheetWriter, parts, sheet_path

CONTAINERS = ("csv", "zip", "xlsx")
"""What tables can be written as."""

_IN_MEMORY = 1 << 22  # bytes of a table, before it waits in a file
_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Writer(Protocol):
    def write(self, cells: Sequence[str]) -> None: ...
    def close(self) -> None: ...


class CsvWriter:
    """Writes rows as RFC 4180 has them, in UTF-8; with a byte order mark, without which Excel would not know it."""

    def __init__(self, output: IO[bytes], header: Sequence[str]) -> None:
        self._text = io.TextIOWrapper(output, "utf-8", newline="", write_through=False)
        self._rows = csv.writer(self._text)
        self._text.write("\ufeff")
        self._rows.writerow(header)

    def write(self, cells: Sequence[str]) -> None:
        """Write a row."""
        self._rows.writerow(cells)

    def close(self) -> None:
        """Hand over what is left; the file stays open."""
        self._text.flush()
        self._text.detach()


def write_tables(
    headers: Mapping[str, Sequence[str]], rows: Iterable[tuple[str, Sequence[str]]], output: IO[bytes], container: str
) -> None:
    """Write tables, given by their names and headers; the rows say which table they belong to, in any order.

    Raises:
        UsageError: if there are several tables for one CSV file, or a spreadsheet cannot hold them.
    """
    if container == "csv":
        if len(headers) != 1:
            raise UsageError("a CSV file holds one table", hint="write .zip or .xlsx instead")
        alone = CsvWriter(output, *headers.values())
        for _, cells in rows:
            alone.write(cells)
        alone.close()
        return
    with ExitStack() as stack, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        waiting = {
            name: stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="kb-table-")) for name in headers
        }
        _fill(headers, rows, cast("dict[str, IO[bytes]]", waiting), container)
        if container == "xlsx":
            for path, text in parts(headers).items():
                archive.writestr(entry(path), text)
        for number, (name, file) in enumerate(waiting.items(), 1):
            file.seek(0)
            path = sheet_path(number) if container == "xlsx" else f"{name}.csv"
            with archive.open(entry(path), "w", force_zip64=True) as member:
                shutil.copyfileobj(file, member, 1 << 20)


def _fill(
    headers: Mapping[str, Sequence[str]],
    rows: Iterable[tuple[str, Sequence[str]]],
    files: Mapping[str, IO[bytes]],
    container: str,
) -> None:
    writers: dict[str, _Writer] = {
        name: SheetWriter(files[name], name, header) if container == "xlsx" else CsvWriter(files[name], header)
        for name, header in headers.items()
    }
    for name, cells in rows:
        writers[name].write(cells)
    for writer in writers.values():
        writer.close()


def entry(path: str) -> zipfile.ZipInfo:
    """Return the head of a file in an archive, without the time, so that the bytes are the same every time."""
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
