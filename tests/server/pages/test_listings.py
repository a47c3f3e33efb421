"""Long lists come a page at a time; the first page, search, questions, rules and what it is about."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

import kb
from kb.project import KnowledgeBase
from kb.questions import questions
from kb.server.app import create_app, endpoint_of
from kb.server.limits import Limits
from kb.validation.rules import explained

from .conftest import MANY, Page
from .test_claim import section, words

ANNUAL = re.compile(r"Number (\d+) of the annual")


def cards(html: str) -> list[str]:
    return re.findall(r'<p class="said"><a href="([^"]+)">', html)


def test_a_long_list_comes_a_page_at_a_time_and_each_claim_once(page: Page) -> None:
    seen: list[str] = []
    link = "/source/annual"
    while link:
        html = page(link)
        assert len(cards(html)) <= 20
        seen += cards(html)
        found = re.search(r'rel="next" href="(\?[^"#]+)', html)
        link = f"/source/annual{found[1]}" if found else ""
    assert len(seen) == len(set(seen)) == MANY


def test_a_list_that_is_too_long_to_be_put_in_order_says_so(page: Page) -> None:
    assert "There are too many to put in order here" in page("/source/annual")


def test_a_list_that_is_not_too_long_says_how_many_and_begins_with_the_newest(page: Page) -> None:
    html = page("/source/mirror")
    claims = section(html, "claims")
    assert "Claims that cite it 3" in words(claims)
    assert cards(claims) == ["/claim/gone", "/claim/harbour-closes", "/claim/alone"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "999999999999"])
def test_a_number_that_is_no_page_is_the_first_page(page: Page, number: str) -> None:
    assert len(cards(page(f"/topic/annual1?about={number}"))) == 20


def test_a_page_behind_the_last_is_empty_and_says_so(page: Page) -> None:
    assert "There is no such page." in page("/topic/annual1?about=2000")


def test_an_agent_shows_what_it_says_reviews_publishes_and_belongs_to(page: Page) -> None:
    desk, mirror = page("/agent/desk"), words(page("/agent/mirror"))
    assert cards(section(desk, "reviewed")) == ["/claim/gone", "/claim/harbour-closes"]
    assert "Belongs to Press Ltd" in mirror
    assert "D, not usually reliable" in mirror
    assert "Sources it published The Mirror" in mirror


def test_an_organisation_names_its_members_and_itself_elsewhere(page: Page) -> None:
    html = page("/agent/press")
    assert "The Mirror" in section(html, "members")
    assert 'href="http://www.wikidata.org/entity/Q1"' in html


def test_a_report_leads_up_and_down_the_chain(page: Page) -> None:
    assert 'href="/report/spokesperson"' in section(page("/report/courier"), "rests")
    assert 'href="/report/courier"' in section(page("/report/spokesperson"), "relaying")


def test_the_first_page_shows_what_was_reviewed_last_without_what_was_retracted(page: Page) -> None:
    newest = section(page("/"), "newest")
    assert cards(newest)[0] == "/claim/hostile"  # its date is no date, and sorts last of all texts
    assert "/claim/harbour-closes" in newest
    assert "/claim/gone" not in newest


def test_the_first_page_leads_to_verdicts_and_origins(page: Page) -> None:
    html = page("/")
    assert re.search(r'href="/search\?verdict=refuted"', html)
    assert re.search(r'href="/search\?origins-at-most=0">none</a>|one, perhaps more', html)


def test_search_marks_what_was_found_and_confines_it(page: Page) -> None:
    html = page("/search?q=hafen")
    assert cards(html)[0] == "/claim/harbour-closes"
    assert "<mark>Hafen</mark>" in html
    confined = page("/search?q=harbour&verdict=supported")
    assert "verdict: supported" in words(confined)
    assert "/claim/harbour-closes" not in cards(confined)


def test_search_keeps_its_filters_in_the_form_and_its_pages(page: Page) -> None:
    html = page("/search?q=annual&language=en&offset=10")
    assert '<input type="hidden" name="language" value="en">' in html
    assert re.search(r'rel="next" href="/search\?[^"]*language=en[^"]*offset=20', html)
    assert 'rel="prev"' in html


def test_search_that_finds_nothing_says_so(page: Page) -> None:
    assert "Nothing found" in page("/search?q=xyzzyxyzzy&verdict=mixed")


def test_every_question_is_listed_with_its_answer_and_its_data(page: Page) -> None:
    html = page("/questions")
    assert len(questions()) > 15
    for slug in questions():
        assert f'href="/q/{slug}.html?page_size=100"' in html
        assert f'href="/q/{slug}.csv"' in html


def test_every_rule_is_explained(page: Page) -> None:
    html = page("/rules")
    assert all(f'id="rule-{rule.name}"' in html for rule in explained())


def test_the_page_about_it_tells_version_dumps_and_endpoint(page: Page) -> None:
    html = page("/about")
    assert f"factcheck-kb {kb.__version__}" in html
    assert "/graph-store?default&amp;format=turtle" in html
    assert "http://localhost/sparql" in html


def test_pages_are_whole_where_answers_to_users_are_cut(newsroom: KnowledgeBase) -> None:
    app = create_app(newsroom, Limits(workers=1, extra=1, rows=3), in_memory=False)
    client = app.test_client()
    try:
        assert client.get("/claim/harbour-closes", headers={"Accept": "text/html"}).status_code == 200
        assert client.get("/sparql?query=SELECT * { ?s ?p ?o }&format=csv").status_code != 200
    finally:
        endpoint_of(app).pool.close()


@pytest.mark.parametrize("path", ["/", "/search?q=harbour", "/questions", "/rules", "/about", "/claim/harbour-closes"])
def test_a_page_that_a_browser_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    html = {"Accept": "text/html"}
    tag = client.get(path, headers=html).headers["ETag"]
    again = client.get(path, headers={**html, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
