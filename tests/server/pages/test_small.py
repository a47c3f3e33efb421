"""The pages of what stands behind claims: snapshots, quotes, lines of evidence, assessments, matches and imports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.building import build
from kb.project import KnowledgeBase, load
from kb.server.app import create_app, endpoint_of
from kb.server.limits import Limits
from tests.server.conftest import make_knowledge_base

from .conftest import Page
from .test_claim import section, words

PREFIXES = """
@prefix fc: <https://w3id.org/factcheck-kb/ns#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
IMPORT = """
<import/feed-2026> a prov:Activity ; schema:name "kb import claimreview feed.json" ; prov:used <import/file-1> ;
  prov:startedAtTime "2026-03-02T10:00:00Z"^^xsd:dateTime ; prov:wasAssociatedWith <agent/kb-import> .
<agent/kb-import> a prov:SoftwareAgent ; schema:name "kb import" .
<import/file-1> a prov:Entity ; schema:name "feed.json" ; schema:contentSize "4321 B" ; schema:sha256 "abc" .
<import/record-1> a prov:Entity ; prov:wasGeneratedBy <import/feed-2026> ; fc:original "{\\"@type\\": \\"ClaimReview\\"}" .
<import/record-2> a prov:Entity ; prov:wasGeneratedBy <import/feed-2026> ; fc:original "{}" .
<review/1> a fc:Review ; schema:itemReviewed <claim/1> ; prov:wasDerivedFrom <import/record-1> .
<claim/1> a fc:Claim ; schema:text "The bridge is closed."@en .
<snapshot/other> a fc:Topic . <quote/other> a fc:Topic . <evidence/other> a fc:Topic .
<assessment/other> a fc:Topic . <match/other> a fc:Topic . <import/other> a fc:Topic .
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return the page at an address of a knowledge base into which a feed was imported."""
    kb: KnowledgeBase = make_knowledge_base(tmp_path_factory.mktemp("imported") / "kb")
    (kb.folder / "imports.ttl").write_text(PREFIXES + IMPORT)
    kb = load(kb.folder)
    assert not build(kb).faults
    app = create_app(kb, Limits(workers=1, extra=1), in_memory=False)
    yield lambda path: app.test_client().get(path, headers={"Accept": "text/html"}).text
    endpoint_of(app).pool.close()


def test_a_snapshot_leads_to_its_source_and_shows_what_is_quoted_from_it(page: Page) -> None:
    html = page("/snapshot/courier")
    assert 'href="/source/courier"' in html
    assert "it will close in May" in section(html, "quotes")
    assert "2026-03-03T08:00:00Z" in html


def test_a_quote_leads_to_its_source_its_snapshot_and_the_claims_it_is_used_for(page: Page) -> None:
    html = page("/quote/closes")
    assert 'href="/source/courier"' in html
    assert 'href="/snapshot/courier"' in html
    assert "We hear that it will close in May for good." in words(section(html, "context"))
    assert 'href="/claim/harbour-closes"' in section(html, "claims")
    assert 'href="/claim/harbour-closes"' in section(html, "reviewed")


def test_a_line_of_evidence_says_for_what_it_speaks_and_on_what_it_rests(page: Page) -> None:
    html = page("/evidence/papers")
    told = words(html)
    assert "Evidence for The harbour closes in May." in told
    assert "The reviewer finds it weak" in told
    assert "the review of 10 March 2026" in told
    assert 'href="/review/second"' in html
    rests = section(html, "rests")
    assert 'href="/quote/closes"' in rests
    assert 'href="/source/mirror"' in rests


def test_an_assessment_says_what_its_letter_means(page: Page) -> None:
    assert "The Mirror D, not usually reliable The desk, 8 March 2026" in words(page("/assessment/mirror"))


def test_a_match_reads_from_its_left_claim_to_its_right_one(page: Page) -> None:
    told = words(page("/match/harbour"))
    assert "Match · confirmed" in told
    assert "The harbour closes in May. is narrower than The docks close. Judged by The desk" in told


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/source/courier", "/snapshot/courier"),
        ("/agent/mirror", "/assessment/mirror"),
        ("/review/second", "/evidence/berths"),
        ("/claim/harbour-closes", "/match/harbour"),
    ],
)
def test_what_they_belong_to_leads_to_them(page: Page, path: str, link: str) -> None:
    assert f'href="{link}"' in page(path)


@pytest.mark.parametrize("stem", ["quote", "evidence", "assessment", "match"])
def test_what_is_not_said_is_said_to_be_so(page: Page, stem: str) -> None:
    assert "not said" in page(f"/{stem}/bare")


@pytest.mark.parametrize("stem", ["snapshot", "quote", "evidence", "assessment", "match", "import"])
def test_what_is_of_another_class_is_shown_as_any_thing(imported: Page, stem: str) -> None:
    assert "What is said of it, and where it is named" in imported(f"/{stem}/other")


def test_an_import_tells_what_came_in_from_which_file_and_when(imported: Page) -> None:
    html = imported("/import/feed-2026")
    told = words(html)
    for part in ("Began 2 March 2026", "By kb import", "From the file feed.json", "4321 B", "Records that came in 2"):
        assert part in told
    assert 'href="/claim/1"' in section(html, "claims")


def test_an_imported_file_leads_to_its_imports(imported: Page) -> None:
    assert 'href="/import/feed-2026"' in imported("/import/file-1")


def test_an_imported_record_is_shown_as_it_was_with_what_came_of_it(imported: Page) -> None:
    html = imported("/import/record-1")
    assert "{&#34;@type&#34;: &#34;ClaimReview&#34;}" in section(html, "original")
    made = section(html, "made")
    assert 'href="/review/1"' in made
    assert "The bridge is closed." in made


def test_an_imported_review_leads_to_its_record(imported: Page) -> None:
    assert 'href="/import/record-1"' in imported("/review/1")
