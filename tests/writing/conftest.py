from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import PREFIXES, VALID


@contextmanager
def in_memory() -> Iterator[Path]:
    """Make an empty folder in memory, where the system has such a place: what is synced often takes long on a disk."""
    place = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=place if place.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def memory() -> Iterator[Path]:
    with in_memory() as folder:
        yield folder


@pytest.fixture
def folder(memory: Path) -> Path:
    """A small knowledge base with one valid file, ``claims.ttl``."""
    found = memory / "desk"
    found.mkdir()
    (found / "kb.toml").write_text('base = "https://kb.example/"\nname = "Test desk"\n')
    (found / "claims.ttl").write_text(PREFIXES + VALID)
    return found
