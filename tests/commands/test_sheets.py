"""Tables out and in, as a desk does it: nothing is lost, and nothing comes in twice."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from kb.content import Row, read_rows
from kb.project import load
from tests.conftest import EXAMPLE, Run, run_kb

BASE = 'base = "https://kamikaze-drones.example/"\n'


def content(folder: Path) -> list[Row]:
    """Return what a knowledge base says, without the record of imports."""
    record = ("<https://kamikaze-drones.example/import/", "<https://kamikaze-drones.example/agent/kb-import>")
    return [row for row in read_rows(load(folder), graphs=False) if not row.subject.startswith(record)]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.ttl")}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "kb.toml").write_text(BASE)
    return folder


@pytest.mark.parametrize("output", ["all.csv", "all.xlsx", "all/"])
def test_what_is_exported_as_tables_comes_back_whole(tmp_path: Path, empty: Path, output: str) -> None:
    made = f"{tmp_path}/{output}"
    assert run_kb("export", "--profile", "csv", "--output", made, folder=EXAMPLE).code == 0
    done = run_kb("import", "csv", made, folder=empty)
    assert done.code == 0, done.err
    assert "rejected" not in done.out
    assert content(empty) == read_rows(load(EXAMPLE), graphs=False)


@pytest.mark.slow
def test_tables_that_are_imported_twice_are_there_once(tmp_path: Path, empty: Path) -> None:
    run_kb("export", "--profile", "csv", "--output", tmp_path / "all.zip", folder=EXAMPLE)
    run_kb("import", "csv", tmp_path / "all.zip", folder=empty)
    assert content(empty) == read_rows(load(EXAMPLE), graphs=False)
    before = files(empty)
    assert "nothing is new" in run_kb("import", "csv", tmp_path / "all.zip", folder=empty).out
    assert files(empty) == before


def test_a_claim_comes_as_tables_with_all_that_it_rests_on(tmp_path: Path, empty: Path) -> None:
    what = "claim:drone-maker-has-address-at-nwpu"
    run_kb("export", what, "--profile", "csv", "--output", tmp_path / "one.csv", folder=EXAMPLE)
    assert run_kb("import", "csv", tmp_path / "one.csv", folder=empty).code == 0
    lines = run_kb("export", what, "--format", "ntriples", folder=EXAMPLE).out
    assert sorted(f"{row.subject} {row.predicate} {row.object} ." for row in content(empty)) == sorted(
        lines.splitlines()
    )


def test_a_row_of_a_table_that_cannot_be_read_is_left_out_and_kept(empty: Path) -> None:
    (empty / "t.csv").write_text(
        "iri,rdf:type<>,schema:name\nno iri,schema:Person,A\nhttps://x.example/b,schema:Person,B\n"
    )
    done = run_kb("import", "csv", "t.csv", folder=empty)
    assert "row 2: 'no iri' is no IRI" in done.out
    assert '"no iri"' in (empty / "t.csv.rejected").read_text()
    assert [row.object for row in content(empty) if "name" in row.predicate] == ['"B"']


@pytest.mark.slow
def test_the_sheet_of_reviews_is_read_as_fact_checks(tmp_path: Path, empty: Path) -> None:
    run_kb("export", "--profile", "sheet", "--output", tmp_path / "sheet.xlsx", folder=EXAMPLE)
    done = run_kb("import", "csv", tmp_path / "sheet.xlsx", folder=empty)
    assert done.code == 0, done.err
    assert "rejected" not in done.out
    assert " 0 violations" in run_kb("validate", "--output-format", "concise", folder=empty).out


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk that has begun with a sheet, and filled in two rows."""
    folder = tmp_path / "desk"
    assert run_kb("init", folder, "--sheet", "--base", "https://desk.example/", folder=tmp_path).code == 0
    book = openpyxl.load_workbook(folder / "fact-checks.xlsx")
    sheet = book.worksheets[0]
    columns = [cell.value for cell in sheet[1]]
    rows = [
        {
            "claim": "The tower at Exampleton is open.",
            "language": "en",
            "said by": "Jane Doe",
            "where url": "https://courier.example/1",
            "where date": datetime.date(2026, 3, 2),
            "verdict": "refuted",
            "reviewer": "Our desk",
            "review url": "https://desk.example/2026/tower",
            "review date": datetime.date(2026, 3, 3),
        },
        {"claim": "It is high.", "verdict": "mixed", "reviewer": "Our desk", "review date": "3/4/26"},
    ]
    for row in rows:
        sheet.append([row.get(str(column)) for column in columns])
    book.save(folder / "fact-checks.xlsx")
    return folder


def import_sheet(desk: Path, *options: str) -> Run:
    return run_kb("import", "csv", "fact-checks.xlsx", *options, folder=desk)


def test_a_desk_comes_from_a_sheet_to_an_answer(desk: Path) -> None:
    done = import_sheet(desk)
    assert "1 new, 1 rejected" in done.out
    assert "row 3: column 'review date': '3/4/26' could be" in done.out
    assert " 0 violations" in run_kb("validate", "--output-format", "concise", folder=desk).out
    query = "SELECT ?verdict { ?r fc:verdict ?verdict ; schema:url <https://desk.example/2026/tower> }"
    assert "https://w3id.org/factcheck-kb/verdict/refuted" in run_kb("query", query, folder=desk).out


def test_the_order_of_dates_lets_the_rest_in(desk: Path) -> None:
    assert "2 new" in import_sheet(desk, "--dates", "dmy").out


def test_a_dry_run_says_what_would_come_and_writes_nothing(desk: Path) -> None:
    before = files(desk)
    assert "would write" in import_sheet(desk, "--dry-run").out
    assert files(desk) == before


def test_a_sheet_is_added_to_a_knowledge_base_that_is_there_once(folder: Path) -> None:
    assert run_kb("init", "--sheet", folder=folder).out.startswith("wrote fact-checks.xlsx")
    again = run_kb("init", "--sheet", folder=folder)
    assert again.code == 2
    assert "exists already; nothing was written" in again.err


ARCHIVED = f"""\
Link,Archive status,Archive location,Archive date,Upload title,Hash
https://x.example/1,success,https://archive.example/1,2024-03-04T05:06:07+00:00,A post,SHA-256:{"ab" * 32}
https://x.example/2,success,https://archive.example/2,2024-03-04T05:06:07+00:00,,SHA3-512:ab
https://x.example/3,Archive failed,,,,
"""


@pytest.mark.slow
def test_an_archivists_sheet_becomes_snapshots(empty: Path) -> None:
    (empty / "archive.csv").write_text(ARCHIVED)
    assert "2 new, 1 rejected" in run_kb("import", "csv", "archive.csv", folder=empty).out
    assert " 0 violations" in run_kb("validate", "--output-format", "concise", folder=empty).out
    snapshots = [row for row in content(empty) if row.predicate.endswith("ns#capturedAt>")]
    assert [row.object for row in snapshots] == ['"2024-03-04T05:06:07Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>']
    named = {row.object for row in content(empty) if row.predicate == "<https://schema.org/archivedAt>"}
    assert named == {"<https://archive.example/1>", "<https://archive.example/2>"}
