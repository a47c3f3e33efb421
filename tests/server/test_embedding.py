"""What pages embed for programs: ClaimReviews that nothing in the data can break out of."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from kb.server.embedding import script_text

from .conftest import Server


def _embedded(server: Server, path: str) -> Any:
    page = server.request(path, headers={"Accept": "text/html"}).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def test_the_page_of_a_claim_has_the_review_that_stands(server: Server) -> None:
    review = _embedded(server, "/claim/river")
    assert review["@type"] == "ClaimReview"
    assert review["@id"] == "https://served.example/review/river-2"
    assert review["claimReviewed"] == 'The river rose by 2 m, "more than ever".'
    assert review["author"]["name"] == "Gazette Ltd"


def test_the_page_of_a_review_has_that_one(server: Server) -> None:
    review = _embedded(server, "/review/bridge")
    assert review["reviewRating"]["alternateName"] == "not enough evidence"
    assert review["sdLicense"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("path", ["/review/bridge-2", "/review/river-1", "/source/gazette"])
def test_what_was_retracted_or_revised_is_not_offered_as_a_finding(server: Server, path: str) -> None:
    assert _embedded(server, path) is None


def test_a_label_cannot_end_the_script(server: Server) -> None:
    page = server.request("/claim/river", headers={"Accept": "text/html"}).text
    assert "<script>alert(1)" not in page
    assert _embedded(server, "/claim/river")["reviewRating"]["alternateName"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("text", ["</script>", "<!-- <script>", "\u2028\u2029", "\ud800", "a & b", "]]>"])
def test_any_text_is_carried_without_a_character_that_ends_it(text: str) -> None:
    written = script_text({"a": text})
    assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", written)
    assert json.loads(written) == {"a": text}
