"""Sheets as they come: encodings, delimiters, quotes, workbooks, archives; every row is read or named."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import FileError, UsageError
from kb.sheets.reading import open_sheets
from kb.sheets.rows import Broken, SheetRow
from kb.sheets.writing import write_tables


def read(data: bytes, name: str = "sheet.csv", **options: str) -> list[SheetRow | Broken]:
    (sheet,) = [list(sheet.rows) for sheet in open_sheets(io.BytesIO(data), name, **options)]
    return sheet


def cells(data: bytes, name: str = "sheet.csv", **options: str) -> list[list[str]]:
    return [row.cells for row in read(data, name, **options)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_delimiter_and_encoding_are_recognised(delimiter: str, encoding: str) -> None:
    text = f"claim{delimiter}verdict\nÜ so{delimiter}“no”\n"
    assert cells(text.encode(encoding)) == [["claim", "verdict"], ["Ü so", "“no”"]]


def test_a_comma_in_a_text_does_not_make_it_the_delimiter() -> None:
    assert cells(b"claim;verdict\na, b, c;no\nd, e, f;yes\n")[1] == ["a, b, c", "no"]


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    assert read(b'a,b\n\n"two\nlines",1\nc,d\n') == [
        SheetRow(1, ["a", "b"]),
        SheetRow(3, ["two\nlines", "1"]),
        SheetRow(4, ["c", "d"]),
    ]


def test_a_sheet_with_one_column_is_one() -> None:
    assert cells(b"claim\nEins\nZwei, drei\n") == [["claim"], ["Eins"], ["Zwei, drei"]]


def test_tabs_without_quoting_keep_their_quotes() -> None:
    assert cells(b'a\tb\n"Quoted" title\t1\nx\t2\n')[1] == ['"Quoted" title', "1"]


def test_tabs_with_quoting_lose_them() -> None:
    assert cells(b'a\tb\n"two\nlines"\t1\n')[1] == ["two\nlines", "1"]


def test_quotes_that_are_not_in_order_cost_one_line() -> None:
    rows = read(b'a,b\n"x"y,2\n3,4\n"open,5\n6,7\n8,9\n')
    assert [row.number for row in rows if isinstance(row, Broken)] == [2, 4]
    assert [row.cells for row in rows if isinstance(row, SheetRow)] == [["a", "b"], ["3", "4"], ["6", "7"], ["8", "9"]]


def test_a_row_that_is_no_utf_8_is_named_with_the_byte() -> None:
    _, broken, last = read("a,b\n1,ç\n2,3\n".encode("latin-1"))
    assert isinstance(broken, Broken)
    assert broken.reason.startswith("the byte 0xE7 is no UTF-8: save the sheet as")
    assert (broken.number, broken.cells) == (2, ["1", "?"])
    assert last == SheetRow(3, ["2", "3"])


def test_an_encoding_can_be_named() -> None:
    assert cells("a,b\n1,ç\n".encode("cp1252"), encoding="cp1252")[1] == ["1", "ç"]
    broken = read(b"a,b\n1,\x81\n", encoding="cp1252")[1]
    assert isinstance(broken, Broken)
    assert broken.reason.startswith("some bytes are no cp1252")
    with pytest.raises(UsageError, match="no encoding 'cp9'"):
        read(b"a,b\n", encoding="cp9")


def test_an_empty_file_has_no_rows() -> None:
    assert read(b"") == []


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Checks"
    sheet.append(["Our checks of 2024"])
    sheet.append(["claim", "number", "day", "time", "flag", "text"])
    sheet.append(["a", 3, datetime.date(2024, 4, 3), datetime.datetime(2024, 4, 3, 5, 6), True, "007"])
    sheet.append(["b", 2.5, None, None, None, "=1+1"])
    sheet.append([])
    sheet.append(["c", 1, None, None, None, "  two\nlines "])
    sheet.append([None, 2])
    sheet.merge_cells("A6:A7")
    sheet.merge_cells("A1:F1")
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.create_sheet("Notes").append(["only a note"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_a_workbook_reads_as_it_shows(workbook: Path) -> None:
    with workbook.open("rb") as file:
        sheets = {sheet.name: list(sheet.rows) for sheet in open_sheets(file, "book.xlsx")}
    assert list(sheets) == ["Checks", "Notes"]
    assert [row.number for row in sheets["Checks"]] == [1, 2, 3, 4, 6, 7]
    assert sheets["Checks"][2].cells == ["a", "3", "2024-04-03", "2024-04-03T05:06:00", "true", "007"]


def test_a_merged_cell_counts_for_each_row_that_it_covers(workbook: Path) -> None:
    with workbook.open("rb") as file:
        rows = list(next(iter(open_sheets(file, "book.xlsx"))).rows)
    assert [row.cells[:2] for row in rows[-2:]] == [["c", "1"], ["c", "2"]]


def test_a_formula_counts_with_the_value_that_was_stored(tmp_path: Path) -> None:
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="str"><f>CONCATENATE("a","b")</f><v>ab</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
        "</sheetData></worksheet>"
    )
    output = io.BytesIO()
    write_tables({"one": ["x"]}, [], output, "xlsx")
    made = io.BytesIO()
    with zipfile.ZipFile(output) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, xml if name.endswith("sheet1.xml") else source.read(name))
    assert cells(made.getvalue(), "book.xlsx") == [["ab", "2"]]


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken", b"PK\x03\x04"])
def test_a_broken_archive_is_no_crash(data: bytes) -> None:
    with pytest.raises(FileError):
        read(data, "book.xlsx")


def test_an_archive_gives_the_sheets_in_it() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("data/claims.csv", "a,b\n1,2\n")
        archive.writestr("readme.md", "no table")
    sheets = [(sheet.name, [row.cells for row in sheet.rows]) for sheet in open_sheets(output, "all.zip")]
    assert sheets == [("claims", [["a", "b"], ["1", "2"]])]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=20)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS, st.sampled_from([",", ";", "\t"]))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["first", "second", "third", "fourth"])
    writer.writerows(rows)
    assert cells(text.getvalue().encode()) == [["first", "second", "third", "fourth"], *filter(any, rows)]


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200) | st.text('a,;\t"\n\r é', max_size=60).map(str.encode))
def test_any_bytes_are_rows_or_broken_rows(data: bytes) -> None:
    if not data.startswith((b"PK", b"\xd0\xcf")):
        assert all(row.number > 0 for row in read(data))


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS, st.sampled_from(["zip", "xlsx"]))
def test_what_we_write_is_read_back(rows: list[list[str]], container: str) -> None:
    output = io.BytesIO()
    wide = [[*row, *[""] * (4 - len(row))] for row in rows]
    write_tables({"one": ["a", "b", "c", "d"]}, (("one", row) for row in wide), output, container)
    (sheet,) = [list(sheet.rows) for sheet in open_sheets(io.BytesIO(output.getvalue()), f"x.{container}")]
    assert [row.cells for row in sheet] == [["a", "b", "c", "d"], *filter(any, wide)]


@pytest.mark.parametrize("container", ["csv", "zip", "xlsx"])
def test_the_same_rows_give_the_same_bytes(container: str) -> None:
    made = set()
    for _ in range(2):
        output = io.BytesIO()
        write_tables({"one": ["a"]}, [("one", ["=1"]), ("one", ["x" * 9])], output, container)
        made.add(output.getvalue())
    assert len(made) == 1


def test_a_spreadsheet_that_cannot_hold_a_text_is_not_written() -> None:
    with pytest.raises(UsageError, match="32767 characters"):
        write_tables({"one": ["a"]}, [("one", ["x" * 40_000])], io.BytesIO(), "xlsx")


def test_a_cell_that_is_longer_than_what_tells_the_delimiter_does_no_harm() -> None:
    text = '"claim","verdict"\n"' + "long; text, with\nlines\n" * 5000 + '","mixed"\n'
    header, row = cells(text.encode())
    assert header == ["claim", "verdict"]
    assert row[1] == "mixed"
