"""Relative IRIs in a query begin with the base of the knowledge base, as those in its files do."""

from __future__ import annotations

import pytest

from kb.errors import QuerySyntaxError
from kb.stores.embedded import EmbeddedStore


def test_a_relative_iri_begins_with_the_base() -> None:
    answer = EmbeddedStore.in_memory().query("SELECT (<claim/a> AS ?x) {}", {}, base="https://kb.example/")
    assert [str(row[0]) for row in answer.rows()] == ["<https://kb.example/claim/a>"]


def test_a_query_may_have_a_base_of_its_own() -> None:
    text = "BASE <https://other.example/> SELECT (<a> AS ?x) {}"
    answer = EmbeddedStore.in_memory().query(text, {}, base="https://kb.example/")
    assert [str(row[0]) for row in answer.rows()] == ["<https://other.example/a>"]


def test_without_a_base_a_relative_iri_is_a_mistake() -> None:
    with pytest.raises(QuerySyntaxError, match="an IRI that is relative"):
        EmbeddedStore.in_memory().query("CONSTRUCT { <a> <b> 1 } WHERE {}", {})
