"""Reads the sheets of XLSX, XLSM, XLSB, XLS and ODS files: what a cell shows, as text.

A formula counts with the value that was stored for it. Of cells that were merged, each row that they cover has the
value. Dates are written as ISO 8601 has them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from kb.errors import FileError, UsageError

from .rows import Sheet, SheetRow

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def read_workbook(file: IO[bytes], name: str) -> Iterator[Sheet]:
    """Yield the sheets of a workbook that are not hidden, in their order; ``name`` words errors.

    Raises:
        UsageError: if the library that reads them is not installed.
        FileError: if it is no workbook, or needs a password.
    """
    try:
        import python_calamine
    except ImportError:
        raise UsageError(
            f"{name}: reading a spreadsheet file needs python-calamine",
            hint="pip install 'factcheck-kb[sheets]', or save it as CSV",
        ) from None
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        visible = python_calamine.SheetVisibleEnum.Visible
        titles = [entry.name for entry in book.sheets_metadata if entry.visible == visible]
        for title in titles:
            sheet = book.get_sheet_by_name(title)
            merged = getattr(sheet, "merged_cell_ranges", None) or []
            yield Sheet(title, _rows(sheet.to_python(skip_empty_area=False), _tall(merged)))
    except python_calamine.PasswordError:
        raise FileError(f"{name} is locked with a password", hint="save it without one") from None
    except (python_calamine.CalamineError, python_calamine.ZipError, python_calamine.XmlError, OSError) as error:
        raise FileError(f"{name} is no spreadsheet that can be read: {error}") from None


def is_workbook(start: bytes, name: str) -> bool:
    """Tell from the first bytes of a file, or from its name, whether it is a workbook."""
    return Path(name.lower()).suffix in SUFFIXES or start.startswith(b"\xd0\xcf\x11\xe0")


def _tall(ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> dict[int, list[tuple[int, int]]]:
    """Return for the row, from 0, where merged cells begin: their column and their last row."""
    tall: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in ranges:
        if bottom > top:
            tall.setdefault(top, []).append((left, bottom))
    return tall


def _rows(rows: Sequence[Sequence[object]], tall: dict[int, list[tuple[int, int]]]) -> Iterator[SheetRow]:
    lasting: dict[int, tuple[int, str]] = {}  # column: last row, value
    for number, row in enumerate(rows):
        cells = [text_of(value) for value in row]
        for column, last in tall.get(number, ()):
            lasting[column] = (last, cells[column])
        for column, (last, value) in list(lasting.items()):
            if number > last:
                del lasting[column]
            elif any(cells):
                cells[column] = value
        if any(cells):
            yield SheetRow(number + 1, cells)


def text_of(value: object) -> str:
    """Return what a cell shows: whole numbers without a fraction, dates as ``YYYY-MM-DD``, ``true`` and ``false``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat() if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return "" if value is None else str(value)
