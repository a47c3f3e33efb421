"""The lists of all there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.building import build
from kb.project import load
from kb.server.app import create_app, endpoint_of
from tests.conftest import PREFIXES

from .conftest import Server

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("claim", "The bridge was closed."),
        ("source", "The Gazette"),
        ("agent", "The mayor"),
        ("review", "The bridge was closed."),
    ],
)
def test_a_list_has_each_thing_by_its_name(server: Server, stem: str, name: str) -> None:
    page = server.request(f"/browse/{stem}", headers=HTML).text
    assert re.search(rf'<a href="/{stem}/[^"]+"[^>]*><bdi dir="auto">{re.escape(name)}</bdi></a>', page)


@pytest.mark.parametrize(
    "path", ["/browse/nothing", "/browse/claim/0", "/browse/claim/2", "/browse/claim/x", "/browse"]
)
def test_there_is_no_other_list(server: Server, path: str) -> None:
    assert server.request(path, headers=HTML).status == 404


def test_a_list_that_has_not_changed_is_not_sent_again(server: Server) -> None:
    tag = server.request("/browse/claim", headers=HTML).headers["ETag"]
    assert server.request("/browse/claim", headers={**HTML, "If-None-Match": tag}).status == 304


def test_long_lists_come_in_pages_that_lead_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\n')
    claims = (f'claim:c{at:03} a fc:Claim ; schema:text "Claim {at}"@en, "Aussage {at}"@de .\n' for at in range(401))
    (tmp_path / "claims.ttl").write_text(PREFIXES + "".join(claims))
    build(load(tmp_path))
    app = create_app(load(tmp_path), in_memory=False)
    try:
        pages = [app.test_client().get(f"/browse/claim/{page}").text for page in (1, 2, 3)]
    finally:
        endpoint_of(app).pool.close()
    assert [page.count('<li><a href="/claim/') for page in pages] == [200, 200, 1]
    assert ["Next page" in page for page in pages] == [True, True, False]
    assert ["Earlier page" in page for page in pages] == [False, True, True]
    assert "Aussage" not in pages[0]
