from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.building import build
from kb.project import KnowledgeBase, load
from kb.searching import refresh
from kb.server.app import create_app, endpoint_of
from kb.server.limits import Limits

NEWSROOM = Path(__file__).parent / "newsroom"
MANY = 430
"""How many claims rest on one source of the newsroom."""

PREFIXES = """\
@prefix claim: <https://newsroom.example/kb/claim/> .
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix schema: <https://schema.org/> .
@prefix source: <https://newsroom.example/kb/source/> .
@prefix topic: <https://newsroom.example/kb/topic/> .
"""

FAMILIES = [
    "/",
    "/search",
    "/search?q=harbour",
    "/questions",
    "/rules",
    "/about",
    "/claim/harbour-closes",
    "/claim/alone",
    "/claim/gone",
    "/claim/hostile",
    "/source/courier",
    "/source/hostile",
    "/source/annual",
    "/review/first",
    "/review/second",
    "/review/gone",
    "/review/hostile",
    "/report/courier",
    "/report/hostile",
    "/agent/port",
    "/agent/mirror",
    "/agent/hostile",
    "/topic/harbour",
    "/topic/hostile",
    "/browse/agent",
    "/browse/claim/2",
    "/quote/hostile",
    "/evidence/berths",
]
"""A page of every family, and of those with something hostile or withdrawn in it."""

Page = Callable[[str], str]


_EMBEDDED = re.compile(r'<script type="application/ld\+json">[^<]*</script>')


def without_data(html: str) -> str:
    """Return a page without the data that are embedded in it for search engines."""
    return _EMBEDDED.sub("", html)


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base of all that pages show; tests read it and do not change it."""
    folder = tmp_path_factory.mktemp("newsroom") / "kb"
    shutil.copytree(NEWSROOM, folder)
    claims = (
        f'claim:n{at:03} a fc:Claim ; schema:text "Number {at} of the annual."@en ; fc:cites source:annual ;'
        f" fc:about topic:annual{at % 2} ."
        for at in range(MANY)
    )
    annual = 'source:annual a fc:Source ; schema:name "The annual" ; fc:undated true .\n'
    annual += "".join(f'topic:annual{at} a schema:Thing ; schema:name "Annual {at}"@en .\n' for at in (0, 1))
    (folder / "annual.ttl").write_text(PREFIXES + annual + "\n".join(claims))
    kb = load(folder)
    assert not build(kb).faults
    refresh(kb)
    return kb


@pytest.fixture(scope="session")
def client(newsroom: KnowledgeBase) -> Iterator[FlaskClient]:
    app = create_app(newsroom, Limits(workers=1, extra=1), in_memory=False)
    yield app.test_client()
    endpoint_of(app).pool.close()


@pytest.fixture(scope="session")
def page(client: FlaskClient) -> Page:
    """Return the page at an address."""

    def get(path: str) -> str:
        got = client.get(path, headers={"Accept": "text/html"})
        assert got.status_code == 200, got.text
        assert got.content_type == "text/html; charset=utf-8"
        return got.text

    return get
