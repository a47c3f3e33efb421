"""After a change, checking what it touched gives what checking everything gives."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from kb.columns.changing import change
from kb.columns.loading import DataFile, load
from kb.errors import KbError
from kb.validation.checking import Checker

from .comparing import comparable, shapes_from
from .inventing import data, graphs

BASE = "http://example.org/"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rechecking")


def written(folder: Path, name: str, text: str) -> DataFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return DataFile.of(path, name, BASE)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(shapes=graphs(), kept=data(), old=data(), new=data())
def test_a_recheck_finds_what_a_check_finds(scratch: Path, shapes: str, kept: str, old: str, new: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pySHACL warns of recursive shapes
        checker = Checker(shapes_from(shapes))
        first = written(scratch, "kept.ttl", kept)
        try:
            before, _ = load([first, written(scratch, "changed.ttl", old)])
            known = checker.check(before)
            changed = change(before, {"changed.ttl": written(scratch, "changed.ttl", new)})
            found = checker.recheck(before, changed, known.judged)
            after, _ = load([first, written(scratch, "changed.ttl", new)])
            expected = checker.check(after)
        except KbError:
            assume(False)
            return
    assert comparable(found.results) == comparable(expected.results)
    assert len(changed.columns) == len(after)
