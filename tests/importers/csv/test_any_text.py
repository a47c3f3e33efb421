"""Whatever stands in the cells of a sheet is in the knowledge base afterwards, or among what was rejected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.content import read_rows
from kb.importers.csv import read
from kb.importing.inputs import open_inputs
from kb.importing.records import Options
from kb.importing.running import Request, run
from kb.namespaces import SCHEMA, unescape
from kb.project import load
from kb.sheets.escaping import escape
from kb.sheets.writing import write_tables

HARD = [
    '"""',
    "\\",
    "\\u0041",
    "a\x00b\x07",
    "\u202eabc\u202c",
    "\ufeff",
    "\ufffe",
    "a\r\nb\rc",
    "=1+1",
    "'=x",
    "<b>",
    "x" * 5000,
]
NO_XML = "\ufffe"  # which no workbook holds
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=NO_XML + "\uffff"), min_size=1, max_size=30
).filter(lambda text: text.strip())


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@example(HARD, "csv")
@example([text for text in HARD if text != NO_XML], "xlsx")
@given(st.lists(TEXT, min_size=5, max_size=40), st.sampled_from(["csv", "xlsx"]))
def test_any_text_is_imported_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], container: str
) -> None:
    folder: Path = tmp_path_factory.mktemp("kb")
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n')
    path = folder / f"sheet.{container}"
    with path.open("wb") as file:
        rows = [("s", [escape(text.strip()), "mixed", escape(text), "https://desk.example/" + text]) for text in texts]
        write_tables({"s": ["claim", "verdict", "topics", "review url"]}, rows, file, container)
    with open_inputs(str(path), folder, (".csv", ".xlsx")) as inputs:
        items = [item for each in inputs.files for item in read(each, Options())]
        outcome = run(load(folder), Request("csv", propose=False), inputs, items)
    assert outcome.read == len(texts) == outcome.new + outcome.known + outcome.rejected + outcome.corrected
    there = {
        unescape(row.object.rpartition('"')[0][1:])
        for row in read_rows(load(folder), graphs=False)
        if row.predicate == f"<{SCHEMA}text>"
    }
    rejected = folder / f"sheet.{container}.rejected"
    refused = [json.loads(line)["original"] for line in rejected.read_text().splitlines()] if rejected.exists() else []
    for text in texts:
        assert text.strip() in there or any(text.strip() in str(record) for record in refused)
