from __future__ import annotations

import pytest

from kb.searching.posts import said


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ("RT @desk: The bridge fell https://t.co/Ab1 pic.twitter.com/xyz", "The bridge fell"),
        ("The bridge fell — Ada Klein (@ada) March 3, 2021", "The bridge fell"),
        (
            "Watch this @ada! The #HarbourBridge2026 fell #BREAKING",
            "Watch this ! The Harbour Bridge 2026 fell BREAKING",
        ),
        ("write to ada@desk.example", "write to ada@desk.example"),
        ("#größteBrücke", "größte Brücke"),
        ("#洪水", "洪水"),
    ],
)
def test_a_post_is_read_as_what_it_says(post: str, words: str) -> None:
    assert said(post).split() == words.split()


@pytest.mark.parametrize("post", ["@ada", "https://courier.example/cracks", "", "#"])
def test_a_post_that_says_nothing_stays_as_it_is(post: str) -> None:
    assert said(post) == post
