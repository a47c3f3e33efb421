"""Which claims are proposed to be the same."""

from __future__ import annotations

import random

import pytest

from kb.importing.matching import ALIKE, _Alike, _score, words_of

from .conftest import Desk, record


def proposed(desk: Desk, *texts: str) -> int:
    records = [record(claimReviewed=text, url=f"https://desk.example/{number}") for number, text in enumerate(texts)]
    return desk.take(*records).proposed


@pytest.mark.parametrize(
    "other",
    [
        "the new bridge over the old harbour was opened by Mayor Ada Klein in spring",
        "“The new bridge over the old harbour” was opened by mayor Ada Klein in spring!",
        "In spring, the new bridge over the old harbour was opened by mayor Ada Klein again",
    ],
)
def test_claims_with_nearly_the_same_words_are_proposed(desk: Desk, other: str) -> None:
    assert proposed(desk, "The new bridge over the old harbour was opened by mayor Ada Klein in spring", other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The bridge cost 20 million euros in the end, says the mayor",
            "The bridge cost 30 million euros in the end, says the mayor",
        ),
        ("The bridge is closed", "The bridge is open"),
        ("The bridge over the harbour was opened in spring", "The tunnel under the harbour will be closed in autumn"),
    ],
)
def test_claims_that_differ_in_what_matters_are_not(desk: Desk, one: str, other: str) -> None:
    assert proposed(desk, one, other) == 0


def test_languages_without_spaces_are_compared_by_their_characters(desk: Desk) -> None:
    assert proposed(desk, "安倍晉三患的是癌症已轉移肝臟", "安倍晉三患的是癌症、已轉移肝臟。") == 1


def test_what_was_rejected_is_not_proposed_again(desk: Desk) -> None:
    assert proposed(desk, "The new bridge was opened in spring", "The new bridge was opened in spring.") == 1
    path = desk.kb.folder / "imported" / "matches.ttl"
    path.write_text(path.read_text().replace("fc:proposed", "fc:rejected"))
    assert (
        desk.take(
            record(claimReviewed="The new bridge was opened in spring", url="https://desk.example/0", image="x")
        ).proposed
        == 0
    )


def test_no_pair_is_missed_that_is_alike_enough() -> None:
    chosen = random.Random(1)
    texts = [" ".join(chosen.choices("abcdefghijklmnop", k=chosen.randrange(4, 12))) for _ in range(40)]
    words = [words_of(text) for text in texts]
    from collections import Counter

    alike = _Alike(Counter(word for each in words for word in each))
    for number, each in enumerate(words):
        found = {claim for _, claim in alike.find(each, alike.rare(each))}
        wanted = sorted((-_score(frozenset(each), words[other]), str(other)) for other in range(number))
        best = [(score, claim) for score, claim in wanted if -score >= ALIKE][:5]
        assert {claim for _, claim in best} == found
        alike.add(str(number), each, alike.rare(each))
