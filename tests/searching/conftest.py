from __future__ import annotations

from pathlib import Path

import pytest

from kb.building import build
from kb.project import KnowledgeBase, load
from kb.searching import Index, index_path, refresh
from tests.conftest import PREFIXES

DATA = Path(__file__).parent / "data.ttl"
REVIEW = "@prefix review: <https://kb.example/review/> .\n"


def knowledge_base(folder: Path) -> KnowledgeBase:
    """Make a small knowledge base in several languages."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kb.toml").write_text('base = "https://kb.example/"\nname = "Test desk"\n', encoding="utf-8")
    (folder / "claims.ttl").write_text(PREFIXES + REVIEW + DATA.read_text(encoding="utf-8"), encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A small knowledge base, built and indexed; tests must not change it."""
    kb = knowledge_base(tmp_path_factory.mktemp("searching"))
    build(kb)
    refresh(kb)
    return kb


@pytest.fixture(scope="session")
def index(desk: KnowledgeBase) -> Index:
    return Index.open(index_path(desk))
