"""What was acknowledged is there after any end, whole; the long variant is ``tests/bench/kill_writer.py``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from .killing import kill_often, make


def test_a_writer_that_is_killed_fifty_times_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PROCESSES", "1")
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        tally = kill_often(make(Path(folder) / "kb"), kills=50, seed=1)
    assert (tally.kills, tally.lost, tally.half, tally.unlike) == (50, 0, 0, 0)
    assert tally.acknowledged > 5
