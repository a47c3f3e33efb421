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
from tests.server.conftest import eventually

NEWSROOM = Path(__file__).parent / "newsroom"
MANY = 430
"""How many claims rest on one source of the newsroom."""

REPORTS = 300
"""How many reports one of its claims has."""

PREFIXES = (NEWSROOM / "claims.ttl").read_text(encoding="utf-8").partition("\n\n")[0] + "\n"

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
    "/claim/repeated",
    "/source/courier",
    "/source/hostile",
    "/source/annual",
    "/review/first",
    "/review/second",
    "/review/gone",
    "/review/hostile",
    "/review/r27",
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
    "/evidence/hostile",
    "/snapshot/courier",
    "/snapshot/hostile",
    "/assessment/mirror",
    "/assessment/hostile",
    "/match/harbour",
    "/match/hostile",
    "/import/hostile",
    "/import/hostile-file",
    "/import/hostile-record",
    *(f"/{stem}/bare" for stem in ("snapshot", "quote", "evidence", "assessment", "match", "import")),
    "/import/bare-record",
]
"""A page of every family, and of those with something hostile or withdrawn in it."""

Page = Callable[[str], str]


_EMBEDDED = re.compile(r'<script type="application/ld\+json">[^<]*</script>')


def without_data(html: str) -> str:
    """Return a page without the data that are embedded in it for search engines."""
    return _EMBEDDED.sub("", html)


def _repeated() -> Iterator[str]:
    """Yield the statements of a claim that everybody repeats and reviews, at length."""
    long = "as was reported on the evening before by all who were there and by some who were not " * 3
    yield f'claim:repeated a fc:Claim ; schema:text "Everybody says so, {long}."@en .'
    for at in range(REPORTS):
        yield (
            f"report:r{at} a fc:Report ; fc:claim claim:repeated ; fc:by agent:r{at} ; fc:in source:r{at} ;"
            f' fc:cue "said so" , "again" ; fc:quote quote:r{at} {f"; fc:per report:r{at // 2}" if at else ""} .'
            f'agent:r{at} a schema:Organization ; schema:name "Paper number {at} of the town" .'
            f'source:r{at} a fc:Source ; schema:name "Article {at}, {long}"@en ; schema:publisher agent:r{at} ;'
            f' schema:datePublished "2026-03-01"^^xsd:date ; schema:url <https://r{at}.example/> .'
            f'quote:r{at} a fc:Quote ; fc:from source:r{at} ; oa:exact "Quote {at}, {long}" .'
        )
    for at in range(40):
        yield (
            f"review:r{at} a fc:Review ; schema:itemReviewed claim:repeated ; fc:verdict verdict:mixed ;"
            f' schema:author agent:r{at} ; schema:datePublished "2026-02-{at % 28 + 1:02}"^^xsd:date ;'
            f' schema:reviewBody "Body {at}, {long * 40}"@en ; fc:reason "Reason {at}, {long * 40}"@en .'
            f"evidence:r{at} a fc:Evidence ; fc:for review:r27 ; fc:direction fc:supports ; fc:rests source:r{at} ."
        )


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
    (folder / "repeated.ttl").write_text(PREFIXES + "\n".join(_repeated()))
    kb = load(folder)
    assert not build(kb).faults
    refresh(kb)
    return kb


@pytest.fixture(scope="session")
def client(newsroom: KnowledgeBase) -> Iterator[FlaskClient]:
    app = create_app(newsroom, Limits(workers=1, extra=1), in_memory=False)
    client = app.test_client()
    assert eventually(lambda: "being counted" not in client.get("/").text, 20)
    yield client
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
