"""What ClaimReview can say comes back as it was: export, import into an empty knowledge base, export again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb.project import load
from tests.conftest import PREFIXES, Run, run_kb
from tests.exporters.test_profiles import REVIEWS, claim_reviews

SAYS = {
    "": "claimReviewed inLanguage url name description datePublished dateModified author publisher keywords license",
    "reviewRating": "alternateName ratingValue bestRating worstRating sameAs",
    "itemReviewed": "author datePublished appearance about",
    "itemReviewed.author": "name jobTitle url sameAs",
    "itemReviewed.appearance": "url name datePublished author publisher",
}
"""What ClaimReview can say of a review. It cannot say who relays whom further back than once, nor on what it rests."""

MORE = """
<https://kb.example/report/4> a fc:Report ; fc:claim claim:a ; fc:by agent:desk ; fc:in source:plan ;
  fc:per <https://kb.example/report/1> .
review:ours schema:description "We went there."@en ; schema:dateModified "2026-03-09"^^xsd:date ;
  schema:license <https://creativecommons.org/licenses/by-nc/4.0/> .
"""


def bare(value: Any) -> Any:
    """Return a document without IRIs of its own, which are others in another knowledge base."""
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items() if key not in ("@id", "sdPublisher")}
    return [bare(each) for each in value] if isinstance(value, list) else value


def imported(folder: Path, elsewhere: Path, *arguments: str) -> Run:
    (elsewhere / "kb.toml").write_text((folder / "kb.toml").read_text().replace("kb.example", "other.example"))
    return run_kb("import", *arguments, folder=elsewhere)


@pytest.fixture
def desk(folder: Path) -> Path:
    (folder / "claims.ttl").write_text(PREFIXES + REVIEWS + MORE, encoding="utf-8")
    return folder


def test_a_claim_review_comes_back_with_all_that_it_can_say(
    desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    before = claim_reviews(desk)
    path = elsewhere / "reviews.ndjson"
    path.write_text("\n".join(json.dumps(each) for each in before.values()), encoding="utf-8")
    done = imported(desk, elsewhere, "claimreview", path.name)
    assert done.code == 0, done.out
    after = list(claim_reviews(elsewhere).values())
    by_rating = {each["reviewRating"]["alternateName"]: bare(each) for each in after}
    for each in before.values():
        assert by_rating[each["reviewRating"]["alternateName"]] == bare(each) | {"url": each["url"]}


def test_all_that_it_can_say_is_said_in_this_test(desk: Path) -> None:
    said = {key for each in claim_reviews(desk).values() for key in paths(bare(each), "")}
    assert {f"{part}.{key}".lstrip(".") for part, keys in SAYS.items() for key in keys.split()} - said == {
        "publisher",  # it is told where it is not the author
    }


def paths(value: Any, at: str) -> set[str]:
    if isinstance(value, list):
        return {path for each in value for path in paths(each, at)}
    if not isinstance(value, dict):
        return set()
    found = {f"{at}.{key}".lstrip(".") for key in value}
    return found.union(*(paths(each, f"{at}.{key}".lstrip(".")) for key, each in value.items()))


def test_a_review_of_ours_gets_its_verdict_back_and_no_label(
    desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "in.json").write_text(json.dumps(claim_reviews(desk)["ours"]))
    assert imported(desk, elsewhere, "claimreview", "in.json").code == 0
    text = "".join(path.read_text() for path in elsewhere.rglob("*.ttl"))
    assert "verdict:refuted" in text
    assert "fc:originalRating" not in text
    assert load(elsewhere).settings.base == "https://other.example/"
