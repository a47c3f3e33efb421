"""An index that follows small changes is, byte for byte, the one that is made from nothing."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import building
from kb.building import build
from kb.project import KnowledgeBase
from kb.searching import index_path, refresh, refreshing
from kb.searching.arrays import read
from tests.conftest import PREFIXES

from .conftest import REVIEW, knowledge_base

_CLAIMS, _REVIEWS, _REPORTS, _AGENTS = (
    [f"{stem}:{name}" for name in "abc"] for stem in ("claim", "review", "report", "agent")
)


def _statements(subjects: list[str], predicate: str, objects: list[str]) -> list[str]:
    return [f"{subject} {predicate} {value} ." for subject in subjects for value in objects]


STATEMENTS = [
    *_statements(_CLAIMS, "a", ["fc:Claim"]),
    *_statements(_CLAIMS, "schema:text", ['"Ferries sink"@en', '"A bridge, closed"@en-gb', '"Fähren"@de']),
    *_statements(_CLAIMS, "fc:about", ["topic:t", "agent:a"]),
    *_statements(_REVIEWS, "schema:itemReviewed", _CLAIMS),
    *_statements(_REVIEWS, "schema:author", _AGENTS),
    *_statements(_REVIEWS, "prov:wasRevisionOf", _REVIEWS),
    *_statements(_REVIEWS, "schema:name", ['"No ferry"@en', '"Kein Schiff"@de']),
    *_statements(_REVIEWS, "fc:retractedOn", ['"2026-01-02"^^xsd:date']),
    *_statements(_REVIEWS, "schema:datePublished", ['"2025-01-02"^^xsd:date', '"2026-02-03"^^xsd:date']),
    *_statements(_REVIEWS, "fc:verdict", ["verdict:refuted", "verdict:supported"]),
    *_statements(_REVIEWS, "schema:url", ["<https://desk.example/1>"]),
    *_statements(_REPORTS, "fc:claim", _CLAIMS),
    *_statements(_REPORTS, "fc:by", _AGENTS),
    *_statements(_REPORTS, "fc:per", _REPORTS),
    *_statements(_REPORTS, "fc:in", ["source:s"]),
    *_statements(_REPORTS, "fc:quote", ["quote:q"]),
    *_statements(_REPORTS, "fc:on", ['"2024-01-02"^^xsd:date']),
    *_statements(_AGENTS, "a", ["schema:Person", "fc:UnnamedSource"]),
    *_statements(_AGENTS, "schema:name", ['"Harbour master"@en', '"Anna"']),
    *_statements(_AGENTS, "schema:url", ["<https://other.example/>"]),
    *_statements(["topic:t"], "schema:name", ['"Ships"@en', '"Schiffe"@de']),
    *_statements(["quote:q"], "<http://www.w3.org/ns/oa#exact>", ['"They said so"@en']),
    *_statements(["source:s"], "schema:publisher", _AGENTS),
    *_statements(["source:s"], "schema:name", ['"Courier"']),
    "source:s a fc:Source .",
]
CONTENTS = st.lists(st.sampled_from(STATEMENTS), max_size=60, unique=True)
"""What a file says; the statements are few, so that most of them hang together."""


def _write(kb: KnowledgeBase, name: str, statements: list[str]) -> None:
    text = PREFIXES + REVIEW + "\n".join(statements) + "\n"
    (kb.folder / f"{name}.ttl").write_text(text, encoding="utf-8")


def _arrays(kb: KnowledgeBase) -> dict[str, np.ndarray]:
    return {name: np.array(array) for name, array in read(index_path(kb))[1].items()}


def _assert_fresh(kb: KnowledgeBase) -> None:
    """Compare with an index made from nothing: all but the number of the store, which may have been built again."""
    (facts, _), followed = read(index_path(kb)), _arrays(kb)
    refresh(kb, fresh=True)
    for name, array in _arrays(kb).items():
        assert followed[name].tolist() == array.tolist(), name
        assert followed[name].dtype == array.dtype, name
    assert {**facts, "store": 0} == {**read(index_path(kb))[0], "store": 0}


def _follow(contents: list[tuple[list[str], list[str]]], folder: Path) -> None:
    kb = knowledge_base(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_REBUILD_SHARE", 100.0)  # however much changes, it is loaded into what is there
        for at, (first, second) in enumerate(contents):
            _write(kb, "first", first)
            _write(kb, "second", second)
            build(kb)
            refresh(kb)
            if not at:
                _forbid_gathering(patch)
    _assert_fresh(kb)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(CONTENTS, CONTENTS), min_size=2, max_size=3))
def test_an_index_that_follows_changes_is_the_one_made_from_nothing(
    contents: list[tuple[list[str], list[str]]],
) -> None:
    with TemporaryDirectory() as folder:
        _follow(contents, Path(folder))


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(CONTENTS, CONTENTS), min_size=2, max_size=4))
def test_so_it_is_after_many_changes(contents: list[tuple[list[str], list[str]]]) -> None:
    with TemporaryDirectory() as folder:
        _follow(contents, Path(folder))


def _forbid_gathering(monkeypatch: pytest.MonkeyPatch) -> None:
    def gather(*_: object) -> None:
        raise AssertionError("everything is gathered")

    monkeypatch.setattr(refreshing, "gather", gather)


def test_after_several_builds_only_what_they_touched_is_gathered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = knowledge_base(tmp_path)
    build(kb)
    refresh(kb)
    for statements in (STATEMENTS[:4], STATEMENTS[:2], STATEMENTS[1:9]):
        _write(kb, "more", statements)
        build(kb)
    with monkeypatch.context() as patch:
        _forbid_gathering(patch)
        assert refresh(kb)
    assert not list((kb.state / "changes").iterdir())
    _assert_fresh(kb)


def test_where_a_difference_is_missing_everything_is_gathered(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path)
    build(kb)
    refresh(kb)
    _write(kb, "more", STATEMENTS[:4])
    build(kb)
    for file in (kb.state / "changes").iterdir():
        file.write_text("{", encoding="utf-8")
    assert refresh(kb)
    _assert_fresh(kb)
