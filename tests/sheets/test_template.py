"""The sheet that a desk fills in, and the page that tells of it."""

from __future__ import annotations

import io

import openpyxl

from kb.sheets.fields import FIELDS, TEMPLATE, VERDICTS
from kb.sheets.headers import meaning_of
from kb.sheets.layouts import LAYOUTS
from kb.sheets.template import is_guide, template
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "sheets.md").read_text(encoding="utf-8")


def test_the_page_tells_of_every_field() -> None:
    missing = [name for name, field in FIELDS.items() if f"| `{name}` | {field.meaning} |\n" not in PAGE]
    assert not missing


def test_the_page_names_every_verdict() -> None:
    assert all(name in " ".join(PAGE.split()) for name in VERDICTS)


def test_the_template_has_its_columns_and_a_guide() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames == ["Fact-checks", "Guide"]
    assert [cell.value for cell in book["Fact-checks"][1]] == list(TEMPLATE)
    guide = [[str(cell.value or "") for cell in row] for row in book["Guide"].rows]
    assert is_guide(guide[0])
    assert {row[0] for row in guide[1:]} == FIELDS.keys()


def test_the_template_offers_the_verdicts_and_takes_dates_for_dates() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template()))["Fact-checks"]
    offers = {str(offer.sqref).partition("2:")[0]: offer.formula1 for offer in sheet.data_validations.dataValidation}
    letter = openpyxl.utils.get_column_letter(TEMPLATE.index("verdict") + 1)
    assert offers[letter] == '"' + ",".join(VERDICTS) + '"'
    dates = openpyxl.utils.get_column_letter(TEMPLATE.index("review date") + 1)
    assert sheet.column_dimensions[dates].number_format == "yyyy\\-mm\\-dd"


def test_the_template_is_known_by_its_header() -> None:
    meaning = meaning_of(TEMPLATE)
    assert meaning is not None
    assert meaning.name == "our own sheet"
    assert not meaning.unknown


def test_every_column_of_a_known_sheet_means_a_field() -> None:
    extra = {"-", "captured", "hash", "status"}
    assert {meaning for layout in LAYOUTS for meaning in layout.columns.values()} <= FIELDS.keys() | extra
