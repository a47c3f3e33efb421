"""Rows come sorted, each once, whether they fit into memory or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import sorting
from kb.errors import FileError
from kb.sorting import TYPE, Row, SortedRows, sort

tokens = st.sampled_from(("<https://x.example/a>", "<https://x.example/b>", '"ä\\n"@de', "_:x", TYPE))
rows = st.builds(Row, st.sampled_from(("", "<https://x.example/g>")), tokens, tokens, tokens)


def in_order(found: list[Row]) -> list[Row]:
    return sorted(
        set(found), key=lambda row: (row.graph, row.subject, row.predicate != TYPE, row.predicate, row.object)
    )


@given(found=st.lists(rows, max_size=60), run=st.integers(1, 20), batch=st.integers(1, 7))
def test_rows_that_wait_in_files_come_in_the_same_order(found: list[Row], run: int, batch: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "_RUN", run)
        patch.setattr(sorting, "_BATCH", batch)
        assert list(SortedRows(found)) == in_order(found)


@given(found=st.lists(rows, max_size=30))
def test_rows_in_memory_are_sorted_alike(found: list[Row]) -> None:
    assert sort(found) == list(SortedRows(found)) == in_order(found)


def test_sorted_rows_can_be_read_again_and_by_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "_RUN", 4)
    monkeypatch.setattr(sorting, "_BATCH", 2)
    found = SortedRows(Row("", f"<x:{number % 7}>", TYPE, f'"{number}"') for number in range(30))
    assert list(found) == list(found)
    assert all(one == other for one, other in zip(found, found, strict=True))


def test_a_temporary_file_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "_RUN", 1)
    monkeypatch.setattr(sorting.tempfile, "tempdir", "/nowhere")
    with pytest.raises(FileError, match="cannot write a temporary file: No such file"):
        SortedRows([Row("", "<x:a>", TYPE, "<x:b>"), Row("", "<x:b>", TYPE, "<x:b>")])
