"""Names written short and long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.formats import parse
from kb.namespaces import STANDARD, Shortener, expand

PREFIXES = {"kb": "https://kb.example/", "claim": "https://kb.example/claim/"}


def test_the_longest_namespace_wins() -> None:
    assert Shortener(PREFIXES).name("https://kb.example/claim/a") == "claim:a"


@pytest.mark.parametrize("local", ["a/b", "a.", "-a", "a b", "a,b", "ü\u00d7"])
def test_a_name_that_turtle_would_not_read_stays_long(local: str) -> None:
    assert Shortener(PREFIXES).name("https://kb.example/claim/" + local) is None


@given(st.text(max_size=8))
def test_whatever_is_written_short_is_read_back_as_the_same_iri(local: str) -> None:
    iri = "https://kb.example/claim/" + local
    name = Shortener(PREFIXES).name(iri)
    if name is not None:
        text = f"@prefix claim: <https://kb.example/claim/> . <x:s> <x:p> {name} ."
        assert next(iter(parse(text.encode(), base=None))).object.value == iri


@pytest.mark.parametrize("name", ["claim:a", "<https://kb.example/claim/a>", "https://kb.example/claim/a"])
def test_a_node_can_be_named_in_three_ways(name: str) -> None:
    assert expand(name, PREFIXES) == "https://kb.example/claim/a"


@pytest.mark.parametrize("name", ["a", "foo:a", ":a", ""])
def test_a_name_with_no_known_prefix_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        expand(name, STANDARD)
