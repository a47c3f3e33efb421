"""Profile ``csv``: tables that give everything back, as one CSV file, a ZIP or folder of them, or a workbook.

One CSV file is one table, a node a row. Elsewhere each concept has a table of its own, and a sheet of fact-checks
stands beside them for people to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import IO

from kb.sheets.tables import OVERVIEW, Plan
from kb.sheets.writing import CsvWriter, write_tables

from .profiles import Content, Write
from .sheet import header, rows


def write(content: Content, output: IO[bytes]) -> None:
    """Write one CSV file with one table."""
    found = content.rows()
    plan = Plan(found, by_concept=False)
    headers = {name: table.header for name, table in plan.tables.items()} or {"others": ["iri", "rdf:type<>"]}
    write_tables(headers, plan.rows(found), output, "csv")


def write_zip(content: Content, output: IO[bytes]) -> None:
    """Write a ZIP archive of CSV files."""
    headers, found = _tables(content)
    write_tables(headers, found, output, "zip")


def write_xlsx(content: Content, output: IO[bytes]) -> None:
    """Write a workbook.

    Raises:
        UsageError: if a spreadsheet cannot hold it.
    """
    headers, found = _tables(content)
    write_tables(headers, found, output, "xlsx")


def write_folder(content: Content, folder: Path) -> None:
    """Write a folder of CSV files."""
    headers, found = _tables(content)
    with ExitStack() as stack:
        writers = {
            name: CsvWriter(stack.enter_context((folder / f"{name}.csv").open("wb")), titles)
            for name, titles in headers.items()
        }
        for name, cells in found:
            writers[name].write(cells)
        for writer in writers.values():
            writer.close()


WRITERS: Mapping[str, Write] = {".zip": write_zip, ".xlsx": write_xlsx}
"""What writes the files that end so."""


def _tables(content: Content) -> tuple[dict[str, Sequence[str]], Iterator[tuple[str, Sequence[str]]]]:
    found = content.rows()
    plan = Plan(found, by_concept=True)
    headers: dict[str, Sequence[str]] = {"fact-checks": [OVERVIEW, *header()]}
    headers |= {name: table.header for name, table in plan.tables.items()}
    return headers, chain(_overview(content), plan.rows(found))


def _overview(content: Content) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of the sheet of fact-checks. What it leaves out, the tables have."""
    reviews = Content(content.kb, content.read, content.chosen, content.progress).reviews()
    for review, cells in rows(reviews):
        yield "fact-checks", [review.iri, *cells]
