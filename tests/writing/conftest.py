from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PREFIXES, VALID


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """An empty folder in memory, where the system has such a place: what is synced hundreds of times takes long."""
    place = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=place if place.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture
def folder(memory: Path) -> Path:
    """A small knowledge base with one valid file, ``claims.ttl``."""
    found = memory / "desk"
    found.mkdir()
    (found / "kb.toml").write_text('base = "https://kb.example/"\nname = "Test desk"\n')
    (found / "claims.ttl").write_text(PREFIXES + VALID)
    return found
