"""A change comes into the text of a file, and what it does not touch stays as it is, to the last byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.blank_nodes import label_stem, steady
from kb.formats import BLANK_NODE, Term, canonical_blank_nodes, parse, quad, term
from kb.writing.changes import GraphChange, key
from kb.writing.patching import patched
from kb.writing.templates import Triple

GRAPH = "https://kb.example/file/a.ttl"
BASE = "https://kb.example/"
PREFIXES = {"x": "http://x.example/", "y": "http://y.example/"}
TEXT = """\
@prefix x: <http://x.example/> .
# About a.
x:a x:p x:b ; # first
  x:q "one", "two" ;
  x:r 01 .  # last

x:b x:p x:c .
x:c x:p [ x:q x:a ; x:r "in" ] ; x:q x:b .
"""


def triple(text: str) -> Triple:
    return Triple(*(term(part, PREFIXES) for part in text.split(" ", 2)))


def change(*lines: str) -> GraphChange:
    """A change from lines such as ``- x:a x:p x:b``."""
    removed = {key(triple(line[2:])): None for line in lines if line[0] == "-"}
    added = {key(triple(line[2:])): triple(line[2:]) for line in lines if line[0] == "+"}
    return GraphChange(GRAPH, "a.ttl", True, True, removed, added)


def after(*lines: str, text: str = TEXT) -> str:
    return patched(text, change(*lines), BASE, PREFIXES)


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("lines", "old", "new"),
    [
        (['- x:a x:q "one"', '+ x:a x:q "1"'], '"one"', '"1"'),
        (['- x:a x:q "one"'], '"one", "two"', '"two"'),
        (['- x:a x:q "two"'], '"one", "two"', '"one"'),
        (['- x:a x:q "two"', '- x:a x:q "one"'], '  x:q "one", "two" ;\n', ""),
        (["- x:a x:r 1"], '"two" ;\n  x:r 01 .  # last', '"two" .  # last'),
        (["- x:a x:r 1", "+ x:a x:r 1"], "x:r 01", "x:r 1"),
        (["+ x:a x:r 2"], "x:r 01 .", "x:r 01, 2 ."),
        (["+ x:a x:s x:b"], "x:r 01 .", "x:r 01 ;\n  x:s x:b ."),
        (["- x:b x:p x:c"], "x:b x:p x:c .\n", ""),
        (["- x:b x:p x:c", "+ x:b x:q x:d"], "x:b x:p x:c .", "x:b x:q x:d ."),
        (["- x:c x:q x:b"], " ; x:q x:b .", " ."),
        (["+ x:c x:q x:d"], "x:q x:b .", "x:q x:b, x:d ."),
        (["+ x:n x:p x:a"], '"in" ] ; x:q x:b .\n', '"in" ] ; x:q x:b .\n\nx:n x:p x:a .\n'),
        (["+ y:n x:p 1.50"], " x:q x:b .\n", " x:q x:b .\n\n@prefix y: <http://y.example/> .\n\ny:n x:p 1.50 .\n"),
    ],
)
def test_a_patch_touches_only_what_changes(lines: list[str], old: str, new: str) -> None:
    assert after(*lines) == edited(old, new)


def test_a_comment_stays_when_what_it_is_about_goes() -> None:
    assert "# first" in after("- x:a x:p x:b")
    assert "# About a." in after("- x:a x:p x:b", '- x:a x:q "one"', '- x:a x:q "two"', "- x:a x:r 1")


def test_a_new_file_declares_the_prefixes_that_it_uses() -> None:
    assert after("+ y:n x:p x:a", text="") == (
        "@prefix x: <http://x.example/> .\n@prefix y: <http://y.example/> .\n\ny:n x:p x:a .\n"
    )


def test_the_line_ends_of_a_file_are_kept() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert after("+ x:a x:s x:b", "+ x:n x:p x:a", text=text).count("\n") == text.count("\r\n") + 3
    assert "\n" not in after("+ x:a x:s x:b", text=text).replace("\r\n", "")


def test_a_prefix_that_means_something_else_there_is_not_used() -> None:
    text = "@prefix x: <http://z.example/> .\nx:a x:p x:b .\n"
    assert after("+ x:n x:p x:a", text=text).endswith(
        "\n<http://x.example/n> <http://x.example/p> <http://x.example/a> .\n"
    )


def test_part_of_a_bracket_goes_and_the_rest_is_written_anew() -> None:
    node = f"_:{label_stem(GRAPH)}0"
    removed = Triple(BLANK_NODE(node[2:]), *triple('x:c x:r "in"')[1:])
    changed = GraphChange(GRAPH, "a.ttl", True, True, {removed: None}, {})
    text = patched(TEXT, changed, BASE, PREFIXES)
    assert text.startswith(TEXT[: TEXT.index("x:c x:p [")])
    assert '"in"' not in text


def test_a_bracket_goes_whole_with_all_that_it_says() -> None:
    node = BLANK_NODE(f"{label_stem(GRAPH)}0")
    gone = [
        Triple(*triple("x:c x:p x:a")[:2], node),
        Triple(node, *triple("x:c x:q x:a")[1:]),
        Triple(node, *triple('x:c x:r "in"')[1:]),
    ]
    changed = GraphChange(GRAPH, "a.ttl", True, True, dict.fromkeys(gone), {})
    assert patched(TEXT, changed, BASE, PREFIXES) == edited('x:p [ x:q x:a ; x:r "in" ] ; x:q', "x:q")


TEXTS = [
    TEXT,
    TEXT.replace("\n", "\r\n"),
    "x:a x:p x:b .x:a x:p x:c,x:d;x:q x:b;;x:r x:b;.x:b x:p 1,2.0,3 .x:c a x:C.",
    "x:a\n  x:p # one\n    x:b , # two\n    x:c # three\n  ; # four\n  x:q x:d # five\n  . # six\n",
    "_:n x:p _:m , x:a . _:m x:q [ x:p _:n ; x:q ( x:a [ x:p 1 ] ) ] .\n[ x:p x:a ] x:q x:b .\n[] x:p x:a .\n( 1 x:a ) x:p ( ) .",
    'x:a x:p """long\n# no comment ; .""" , \'x\'@en-GB , "1"^^x:t , true , -1.5e3 .\nx:a x:p "1"^^<http://x.example/t> .',
    "<a> <p> <b#c> , x:d\\,e .\nBASE <http://z.example/> PREFIX x: <http://z.example/x/>\n<a> <p> x:b .",
]
_NEW = st.builds(
    lambda s, p, o: f"{s} {p} {o}",
    st.sampled_from(["x:a", "x:b", "x:new", "_:f1", "_:own0"]),
    st.sampled_from(["x:p", "x:q", "x:new"]),
    st.sampled_from(["x:b", "x:new", '"1"', "01", "1.0", "'x'@en", '"a\\nb\\""', "_:f1", "_:f2", "_:own0", "_:own1"]),
)


@given(st.sampled_from(TEXTS), st.data())
@settings(max_examples=200, deadline=None)
def test_any_change_comes_in_as_it_is(text: str, data: st.DataObject) -> None:
    text = text if text.startswith("@prefix") else f"@prefix x: <http://x.example/> .\n{text}"
    before = [Triple(*each.triple) for each in steady(parse(text.encode(), base=BASE), GRAPH)]
    removed = {key(each): None for each in data.draw(st.lists(st.sampled_from(before), unique=True))}
    added = {}
    for line in data.draw(st.lists(_NEW, max_size=4)):
        new = Triple(*(_node(part) for part in line.split(" ", 2)))
        if key(new) not in {key(each) for each in before} - removed.keys():
            added[key(new)] = new
    changed = patched(text, GraphChange(GRAPH, "a.ttl", True, True, removed, added), BASE, PREFIXES)
    wanted = {key(each) for each in before} - removed.keys() | added.keys()
    found = {key(Triple(*each.triple)) for each in parse(changed.encode(), base=BASE)}
    assert _canonical(found) == _canonical(wanted)
    assert [line for line in _comments(text) if line not in changed] == []


def _node(text: str) -> Term:
    if text.startswith("_:own"):
        return BLANK_NODE(f"{label_stem(GRAPH)}{text[5:]}")
    return BLANK_NODE(text[2:]) if text.startswith("_:") else term(text, PREFIXES)


def _canonical(triples: set[Triple]) -> set[str]:
    return {str(each) for each in canonical_blank_nodes(quad(*each) for each in triples)}


def _comments(text: str) -> list[str]:
    return [
        part for part in ("# one", "# two", "# three", "# four", "# five", "# six", "# first", "# last") if part in text
    ]
