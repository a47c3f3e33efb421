"""Files of ClaimReviews, and what is found in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.importers import importer
from kb.importing.inputs import open_inputs
from kb.importing.records import Item, Options


def items(path: Path, **options: str) -> Iterator[Item]:
    chosen = importer("claimreview")
    with open_inputs(str(path), path.parent, chosen.suffixes) as inputs:
        for each in inputs.files:
            yield from chosen.read(each, Options(**options))


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """What is found in a file with some content."""

    def found(content: Any, name: str = "file.json", **options: str) -> list[Item]:
        path = tmp_path / name
        path.write_bytes(
            content
            if isinstance(content, bytes)
            else (content if isinstance(content, str) else json.dumps(content)).encode()
        )
        return list(items(path, **options))

    return found


def page(*scripts: Any, head: str = "") -> str:
    bodies = [each if isinstance(each, str) else json.dumps(each) for each in scripts]
    return f"<!doctype html><html lang=pt-BR><head>{head}" + "".join(
        f'<script type="application/ld+json">{body}</script>' for body in bodies
    )
