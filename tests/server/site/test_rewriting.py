"""How a page becomes one that needs no server."""

from __future__ import annotations

import pytest

from kb.server.site.rewriting import links_of, relinked_xml, rewritten


def _relink(link: str) -> str | None:
    return {"/a": "a.html", "/b?x=1&y=2": "b.html", "#top": "#top"}.get(link)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<a class="x" href="/a">A &amp; B</a>', '<a class="x" href="a.html">A &amp; B</a>'),
        ('<a href="/b?x=1&amp;y=2">b</a>', '<a href="b.html">b</a>'),
        ('<p>before <a href="/dead">text <b>bold</b></a> after', "<p>before <span>text <b>bold</b></span> after"),
        ('<nav><a href="/dead">x</a><a href="/a">y</a></nav>', '<nav><a href="a.html">y</a></nav>'),
        ('<p class="links">As <a href="/dead">x</a></p>', '<p class="links">As </p>'),
        ('<form action="/s"><input name="q"><p>x</p></form>y', "y"),
        ('<link rel="canonical" href="https://x.example/a">', '<link rel="canonical" href="https://x.example/a">'),
        ('<link rel="alternate" href="/dead">z', "z"),
        (
            '<svg><a xlink:href="/a"><path d="M0 0"/></a></svg>',
            '<svg><a xlink:href="a.html"><path d="M0 0"/></a></svg>',
        ),
        ("<!doctype html><p>1 &lt; 2 &#38; é", "<!doctype html><p>1 &lt; 2 &#38; é"),
        (
            '<script type="application/ld+json">{"a":"\\u003c/b"}</script>',
            '<script type="application/ld+json">{"a":"\\u003c/b"}</script>',
        ),
        ('<a href="/a" title="&quot;&lt;">x</a>', '<a href="a.html" title="&quot;&lt;">x</a>'),
        ('<a href="#top">up</a>', '<a href="#top">up</a>'),
    ],
)
def test_links_are_replaced_and_the_rest_is_copied(page: str, expected: str) -> None:
    assert rewritten(page, _relink) == expected


def test_the_links_of_a_page_are_found_as_they_are_meant() -> None:
    assert links_of('<a href="/b?x=1&amp;y=2">b</a><img src="c.svg"><a>d</a>') == {"/b?x=1&y=2", "c.svg"}


def test_addresses_of_a_feed_and_a_map_are_replaced() -> None:
    text = '<loc>/b?x=1&amp;y=2</loc><link rel="next" href="/dead" /><link rel="self" href="/a" />'
    assert relinked_xml(text, _relink) == '<loc>b.html</loc><link rel="self" href="a.html" />'
