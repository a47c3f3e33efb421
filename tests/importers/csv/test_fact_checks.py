"""Rows of fact-checks, by our own header or by a mapping file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import ConfigurationError, KbError, UsageError
from kb.importers.csv import read
from kb.importing.inputs import Input
from kb.importing.records import Agent, Appearance, FactCheck, Options, Rejected
from kb.namespaces import VERDICT
from kb.sheets.fields import FIELDS
from kb.sheets.writing import CsvWriter

from .conftest import Read


def one(items: list[object]) -> FactCheck:
    (item,) = items
    assert isinstance(item, FactCheck), item
    return item


def rejected(items: list[object]) -> Rejected:
    (item,) = items
    assert isinstance(item, Rejected), item
    return item


def sheet(**cells: str) -> str:
    """Return a sheet with one row; the names of columns are given with ``_`` for spaces."""
    output = io.BytesIO()
    writer = CsvWriter(output, [name.replace("_", " ") for name in cells])
    writer.write(list(cells.values()))
    writer.close()
    return output.getvalue().decode("utf-8-sig")


def test_each_column_of_our_own_sheet_has_its_place(items: Read) -> None:
    found = one(items(sheet(**{name.replace(" ", "_"): field.example for name, field in FIELDS.items()})))
    assert found.claim == "The bridge is open."
    assert found.language == "en"
    assert found.claimants == (Agent("Jane Doe", "", "", (), (), "mayor of Exampleton"),)
    assert found.claimed == "2026-03-02"
    assert found.appearances == (
        Appearance(
            "https://courier.example/2026/03/02/bridge",
            "New bridge open at last",
            "2026-03-02",
            publisher=Agent("The Exampleton Courier", "organization"),
            quote="Open since Sunday.",
        ),
    )
    assert (found.verdict, found.label, found.confidence) == (f"{VERDICT}refuted", "Pants on fire", "high")
    assert found.publisher == Agent("Our fact-check desk", "organization", "https://desk.example/")
    assert (found.url, found.published) == ("https://desk.example/2026/bridge", "2026-03-03")
    assert [topic.name for topic in found.topics] == ["Exampleton", "bridges"]
    assert found.notes == found.unmapped == ()


def test_the_header_may_be_written_otherwise(items: Read) -> None:
    assert one(items("CLAIM;Said By;review_date;Verdict\na;Jane;2024-01-02;mixed\n")).published == "2024-01-02"


def test_several_stand_in_one_cell(items: Read) -> None:
    found = one(items(sheet(claim="a", said_by="Ann <https://ann.example/>; Bob\nCy", verdict="mixed")))
    assert [(agent.name, agent.url) for agent in found.claimants] == [
        ("Ann", "https://ann.example/"),
        ("Bob", ""),
        ("Cy", ""),
    ]


def test_places_repeat(items: Read) -> None:
    text = (
        "claim,verdict,where url,where title,where url,where title,where url\n"
        "a,mixed,https://a.example/,A,https://b.example/,B,https://c.example/ https://d.example/\n"
    )
    assert [(place.url, place.title) for place in one(items(text)).appearances] == [
        ("https://a.example/", "A"),
        ("https://b.example/", "B"),
        ("https://c.example/", ""),
        ("https://d.example/", ""),
    ]


def test_who_is_not_named_can_be_said(items: Read) -> None:
    found = one(items(sheet(claim="a", said_by="a spokesperson", said_by_type="unnamed", verdict="mixed")))
    assert found.claimants == (Agent("", description="a spokesperson"),)


def test_the_claim_may_stand_in_several_languages(items: Read) -> None:
    found = one(items("claim,language,claim@de,Claim @ pt-BR,verdict\none,en,eins,um,mixed\n"))
    assert found.texts == (("eins", "de"), ("um", "pt-BR"))


@pytest.mark.parametrize(
    ("cell", "verdict", "label"),
    [
        ("refuted", "refuted", ""),
        ("Mostly Refuted", "mostly-refuted", ""),
        ("not-enough-evidence", "not-enough-evidence", ""),
        ("verdict:mixed", "mixed", ""),
        ("Pants on fire", "", "Pants on fire"),
    ],
)
def test_a_verdict_is_one_of_ours_or_a_label(items: Read, cell: str, verdict: str, label: str) -> None:
    found = one(items(sheet(claim="a", verdict=cell)))
    assert (found.verdict, found.label) == (VERDICT + verdict if verdict else "", label)


def test_an_ambiguous_date_is_refused_with_row_and_column(items: Read) -> None:
    found = rejected(items("claim,review date,verdict\na,3/4/24,mixed\n"))
    assert found.where == "row 2"
    assert found.reason.startswith("column 'review date': '3/4/24' could be 2003-04-24 or 2024-03-04 or 2024-04-03")
    assert json.loads(found.original) == {"claim": "a", "review date": "3/4/24", "verdict": "mixed"}


def test_the_order_of_dates_can_be_said(items: Read) -> None:
    assert one(items("claim,review date,verdict\na,3/4/24,mixed\n", dates="dmy")).published == "2024-04-03"


def test_another_date_that_is_none_is_left_out_and_said(items: Read) -> None:
    found = one(items(sheet(claim="a", verdict="mixed", said_on="last week")))
    assert found.claimed == ""
    assert found.notes == ("column 'said on': 'last week' is no date that can be read: write it as 2024-04-03",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("claim,verdict\n,mixed\n", "it has no claim: column 'claim' is empty"),
        ("claim,verdict\na,\n", "it has no verdict: column 'verdict' is empty"),
        ("claim,verdict\na,mixed,stray\n", "it has 3 cells, and the header has 2"),
        ('claim,verdict\n"a"x,mixed\n', "its quotes are not in order"),
    ],
)
def test_a_row_that_cannot_be_imported_says_why(items: Read, text: str, reason: str) -> None:
    assert rejected(items(text)).reason.startswith(reason)


def test_columns_that_mean_nothing_are_named_where_they_hold_something(items: Read) -> None:
    first, second = items("claim,verdict,internal no,\na,mixed,7,x\nb,mixed,,\n")
    assert isinstance(first, FactCheck)
    assert isinstance(second, FactCheck)
    assert first.unmapped == ("internal no", "column 4")
    assert second.unmapped == ()
    assert json.loads(first.original)["internal no"] == "7"


def test_an_apostrophe_before_what_could_be_a_formula_is_no_part_of_the_text(items: Read) -> None:
    assert one(items(sheet(claim="'=1+1 is 2", verdict="mixed"))).claim == "=1+1 is 2"


def test_titles_above_the_header_are_no_records(items: Read) -> None:
    above, found = items("Our checks,\n,\nclaim,verdict\na,mixed\n")
    assert above == Rejected("row 1", "it stands above the header", '["Our checks", ""]')
    assert isinstance(found, FactCheck)
    assert found.where == "row 4"


def test_ragged_and_empty_rows_are_read(items: Read) -> None:
    assert [item.where for item in items("claim,verdict,topics\na,mixed\n,,\n\nb,mixed,x\n")] == ["row 2", "row 5"]


def test_a_header_that_nobody_knows_is_told(items: Read) -> None:
    with pytest.raises(UsageError, match="its header is of no sheet that is known: 'Behauptung', 'Urteil'") as told:
        items("Behauptung,Urteil\na,b\n")
    assert told.value.hint is not None
    assert "--mapping" in told.value.hint


MAPPING = """\
dates = "dmy"
[columns]
"Behauptung" = "claim"
"Urteil" = "verdict"
"Am" = "review date"
"Kürzel" = "-"
[constants]
language = "de"
reviewer = "Unser Tisch"
[verdicts]
"Stimmt nicht" = "refuted"
"""


def test_a_mapping_file_says_what_columns_mean(items: Read) -> None:
    text = "Behauptung,Urteil,Am,Kürzel,Notiz\nDie Brücke ist offen.,stimmt nicht,3.4.24,xy,geheim\n"
    found = one(items(text, mapping=MAPPING))
    assert (found.claim, found.language, found.published) == ("Die Brücke ist offen.", "de", "2024-04-03")
    assert (found.verdict, found.label) == (f"{VERDICT}refuted", "stimmt nicht")
    assert found.publisher == Agent("Unser Tisch", "organization")
    assert found.unmapped == ("Notiz",)


def test_a_mapping_file_that_names_a_column_that_is_not_there_is_told(items: Read) -> None:
    with pytest.raises(UsageError, match=r"the first lacks 'Am', 'Kürzel'"):
        items("Behauptung,Urteil\na,b\n", mapping=MAPPING)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ('[columns]\n"A" = "clam"\n', "there is no field 'clam'"),
        ('[columns]\n"A" = "verdict"\n', "no column is the claim"),
        ('[columns]\n"A" = "claim"\n[verdicts]\n"x" = "wrong"\n', "there is no verdict 'wrong'"),
        ('[columns]\n"A" = "claim"\n[colums]\n', "there is no key 'colums'"),
        ('dates = "myd"\n[columns]\n"A" = "claim"\n', "'myd' is no order"),
        ('header = 0\n[columns]\n"A" = "claim"\n', "'header' must be the number of a row"),
        ("[columns]\nA = 1\n", "'columns' must be a table of texts"),
        ("[columns\n", "mapping.toml: "),
    ],
)
def test_a_faulty_mapping_file_is_told(items: Read, mapping: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        items("A\na\n", mapping=mapping)


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["mixed", "3/4/24", "2024-01-02", "https://a.example/", "http://[", "=1", "'=1", "a;b", "\ud800"]
)
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=5)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=5), TABLES)
def test_every_row_becomes_a_record_or_a_rejection(
    tmp_path_factory: pytest.TempPathFactory, header: list[str], rows: list[list[str]]
) -> None:
    path: Path = tmp_path_factory.mktemp("any") / "sheet.csv"
    output = io.BytesIO()
    writer = CsvWriter(output, ["claim", "verdict", *header])
    for row in rows:
        writer.write([cell.encode("utf-8", "replace").decode() for cell in row])
    writer.close()
    path.write_bytes(output.getvalue())
    try:
        items = list(read(Input(path, "sheet.csv"), Options()))
    except KbError:
        items = []
        assert not any(any(cell.strip() for cell in row) for row in rows)
    filled = [row for row in rows if any(cell for cell in row)]
    assert len(items) <= len(filled)
    assert len(items) >= len([row for row in filled if any(cell.strip() for cell in row)]) - rows.count(
        ["claim", "verdict", *header]
    )


def test_who_published_a_sheet_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("claim,verdict,reviewer\na,mixed,\nb,mixed,Another desk\n")
    found = list(read(Input(path, path.name), Options(publisher="Our desk")))
    assert [item.publisher.name for item in found if isinstance(item, FactCheck) and item.publisher] == [
        "Our desk",
        "Another desk",
    ]
