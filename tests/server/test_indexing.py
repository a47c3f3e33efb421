"""The index of the search beside a server that takes writes: it follows them by itself."""

from __future__ import annotations

from pathlib import Path

from kb.building import build
from kb.project import load
from kb.searching import is_stale
from kb.server.indexing import Indexer
from tests.conftest import PREFIXES, VALID

from .conftest import eventually
from .writable import serving

_PATIENCE = 60.0


def test_what_is_written_is_soon_found(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\n')
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID)
    with serving(tmp_path) as server:
        for name in ("zeppelin", "gondola", "hovercraft"):
            claim = f'claim:{name} a fc:Claim ; schema:text "About a {name}."@en ; fc:cites source:a .'
            assert server.update(f"INSERT DATA {{ {claim} }}").status == 200

        def finds(word: str) -> bool:
            answer = server.request(f"/search.json?q={word}")
            return answer.status == 200 and answer.json["total"] == 1 and not answer.json["stale"]

        assert eventually(lambda: finds("hovercraft"), within=_PATIENCE)
        assert finds("zeppelin") and finds("gondola")


def test_what_is_wanted_many_times_is_done_once_more_at_most(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\n')
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID)
    kb = load(tmp_path)
    build(kb)
    indexer = Indexer(kb)
    for _ in range(50):
        indexer.want()
    assert eventually(lambda: not is_stale(kb), within=_PATIENCE)
    assert eventually(lambda: indexer.is_idle, within=_PATIENCE)
    indexer.close()
    assert indexer.started <= 2
