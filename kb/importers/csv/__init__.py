"""Sheets of fact-checks or of archived pages, and the lossless tables of an export: CSV, TSV, XLSX, ODS, ZIP.

The first row whose cells make a header that is known, or that the mapping file names, is the header: see
``kb.sheets``. What stands in cells and has no place here is kept with the record and named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kb.errors import FileError, KbError, UsageError
from kb.importing.inputs import Input
from kb.importing.records import Item, Options, Rejected
from kb.sheets.mapping import Mapped, read_mapping
from kb.sheets.reading import TABLES, open_sheets

from .nameless import Nameless
from .sheets import Reading, read_sheet

SUFFIXES = (*TABLES, ".zip")

FIELDS = {
    "text": "claim",
    "itemReviewed": "claim",
    "by": "said by",
    "on": "said on",
    "in": "where url",
    "cites": "where url",
    "author": "reviewer",
    "datePublished": "review date",
    "originalRating": "label",
}
"""Which column of our own sheet a property comes from, where it is not called the same."""


def read(source: Input, options: Options) -> Iterator[Item]:
    """Yield what the rows of all sheets of a file say, row by row.

    Raises:
        UsageError: if no sheet of the file has a header that is known.
        FileError: if the file cannot be read.
        ConfigurationError: if the mapping file is faulty.
    """
    mapping = read_mapping(Path(options.mapping)) if options.mapping else None
    dates = options.dates or (mapping.dates if mapping else "")
    nameless = Nameless(source, options.base)
    unknown: list[Rejected] = []
    found = False
    with _opened(source) as file:
        for sheet in open_sheets(file, source.name, encoding=mapping.encoding or None if mapping else None):
            if mapping is not None and mapping.sheet not in ("", sheet.name):
                continue
            items = read_sheet(sheet, Reading(source.place, source.name, mapping, dates, nameless, options.publisher))
            if isinstance(items, Rejected):
                unknown.append(items)
            else:
                found = True
                yield from items
    if not found and not source.place:  # of the files of a folder, some may be others
        raise _nothing_known(source.name, unknown, mapping)
    yield from unknown


def _opened(source: Input) -> IO[bytes]:
    try:
        return source.path.open("rb")
    except OSError as error:
        raise FileError.from_os("read", error) from None


def _nothing_known(name: str, unknown: list[Rejected], mapping: Mapped | None) -> KbError:
    if mapping is not None and mapping.sheet and not unknown:
        return UsageError(f"{name} has no sheet '{mapping.sheet}'", hint=f"see 'sheet' in {mapping.path}")
    alone = len(unknown) == 1
    reasons = "; ".join(each.reason if alone else f"{each.where}: {each.reason}" for each in unknown)
    return UsageError(
        f"{name}: {reasons or 'there is no sheet in it'}",
        hint="say with --mapping FILE what the columns mean: see docs/sheets.md",
    )
