"""The page of a claim: its words, verdict, origins, chain, evidence, quotes, sources and history."""

from __future__ import annotations

import re
from html import unescape

import pytest

from .conftest import Page

HARBOUR = "/claim/harbour-closes"


def words(html: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def section(html: str, name: str) -> str:
    """Return the section of a page whose heading has an id."""
    start = html.index(f'aria-labelledby="{name}"')
    return html[start : html.index("</section>", html.index(f'id="{name}"', start))]


def test_the_claim_is_shown_in_all_its_languages_and_their_directions(page: Page) -> None:
    html = page(HARBOUR)
    assert re.search(r'<h1 class="words"><bdi dir="auto" lang="en">The harbour closes in May\.</bdi></h1>', html)
    assert '<bdi dir="auto" lang="de">Der Hafen schließt im Mai.</bdi>' in html
    assert '<bdi dir="auto" lang="ar">يُغلق الميناء في أيار.</bdi>' in html


def test_the_verdict_that_stands_comes_with_its_reason_and_its_own_label(page: Page) -> None:
    said = words(section(page(HARBOUR), "verdict"))
    assert "refuted" in said
    assert "Its own label: “Frei erfunden”" in said
    assert "The port has its berths booked until August." in said
    assert "outdated" in said
    assert "The desk, 10 March 2026 · high confidence" in said


def test_what_would_change_the_verdict_is_told_if_the_review_tells_it(page: Page) -> None:
    verdict = words(section(page(HARBOUR), "verdict"))
    assert verdict.endswith("What would change itA decision of the harbour board would change it.")
    assert "What would change it" not in page("/claim/gone")


def test_the_review_is_linked_where_it_was_published(page: Page) -> None:
    assert re.search(r'href="https://www.desk.example/harbour"[^>]*>published at desk.example</a>', page(HARBOUR))


def test_origins_are_an_interval_with_its_sentence(page: Page) -> None:
    origins = section(page(HARBOUR), "origins")
    assert re.search(r'<p class="number">1\u20132</p>', origins)
    assert origins.count('<i class="firm"></i>') == 1
    assert origins.count("<i></i>") == 1
    assert "between one and two origins" in words(origins)
    assert "It is denied, on one origin." in words(origins)


def test_the_chain_is_a_picture_and_a_list_with_the_same_reports(page: Page) -> None:
    chain = section(page(HARBOUR), "chain")
    drawn = re.findall(r'<text class="head"[^>]*>([^<]+)</text>', chain)
    listed = re.findall(r"<strong>(.*?)</strong>", chain)
    assert {"The Courier", "a spokesperson", "Ada Miller", "The port", "The Mirror", "The Echo"} <= set(drawn)
    assert {words(each) for each in listed} == set(drawn) - {"The harbour closes in May."}


@pytest.mark.parametrize(
    "mark",
    [
        "inflation: more certain than what it relays",
        "date fault: earlier than what it relays",
        "it goes round: this is where the chain came from",
        "root, possible: not named",
        "root, firm",
        "retracted, so left out",
    ],
)
def test_what_is_amiss_in_the_chain_is_said_in_words(page: Page, mark: str) -> None:
    assert f"<li>{mark}</li>" in page(HARBOUR)


def test_evidence_stands_on_its_side(page: Page) -> None:
    html = page(HARBOUR)
    against, in_favour = (words(section(html, f"evidence-{side}")) for side in ("disputes", "supports"))
    assert "report The port" in against
    assert "strong" in against
    assert "“it will close in May”" in in_favour
    assert "The Mirror" in in_favour


def test_a_quote_stands_in_its_context(page: Page) -> None:
    quote = section(page(HARBOUR), "quotes")
    assert "We hear that it will close in May for good." in words(quote)
    assert re.search(r'<mark><bdi dir="auto">it will close in May</bdi></mark>', quote)


def test_sources_lead_to_the_page_the_archive_and_their_own_address(page: Page) -> None:
    sources = section(page(HARBOUR), "sources")
    assert 'href="/source/courier"' in sources
    assert 'href="https://www.courier.example/harbour?a=1&amp;b=2"' in sources
    assert re.search(r'href="https://archive.example/courier"[^>]*>archived 3 March 2026</a>', sources)
    assert "no snapshot" in sources


def test_who_denies_it_is_named(page: Page) -> None:
    assert "The port, in The port\u2019s statement we do not" in words(section(page(HARBOUR), "denied"))


def test_the_history_says_what_changed_and_why(page: Page) -> None:
    history = words(section(page(HARBOUR), "history"))
    assert re.search(r"10 March 2026 refuted .* stands Changed because: The two papers copy each other\.", history)
    assert re.search(r"6 March 2026 mostly supported .* revised", history)


def test_another_claim_is_compared_in_the_right_direction(page: Page) -> None:
    assert "It is narrower than The docks close. confirmed" in words(page(HARBOUR))
    assert "It is broader than The harbour closes in May. confirmed" in words(page("/claim/alone"))


def test_a_claim_that_nobody_reports_or_reviews_says_so(page: Page) -> None:
    said = words(page("/claim/alone"))
    assert "Nobody has reviewed this claim yet." in said
    assert "No report says who puts it forward." in said


@pytest.mark.parametrize("path", ["/claim/gone", "/review/gone"])
def test_what_was_retracted_says_so_before_all_else_with_the_reason(page: Page, path: str) -> None:
    html = page(path)
    assert html.index("<strong>Retracted.</strong>") < html.index("<h1")
    assert "It was a hoax of our own." in html or "The advertisement was ours." in html


def test_a_retracted_review_gives_no_verdict(page: Page) -> None:
    said = words(section(page("/claim/gone"), "verdict"))
    assert "No review stands: the only one was retracted." in said
    assert "supported" not in said


def test_a_review_that_was_revised_leads_to_the_newer_one(page: Page) -> None:
    assert re.search(r"<strong>Revised\.</strong>.*?/review/second", page("/review/first"), re.DOTALL)
