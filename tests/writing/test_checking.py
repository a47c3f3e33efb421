"""What is known of the files after a write is what looking at all of them again finds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.columns.table import Columns
from kb.project import KnowledgeBase, load
from kb.validating import Outcome, Request, run
from kb.writing.applying import write
from kb.writing.errors import WriteRefusedError
from kb.writing.requests import Update, Write
from tests.conftest import EXAMPLE

REPORT = """INSERT DATA { report:new a fc:Report ; fc:claim claim:maker-negotiates-with-russian-military ;
    fc:by agent:der-spiegel ; fc:in source:spiegel-drone-negotiations ; fc:access fc:document ; fc:on "2023-02-24"^^xsd:date }"""


@pytest.fixture
def kb(memory: Path) -> KnowledgeBase:
    shutil.copytree(EXAMPLE, memory / "kb", ignore=shutil.ignore_patterns(".kb*"))
    return load(memory / "kb")


def rows(columns: Columns) -> list[tuple[str, ...]]:
    texts = (columns.terms.texts(column) for column in (columns.subjects, columns.predicates, columns.objects))
    return sorted(zip(*texts, (columns.files[owner] for owner in columns.owners), strict=True))


def findings(outcome: Outcome) -> list[tuple[object, ...]]:
    return [(each.rule, each.node, each.path, each.value, each.locations) for each in outcome.report.findings]


def test_what_is_remembered_after_writes_is_what_is_there(kb: KnowledgeBase) -> None:
    for text in (
        REPORT,
        "DELETE WHERE { report:new fc:access ?access }",
        'INSERT DATA { agent:x a schema:Organization ; schema:name "X" . claim:maker-negotiates-with-russian-military fc:about agent:x }',
    ):
        assert write(kb, Write(Update(text), "ann")).files
    known, again = run(Request(kb.folder, kb)), run(Request(kb.folder, kb, remember=False))
    assert known.validation.remembered
    assert findings(known) == findings(again)
    assert rows(known.validation.columns) == rows(again.validation.columns)


def test_what_a_write_takes_away_is_missed_where_it_is_needed(kb: KnowledgeBase) -> None:
    with pytest.raises(WriteRefusedError) as caught:
        write(kb, Write(Update("DELETE WHERE { report:maker-negotiates-informants fc:by ?agent }"), "ann"))
    assert [(each.rule, each.node) for each in caught.value.findings] == [
        ("report-without-agent", "report:maker-negotiates-informants")
    ]
