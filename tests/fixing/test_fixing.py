"""What can be mended safely is mended; the triples, the comments and all else stay."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kb.fixing import diff, fix
from kb.turtle.tokens import comments
from tests.turtle.inventing import documents
from tests.turtle.reference import reference

P = "@prefix ex: <http://e/> .\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{P}ex:a ex:p 1 .  \n", f"{P}ex:a ex:p 1 .\n"),
        (f"{P}ex:a ex:p 1 .", f"{P}ex:a ex:p 1 .\n"),
        (f'{P}ex:a ex:p """x  \ny""" .\n', f'{P}ex:a ex:p """x  \ny""" .\n'),
        (f"{P}ex:a ex:p 1 . # why  \n", f"{P}ex:a ex:p 1 . # why\n"),
        (f"{P}ex:a ex:p 1 , 2 , 1 .\n", f"{P}ex:a ex:p 1 , 2 .\n"),
        (f"{P}ex:a ex:p 1 ; ex:p 1 , 2 .\n", f"{P}ex:a ex:p 1 ; ex:p 2 .\n"),
        (f"{P}ex:a ex:p 1 ;\n  ex:p 1 ;\n  ex:q 2 .\n", f"{P}ex:a ex:p 1 ;\n  ex:q 2 .\n"),
        (f"{P}ex:a ex:p 1 .\nex:a ex:p 1 .\n", f"{P}ex:a ex:p 1 .\n"),
        (f"{P}ex:a ex:p 1 . # first\nex:a ex:p # kept\n 1 .\n", f"{P}ex:a ex:p 1 . # first\nex:a ex:p # kept\n 1 .\n"),
        ("@prefix b: <http://b/> .\n@prefix a: <http://a/> . # a\n", "@prefix a: <http://a/> . # a\n@prefix b: <http://b/> .\n"),
        ("@prefix b: <http://b/> .\n# between\n@prefix a: <http://a/> .\n", "@prefix b: <http://b/> .\n# between\n@prefix a: <http://a/> .\n"),
        ("@prefix s: <http://schema.org/> .\n", "@prefix s: <https://schema.org/> .\n"),
        (f'{P}ex:a ex:p <http://schema.org/x> , "http://schema.org/" .\n', f'{P}ex:a ex:p <https://schema.org/x> , "http://schema.org/" .\n'),
        (f"{P}ex:a ex:p 1 .\r\nex:b ex:p 2 . \r\n", f"{P}ex:a ex:p 1 .\r\nex:b ex:p 2 .\r\n"),
        (f"{P}ex:a ex:p \n", f"{P}ex:a ex:p \n"),
    ],
)  # fmt: skip
def test_a_file_is_mended_as_far_as_that_is_safe(before: str, after: str) -> None:
    assert fix(before)[0] == after


def triples(text: str) -> set[tuple[str, ...]]:
    return {
        tuple(term.replace("<http://schema.org/", "<https://schema.org/") for term in each)
        for each in reference(text.encode(), base="http://b/")
    }


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=documents(), doubled=st.booleans())
def test_mending_changes_no_triple_and_no_comment_and_is_done_once(text: str, doubled: bool) -> None:
    if doubled:
        text += "\n" + text
    try:
        before = triples(text)
    except SyntaxError:
        assume(False)
        return
    mended, _ = fix(text)
    assert triples(mended) == before
    assert sorted(each.text.rstrip() for each in comments(mended)) == sorted(
        each.text.rstrip() for each in comments(text)
    )
    assert fix(mended)[0] == mended


def test_the_difference_is_shown_as_git_does() -> None:
    assert diff("a.ttl", "x  \ny", "x\ny\n").splitlines() == [
        *("--- a/a.ttl", "+++ b/a.ttl", "@@ -1,2 +1,2 @@", "-x  ", "-y", "\\ No newline at end of file", "+x", "+y"),
    ]
