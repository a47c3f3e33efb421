"""Real ClaimReviews, and blocks that are none."""

from __future__ import annotations

import json
from pathlib import Path

from kb.columns.loading import DataFile
from kb.validation import validate_files

from .conftest import NAMESPACE as FC
from .conftest import Desk


def test_real_claimreviews_are_imported_or_rejected_for_a_good_reason(desk: Desk, shared: Path) -> None:
    outcome = desk.import_(_copied(desk, shared, "claimreviews.jsonl"))
    assert (outcome.read, outcome.new) == (47, 46)
    (rejected,) = outcome.rejections
    assert "is relative: --page tells" in rejected.reason
    assert len(desk.values(FC.original)) == 46


def test_the_rejected_one_comes_in_when_its_site_is_told(desk: Desk, shared: Path) -> None:
    outcome = desk.import_(_copied(desk, shared, "claimreviews.jsonl"), page="https://www.estadao.com.br/")
    assert (outcome.new, outcome.rejected) == (47, 0)


def test_what_came_of_real_claimreviews_validates(desk: Desk, shared: Path) -> None:
    assert not desk.import_(_copied(desk, shared, "claimreviews.jsonl")).judged.fails
    kb = desk.kb
    files = [DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()]
    found = validate_files(files, prefixes=kb.prefixes, base=kb.settings.base).findings
    assert not [each for each in found if each.severity.value == "violation"]


def test_each_broken_block_is_one_line_with_its_place(desk: Desk, shared: Path) -> None:
    lines = (shared / "data" / "claimreview" / "broken-blocks.jsonl").read_text(encoding="utf-8").splitlines()
    blocks = [json.loads(line)["block"] for line in lines]
    page = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    outcome = desk.read(f"<html>{page}", "page.html")
    assert [each.where for each in outcome.rejections] == [f"script {number}" for number in range(1, 19)]
    assert all(each.reason.startswith("no valid JSON: ") for each in outcome.rejections)


def _copied(desk: Desk, shared: Path, name: str) -> Path:
    """Copy a file, since what is rejected is written beside it."""
    desk.beside.mkdir()
    copy = desk.beside / name
    copy.write_bytes((shared / "data" / "claimreview" / name).read_bytes())
    return copy
