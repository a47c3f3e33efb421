"""Sheets of others, recognised by their headers."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kb.importers.claimreview import read as read_claim_reviews
from kb.importers.csv import read
from kb.importing.inputs import Input
from kb.importing.naming import host_of, plain, url_key
from kb.importing.records import Agent, Capture, FactCheck, Item, Options, Rejected, Triples
from kb.sheets.fact_check_insights import COLUMNS
from kb.sheets.headers import meaning_of
from kb.verdicts import verdict_maps

from .conftest import Read


def table(header: list[str], *rows: list[str], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue()


def value(record: Any, column: str) -> str:
    """Return what stands at the path that a column of Fact-Check Insights is named by."""
    for key in column.split("."):
        record = record[0] if isinstance(record, list) and record else record
        record = record.get(key) if isinstance(record, dict) else None
    record = record[0] if isinstance(record, list) and record else record
    return "" if record is None or isinstance(record, (dict, list)) else str(record)


def flattened(record: dict[str, Any]) -> list[str]:
    claim = dict(record.get("itemReviewed") or {})
    places = claim.get("appearance") or []
    places = places if isinstance(places, list) else [places]
    places = [place if isinstance(place, dict) else {"url": place} for place in places]
    claim["appearance"] = {str(number): place for number, place in enumerate(places, 1)}
    if isinstance(claim.get("firstAppearance"), str):
        claim["firstAppearance"] = {"url": claim["firstAppearance"]}
    return [value(record | {"itemReviewed": claim}, column) for column in COLUMNS]


def test_all_columns_of_fact_check_insights_are_known_but_pictures_and_places() -> None:
    meaning = meaning_of(COLUMNS)
    assert meaning is not None
    assert meaning.name == "Fact-Check Insights"
    assert [meaning.header[at] for at in meaning.unknown] == [
        "id",
        "author.image",
        "itemReviewed.name",
        "itemReviewed.author.image",
        "reviewRating.image",
    ]


def test_a_row_of_fact_check_insights_says_what_its_claim_review_says(shared: Path, items: Read) -> None:
    source = shared / "data" / "claimreview" / "claimreviews.jsonl"
    records = [json.loads(line)["claimReview"] for line in source.read_text().splitlines()]
    wanted = [item for item in read_claim_reviews(Input(source, source.name), Options()) if isinstance(item, FactCheck)]
    found = {
        (item.url, plain(item.claim)): item
        for item in items(table(list(COLUMNS), *map(flattened, records)))
        if isinstance(item, FactCheck)
    }
    same = 0
    for item in wanted:
        row = found.get((item.url, plain(item.claim)))
        if row is not None:
            same += 1
            assert (row.label, row.published, row.authors[:1] != ()) == (item.label, item.published, item.authors != ())
            assert host_of(row.url) == host_of(item.url)
    assert same > 30


GOOGLE = ["claimReviewed", "claimAuthor.name", "claimDate", "claimAppearances", "rating.textualRating", "pageUrl"]


def test_the_names_of_googles_markup_tool_are_known(items: Read) -> None:
    row = ["a", "Jane", "2024-01-02", "['https://a.example/', 'https://b.example/']", "False", "https://desk.example/1"]
    (found,) = items(table(GOOGLE, row))
    assert isinstance(found, FactCheck)
    assert (found.claim, found.label, found.url, found.claimed) == (
        "a",
        "False",
        "https://desk.example/1",
        "2024-01-02",
    )
    assert [place.url for place in found.appearances] == ["https://a.example/", "https://b.example/"]


def test_the_names_of_googles_search_are_known_however_they_were_flattened(items: Read) -> None:
    header = ["text", "claimant", "claimReview.0.publisher.site", "claimReview[0].url", "claimReview_0_textualRating"]
    header[4] = "claimReview.textualRating"
    (found,) = items(table(header, ["a", "Jane", "desk.example", "https://desk.example/1", "False"]))
    assert isinstance(found, FactCheck)
    assert (found.claimants, found.label) == ((Agent("Jane"),), "False")
    assert found.publisher == Agent("", "organization", "https://desk.example")


def test_all_of_factck_br_is_imported_or_says_why(shared: Path) -> None:
    path = shared / "data" / "factckbr" / "FACTCKBR.tsv"
    found: list[Item] = list(read(Input(path, path.name), Options()))
    assert Counter(type(item).__name__ for item in found) == {"FactCheck": 1297, "Rejected": 16}
    reasons = Counter(item.reason for item in found if isinstance(item, Rejected))
    assert reasons == {
        "it has no claim: column 'claimReviewed' is empty": 13,
        "it has no verdict: column 'alternativeName' is empty": 3,
    }
    checks = [item for item in found if isinstance(item, FactCheck)]
    assert {item.publisher.name for item in checks if item.publisher} == {
        "Aos Fatos",
        "Truco, Agência Pública",
        "Agência Lupa",
    }
    assert not any(item.notes or item.unmapped for item in checks)


def test_every_label_of_factck_br_is_in_the_verdict_map_of_its_publisher(shared: Path) -> None:
    path = shared / "data" / "factckbr" / "FACTCKBR.tsv"
    maps = verdict_maps()
    unknown = set()
    for item in read(Input(path, path.name), Options()):
        if isinstance(item, FactCheck):
            known = maps.find(host_of(item.url))
            if known is None or known.find(item.label, "pt") is None:
                unknown.add((url_key(item.url), item.label))
    assert not unknown


ARCHIVED = ["Link", "Archive status", "Archive location", "Archive date", "Upload title", "Hash", "Wacz", "Screenshot"]
DIGEST = "ab" * 32


def archived(items: Read, **cells: str) -> Item:
    row = {
        "Link": "https://x.example/1",
        "Archive status": "wayback: success",
        "Archive location": "https://archive.example/1",
        "Archive date": "2024-03-04T05:06:07+01:00",
        "Hash": f"SHA-256:{DIGEST.upper()}",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}
    (found,) = items(table(ARCHIVED, [row.get(column, "") for column in ARCHIVED]))
    return found


def test_a_row_of_the_auto_archiver_is_a_copy_of_a_page(items: Read) -> None:
    found = archived(items, Upload_title="A post", Wacz="https://archive.example/1.wacz")
    assert isinstance(found, Capture)
    assert (found.page.url, found.page.title, found.page.archived) == (
        "https://x.example/1",
        "A post",
        "https://archive.example/1",
    )
    assert (found.captured, found.sha256) == ("2024-03-04T04:06:07Z", DIGEST)
    assert found.unmapped == ("Wacz",)


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Archive_location", "", "no copy was kept: wayback: success"),
        ("Link", "no link", "it names no page"),
        ("Archive_date", "2024-03-04", "2024-03-04 has no time of day"),
        ("Archive_date", "3/4/24 10:00", "'3/4/24 10:00' could be"),
    ],
)
def test_what_is_no_copy_of_a_page_is_rejected(items: Read, column: str, cell: str, reason: str) -> None:
    found = archived(items, **{column: cell})
    assert isinstance(found, Rejected)
    assert reason in found.reason


def test_a_copy_without_a_digest_is_no_snapshot(items: Read) -> None:
    found = archived(items, Hash="SHA3-512:abc")
    assert isinstance(found, Capture)
    assert found.sha256 == ""
    assert found.notes == ("column 'Hash': no SHA-256 digest, so the copy is no snapshot",)


def test_blank_nodes_of_tables_get_iris_that_stay(items: Read) -> None:
    text = "iri,schema:name,schema:knows<>\n_:b0,A,_:b1\n_:b1,B,\n"
    first, second = items(text)
    assert isinstance(first, Triples)
    assert isinstance(second, Triples)
    assert not any(term.startswith("_:") for row in (*first.rows, *second.rows) for term in row)
    assert first.rows[1][2] == second.rows[0][0]
    assert items(text) == [first, second]
    assert items(text + "_:b2,C,\n")[0] != first


def test_what_is_exported_for_fact_check_insights_is_read_without_the_marks_against_formulas(items: Read) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"claimReviewed": "'@jane said so", "reviewRating.alternateName": "False"}
    (found,) = items(table(list(COLUMNS), list(row.values())))
    assert isinstance(found, FactCheck)
    assert found.claim == "@jane said so"


def test_what_spreadsheets_put_above_a_table_is_no_row(items: Read) -> None:
    (found,) = items("sep=;\nclaim;label;reviewer\nThe bridge cost twice;False;The Desk\n")
    assert isinstance(found, FactCheck)
