"""What a validation left is used while the files are as they were, and not a moment longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.columns.loading import DataFile
from kb.columns.table import Columns
from kb.project import load
from kb.validation.remembering import remembered
from tests.conftest import PREFIXES, run_kb


@pytest.fixture
def validated(folder: Path) -> Path:
    assert run_kb("validate", folder=folder).code in (0, 1)
    return folder


def columns(folder: Path) -> Columns | None:
    kb = load(folder)
    files = [DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()]
    return remembered(kb.state / "validation", files, kb.settings.base)


def test_unchanged_files_need_not_be_read(validated: Path) -> None:
    assert columns(validated) is not None


def test_nothing_is_remembered_before_the_first_validation(folder: Path) -> None:
    assert columns(folder) is None


def test_a_changed_file_a_new_one_and_a_missing_one_are_seen(validated: Path) -> None:
    more = validated / "more.ttl"
    more.write_text(PREFIXES, encoding="utf-8")
    assert columns(validated) is None
    more.unlink()
    assert columns(validated) is not None
    (validated / "claims.ttl").write_text(PREFIXES, encoding="utf-8")
    assert columns(validated) is None


def test_a_file_that_did_not_parse_is_read_again_and_told(validated: Path) -> None:
    (validated / "broken.ttl").write_text("claim:x a", encoding="utf-8")
    run_kb("validate", folder=validated)
    assert columns(validated) is None


def test_origins_are_the_same_from_memory_and_anew(folder: Path) -> None:
    graph = Path(__file__).parents[1] / "origins" / "graphs" / "diamond.ttl"
    (folder / "diamond.ttl").write_text(graph.read_text(encoding="utf-8"), encoding="utf-8")
    anew = run_kb("origins", "--format", "csv", folder=folder)
    run_kb("validate", folder=folder)
    assert columns(folder) is not None
    assert run_kb("origins", "--format", "csv", folder=folder) == anew
