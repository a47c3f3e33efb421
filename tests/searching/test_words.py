from __future__ import annotations

import pytest

from kb.searching.words import STEMS, forms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost 1,500 crowns, or 1.500,5?", ["it", "cost", "1500", "crowns", "or", "1.500.5"]),
        ("The Mayor\u2019s don't", ["the", "mayor", "don't"]),
        ("\uff26\uff35\uff2c\uff2c width", ["full", "width"]),
        ("東京で", ["東京", "京で"]),
        ("水", ["水"]),
        ("iPhone15です", ["iphone15", "です"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("?! … 🚢", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert [word.form for word in words(text)] == expected
    assert forms(text) == expected


def test_words_say_where_they_stand() -> None:
    text = "Die Brücke, 橋梁工"
    assert [text[word.start : word.end] for word in words(text)] == ["Die", "Brücke", "橋梁", "梁工"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "closing", "closed"),
        ("de", "verkaufte", "verkauften"),
        ("pt", "vacinação", "vacinações"),
        ("ru", "мосты", "мостов"),
        ("xx", "état", "etat"),
    ],
)
def test_forms_of_one_word_have_one_stem(language: str, one: str, other: str) -> None:
    assert STEMS.stem(one, language) == STEMS.stem(other, language)
