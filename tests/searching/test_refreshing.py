from __future__ import annotations

from pathlib import Path

from kb.building import build
from kb.searching import Index, index_path, is_stale, refresh

from .conftest import knowledge_base


def test_an_index_is_made_once_and_again_after_a_change(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path)
    build(kb)
    assert [refresh(kb), refresh(kb), refresh(kb, fresh=True)] == [True, False, True]
    file = kb.folder / "claims.ttl"
    file.write_text(file.read_text(encoding="utf-8").replace("ferry", "zeppelin"), encoding="utf-8")
    build(kb)
    assert is_stale(kb)
    assert refresh(kb)
    assert not is_stale(kb)


def test_an_index_that_is_open_goes_on_answering_while_it_is_replaced(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path)
    build(kb)
    refresh(kb)
    old = Index.open(index_path(kb))
    file = kb.folder / "claims.ttl"
    file.write_text(file.read_text(encoding="utf-8").replace("ferry", "zeppelin"), encoding="utf-8")
    build(kb)
    refresh(kb)
    assert old.search("ferry").total == 1
    assert Index.open(index_path(kb)).search("zeppelin").total == 1
    assert not list(kb.state.glob("*.new"))


def test_the_same_store_gives_the_same_index(tmp_path: Path) -> None:
    contents = []
    for name in ("a", "b"):
        kb = knowledge_base(tmp_path / name)
        build(kb)
        refresh(kb)
        contents.append(index_path(kb).read_bytes())
    assert contents[0] == contents[1]
