"""The names of the files of a site."""

from __future__ import annotations

import pytest

from kb.server.site.places import Places


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "index.html"),
        ("claim/bridge", "claim/bridge.html"),
        ("topic/br%C3%BCcke", "topic/brücke.html"),
        ("agent/x?claims=2", "agent/x~claims-2.html"),
        ("q/who.html?page_size=100", "q/who.html"),
        ("q/who.html?page=2&page_size=100", "q/who~page-2.html"),
        ("a/../b", "a/%2E%2E/b.html"),
        ("a%2Fb", "a%2Fb.html"),
        ("topic/a:b%3F", "topic/a%3Ab%3F.html"),
        ("topic/", "topic/index.html"),
        ("topic/%FF", "topic/%ED%B3%BF.html"),
    ],
)
def test_a_name_says_what_is_there_and_any_disk_can_hold_it(address: str, expected: str) -> None:
    assert Places().add(address, ".html") == expected


def test_no_two_addresses_share_a_file_even_where_case_does_not_count() -> None:
    places = Places()
    names = [
        places.add(address, ".html") for address in ("topic/A", "topic/a", "topic/a.html", "topic/%41%2E", "topic/A.")
    ]
    assert len({name.casefold() for name in names}) == len(names)
    assert places.add("topic/A", ".html") == names[0]


def test_a_long_name_is_cut() -> None:
    places = Places()
    one, other = (places.add(f"topic/{'é' * 300}{end}", ".html") for end in "ab")
    assert one != other
    assert max(len(name.encode()) for name in (one, other)) < 255


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("index.html", "claim/a.html", "claim/a.html"),
        ("claim/a.html", "claim/b.html", "b.html"),
        ("claim/a.html", "index.html", "../index.html"),
        ("index.html", "topic/50%25 é.html", "topic/50%2525%20%C3%A9.html"),
        ("index.html", "a:b.html", "a%3Ab.html"),
    ],
)
def test_links_are_relative(source: str, target: str, expected: str) -> None:
    assert Places().link(source, target) == expected
