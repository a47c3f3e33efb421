"""Finds the header of a sheet, and reads the rows below it by what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from kb.content import TYPE
from kb.importing.records import Item, Rejected, Triples
from kb.sheets.cells import Column
from kb.sheets.headers import Meaning, mapped, meaning_of
from kb.sheets.mapping import Mapped
from kb.sheets.rows import Broken, Sheet, SheetRow
from kb.sheets.tables import table_of
from kb.sheets.taking import columns_of, is_overview, triples_of
from kb.sheets.template import is_guide

from .captures import capture
from .cells import Cells
from .factchecks import fact_check
from .nameless import Nameless

_SEARCHED = 20  # rows in which a header is looked for

_SEPARATOR = re.compile(r"sep=.?", re.IGNORECASE)
"""What spreadsheets put above a table to say what divides its cells."""


@dataclass(frozen=True)
class Reading:
    """What is read, and how: ``place`` begins each ``where``; ``dates`` is the order of dates that are ambiguous.

    ``publisher`` is who published what does not say.
    """

    place: str
    name: str
    mapping: Mapped | None
    dates: str
    nameless: Nameless
    publisher: str = ""


@dataclass(frozen=True)
class _Header:
    number: int
    cells: Sequence[str]
    means: Meaning | list[Column] | None  # None below an overview, which says what tables beside it say, or a guide


def read_sheet(sheet: Sheet, reading: Reading) -> Iterator[Item] | Rejected:
    """Return what the rows of a sheet say, or why the sheet says nothing that is known.

    Raises:
        UsageError: if the sheet lacks a column that the mapping file names.
    """
    title = f"sheet '{sheet.name}'" if sheet.name else ""
    rows = iter(sheet.rows)
    above: list[SheetRow | Broken] = []
    for row in islice(rows, max(_SEARCHED, reading.mapping.header if reading.mapping else 0)):
        above.append(row)
        header = None if isinstance(row, Broken) else _header(row, reading)
        if header is not None:
            start = reading.place + (f"{title}, " if title else "")
            return chain(_above(above[:-1], start), _items(rows, header, start, reading))
    where = (reading.place + title).rstrip(": ") or "the file"
    return _unknown(where, above, reading)


def _header(row: SheetRow, reading: Reading) -> _Header | None:
    """Return the header that a row is, if it is one."""
    columns = columns_of(row.cells)
    if columns is not None:
        return _Header(row.number, row.cells, columns)
    if is_overview(row.cells) or is_guide(row.cells):
        return _Header(row.number, row.cells, None)
    mapping = reading.mapping
    if mapping is None:
        meaning = meaning_of(row.cells)
    elif mapping.header:
        meaning = mapped(row.cells, mapping, reading.name) if mapping.header == row.number else None
    else:
        titles = {cell.strip() for cell in row.cells}
        meaning = mapped(row.cells, mapping, reading.name) if titles >= mapping.columns.keys() else None
    return _Header(row.number, row.cells, meaning) if meaning is not None else None


def _unknown(where: str, above: Sequence[SheetRow | Broken], reading: Reading) -> Rejected:
    if not above:
        return Rejected(where, "there is no row in it")
    first = next((row.cells for row in above if isinstance(row, SheetRow)), [])
    titles = ", ".join(f"'{cell.strip()[:40]}'" for cell in first[:12] if cell.strip())
    if reading.mapping is not None:
        missing = [column for column in reading.mapping.columns if column not in {cell.strip() for cell in first}]
        named = ", ".join(f"'{column}'" for column in missing[:12])
        return Rejected(where, f"no row has the columns of {reading.mapping.path}; of these, the first lacks {named}")
    return Rejected(where, f"its header is of no sheet that is known: {titles}")


def _above(rows: Sequence[SheetRow | Broken], start: str) -> Iterator[Item]:
    for row in rows:
        if row.number == 1 and _SEPARATOR.fullmatch("".join(row.cells).strip()):
            continue
        yield Rejected(f"{start}row {row.number}", "it stands above the header", _json(row.cells))


def _items(rows: Iterator[SheetRow | Broken], header: _Header, start: str, reading: Reading) -> Iterator[Item]:
    if header.means is None:
        return
    read = _reader(header.means, reading)
    width = len(header.cells)
    for row in rows:
        where = f"{start}row {row.number}"
        if isinstance(row, Broken):
            yield Rejected(where, row.reason, _json(row.cells))
        elif any(cell.strip() for cell in row.cells[width:]):
            reason = f"it has {len(row.cells)} cells, and the header has {width}"
            yield Rejected(where, reason, _json(row.cells))
        elif list(row.cells) != list(header.cells):  # sheets that were put together repeat it
            try:
                yield read(where, row)
            except ValueError as error:
                yield Rejected(where, str(error), _original(header.cells, row.cells))


def _reader(means: Meaning | list[Column], reading: Reading) -> Callable[[str, SheetRow], Item]:
    """Return what makes an item of a row; it raises ``ValueError`` with the reason where it cannot."""
    if isinstance(means, list):
        return partial(_triples, columns=means, nameless=reading.nameless)
    given = {"reviewer": reading.publisher} if reading.publisher else {}
    meaning = replace(means, constants=given | dict(means.constants))
    make = capture if meaning.snapshots else fact_check
    return lambda where, row: make(
        where, Cells(row.cells, meaning, reading.dates), _original(meaning.header, row.cells)
    )


def _triples(where: str, row: SheetRow, columns: list[Column], nameless: Nameless) -> Triples:
    found = tuple(map(nameless.named, triples_of(row.cells, columns, nameless.base)))
    return Triples(where, found, table_of(object for _, predicate, object in found if predicate == TYPE))


def _original(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row as a JSON object; of columns with one name, all values in a list."""
    found: dict[str, list[str]] = {}
    for place, cell in enumerate(cells):
        if cell:
            title = header[place].strip() if place < len(header) else ""
            found.setdefault(title or f"column {place + 1}", []).append(cell)
    return json.dumps({key: each[0] if len(each) == 1 else each for key, each in found.items()}, ensure_ascii=False)


def _json(cells: Sequence[str]) -> str:
    return json.dumps(list(cells), ensure_ascii=False)
