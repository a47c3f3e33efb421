"""Sheets made in the test, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from kb.importers.csv import read
from kb.importing.inputs import Input
from kb.importing.records import Item, Options

Read: TypeAlias = Callable[..., list[Item]]


@pytest.fixture
def items(tmp_path: Path) -> Read:
    """Read a sheet, given as text, and perhaps a mapping file."""

    def run(text: str | bytes, *, name: str = "sheet.csv", mapping: str = "", dates: str = "") -> list[Item]:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        given = ""
        if mapping:
            given = str(tmp_path / "mapping.toml")
            Path(given).write_text(mapping)
        return list(read(Input(path, name), Options(mapping=given, dates=dates)))

    return run
