"""Writes XLSX (ECMA-376, SpreadsheetML): text alone, as a stream, the same bytes for the same rows.

Every cell is text and formatted as text, so that no program takes ``01`` for 1 or a date for a number. The header is
bold, stays in view and can be filtered by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from kb.errors import UsageError

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_048_576, 16_384, 32_767
_TEXT, _BOLD, _DATE = range(3)
_SHEET_NAME = re.compile(r"[^\[\]:*?/\\]{1,31}")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# XML 1.0 cannot hold these, or changes them; a spreadsheet reads _x000D_ as the character (ECMA-376 §22.4.2.4).
_CODED = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
    ' applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"'
    ' applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class SheetWriter:
    """Writes the XML of one sheet to ``output``, row by row."""

    def __init__(
        self,
        output: IO[bytes],
        name: str,
        header: Sequence[str],
        *,
        dates: Collection[int] = (),
        choices: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        """Begin a sheet.

        In columns of ``dates``, from 0, what is typed is taken for a date; in those of ``choices`` a list is offered,
        and other text is allowed.
        """
        self._output, self._name, self._number = output, name, 0
        self._width, self._choices = len(header), choices or {}
        if len(header) > MOST_COLUMNS:
            raise UsageError(f"the table '{name}' has more than {MOST_COLUMNS} columns", hint="write .zip instead")
        columns = "".join(
            f'<col min="{at + 1}" max="{at + 1}" width="{min(max(len(title) + 6, 14), 40)}"'
            f' style="{_DATE if at in dates else _TEXT}" customWidth="1"/>'
            for at, title in enumerate(header)
        )
        frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        output.write(
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView>'
            f"</sheetViews><cols>{columns}</cols><sheetData>".encode()
        )
        self.write(header, style=_BOLD)

    def write(self, cells: Sequence[str], style: int = _TEXT) -> None:
        """Write a row.

        Raises:
            UsageError: if it does not fit into a spreadsheet.
        """
        self._number += 1
        if self._number > MOST_ROWS:
            raise UsageError(f"the table '{self._name}' has more than {MOST_ROWS} rows", hint="write .zip instead")
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise UsageError(
                f"row {self._number} of the table '{self._name}' has a text of more than {LONGEST_CELL} characters,"
                " which no spreadsheet holds",
                hint="write .zip instead",
            )
        written = "".join(
            f'<c r="{_letters(at)}{self._number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
            f"{_coded(cell)}</t></is></c>"
            for at, cell in enumerate(cells)
            if cell
        )
        self._output.write(f'<row r="{self._number}">{written}</row>'.encode())

    def close(self) -> None:
        """End the sheet."""
        filtered = f'<autoFilter ref="A1:{_letters(self._width - 1)}{self._number}"/>' if self._number > 1 else ""
        offers = "".join(
            '<dataValidation type="list" allowBlank="1" showErrorMessage="0"'
            f' sqref="{_letters(at)}2:{_letters(at)}{MOST_ROWS}">'
            f"<formula1>{escape(chr(34) + ','.join(values) + chr(34))}</formula1></dataValidation>"
            for at, values in self._choices.items()
        )
        if offers:
            offers = f'<dataValidations count="{len(self._choices)}">{offers}</dataValidations>'
        self._output.write(f"</sheetData>{filtered}{offers}</worksheet>".encode())


def parts(names: Iterable[str]) -> dict[str, str]:
    """Return the files of a workbook beside those of its sheets, which are ``sheet_path`` of 1, 2, ….

    Raises:
        ValueError: if a spreadsheet cannot have a sheet of one of these names.
    """
    names = list(names)
    if not all(_SHEET_NAME.fullmatch(name) for name in names) or len(set(names)) < len(names):
        raise ValueError(f"no names for sheets: {names}")
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/{sheet_path(number)}" ContentType="{_TYPES}.worksheet+xml"/>' for number in numbers
    )
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId0" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def sheet_path(number: int) -> str:
    """Return where the sheet of this number, from 1, lies in the archive."""
    return f"xl/worksheets/sheet{number}.xml"


def _coded(text: str) -> str:
    return escape(_CODED.sub(lambda match: f"_x{ord(match.group()):04X}_", text))


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
