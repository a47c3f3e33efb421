"""Names that stay the same, and do not run together."""

from __future__ import annotations

import pytest

from kb.formats import iri_fault
from kb.importing.naming import digest, host_of, named, plain, slug, url_key, url_of
from kb.importing.unnamed import names_nobody


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“So”", '"So"'),
        ("it\u2018s", "it's"),
        ("«So»", '"So"'),
        ("a\u00a0 b\n", "a b"),
        ("ﬁne", "fine"),
        ("So\u200e\u200b", "So"),
        ("e\u0301", "é"),
        ("it`s", "it's"),
    ],
)
def test_texts_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("So", "so"), ("1,000", "1.000"), ("a-b", "a b"), ("é", "e")])
def test_texts_that_differ_stay_apart(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (" https://a.example/x ", "https://a.example/x"),
        ("a.example/x y", "https://a.example/x%20y"),
        ("//a.example/x", "https://a.example/x"),
        ("/x", "https://base.example/x"),
        ("page.html?x=1", "https://base.example/d/page.html?x=1"),
        ('https://a.example/"<>|\\^`{}', "https://a.example/%22%3C%3E%7C%5C%5E%60%7B%7D"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/[1]", "https://a.example/%5B1%5D"),
        ("https://a.example/ü", "https://a.example/ü"),
        ("https://a.example/\ud800\x07", "https://a.example/%3F%07"),
        ("mailto:a@a.example", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("http://", ""),
        ("not a url", ""),
        ("word", ""),
        ("d2/page", "https://base.example/d/d2/page"),
        ("", ""),
    ],
)
def test_a_url_becomes_an_iri_or_nothing(written: str, url: str) -> None:
    assert url_of(written, "https://base.example/d/e") == url
    assert not url or iri_fault(url) is None


def test_without_a_base_what_is_relative_is_no_url() -> None:
    assert url_of("/x") == url_of("page.html") == ""


@pytest.mark.parametrize(
    "other",
    [
        "http://a.example/x?q=1",
        "https://www.a.example/x/?q=1",
        "https://A.example:443/x?q=1&utm_source=mail&fbclid=1",
        "https://a.example/x?q=1#part",
    ],
)
def test_the_same_page_has_one_key(other: str) -> None:
    assert url_key(other) == url_key("https://a.example/x?q=1")


def test_other_pages_have_other_keys() -> None:
    pages = [
        "https://a.example/x",
        "https://a.example/x?q=1",
        "https://a.example/X",
        "https://a.example:8080/x",
        "https://a.example/x#!/y",
    ]
    assert len({url_key(page) for page in pages}) == len(pages)


def test_a_host_is_read_from_any_url() -> None:
    assert [host_of(url) for url in ("https://www.A.example:80/", "http://[::1", "")] == ["a.example", "", ""]


def test_a_slug_is_cut_at_a_word() -> None:
    assert slug("Não é bem assim: o prefeito disse que a ponte") == "nao-e-bem-assim-o-prefeito-disse-que-a"
    assert slug("安倍") == ""


def test_names_end_in_a_digest_that_order_and_borders_change() -> None:
    assert named("The bridge", "a").startswith("the-bridge-")
    assert digest("a", "bc") != digest("ab", "c") != digest("c", "ab")
    assert named("安倍", "a") == digest("a")


@pytest.mark.parametrize(
    "name",
    [
        "Facebook users",
        "Varias fuentes",
        "Sources multiples",
        "सोशल मीडिया यूजर्स",
        "Post no Facebook",
        "WhatsApp, Twitter",
        "",
        "Viral",
        "multiple sources",
    ],
)
def test_some_words_name_nobody(name: str) -> None:
    assert names_nobody(name)


@pytest.mark.parametrize(
    "name", ["Ada Klein", "Facebook user Ada Klein", "Meta", "Jornal da Ponte", "Social Democrats", "台灣事實查核中心"]
)
def test_others_name_somebody(name: str) -> None:
    assert not names_nobody(name)


EDGES = [
    0x20,
    0x23,
    0x5B,
    0x7F,
    0xA0,
    0xD7FF,
    0xE000,
    0xFDD0,
    0xFFFE,
    0x1FFFF,
    0x2FFFE,
    0xE0000,
    0xEFFFE,
    0xF0000,
    0x10FFFF,
]


@pytest.mark.parametrize("code", EDGES, ids=hex)
def test_no_character_makes_a_url_that_is_no_iri(code: int) -> None:
    found = url_of(f"https://x.example/a{chr(code)}b?q={chr(code)}#{chr(code)}")
    assert found
    assert iri_fault(found) is None
