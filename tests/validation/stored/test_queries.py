"""A query about one focus node becomes one about all, or none where that would mean something else."""

from __future__ import annotations

import pytest

from kb.formats import parse
from kb.stores.embedded import EmbeddedStore
from kb.validation.stored.queries import about_all, split

DATA = b"""
@prefix : <http://example.org/> .
:a a :T ; :p 1, 2 ; :q :b .
:b a :T ; :p 3 .
:c :p 4 ; :q :a .
"""
TARGET = "{ ?this a <http://example.org/T> . }"
PREFIXES = {"": "http://example.org/"}


def nodes(body: str) -> set[str]:
    store = EmbeddedStore.in_memory()
    store.add(parse(DATA, base=None))
    text = about_all(body, TARGET)
    assert text is not None
    return {str(row[0]).rpartition("/")[2].rstrip(">") for row in store.query(text, PREFIXES).rows()}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("SELECT $this WHERE { $this :p ?x }", {"a", "b"}),
        ("SELECT $this WHERE { FILTER NOT EXISTS { $this :q ?x } }", {"b"}),
        ("SELECT $this WHERE { ?x :q ?y . FILTER(?y = $this) }", {"a", "b"}),
        ("SELECT $this WHERE { { ?x :q ?y . FILTER(?y = $this) } UNION { ?x :p 3 . FILTER(?x = $this) } }", {"a", "b"}),
        ("SELECT $this WHERE { OPTIONAL { ?x :q ?y . FILTER(?y = $this) } FILTER(BOUND(?x)) }", {"a", "b"}),
        ("SELECT $this WHERE { { BIND($this AS ?me) } ?me :q ?y }", {"a"}),
        ("SELECT $this ?value WHERE { $this :p ?value } GROUP BY $this ?value HAVING (COUNT(*) > 1)", set()),
        ("SELECT $this WHERE { $this :p ?x } GROUP BY $this HAVING (COUNT(?x) = 2)", {"a"}),
        ("SELECT $this WHERE { { SELECT $this WHERE { $this :q ?y } } }", {"a"}),
        ("SELECT $this WHERE { VALUES ?x { 1 3 } $this :p ?x }", {"a", "b"}),
        ('SELECT $this WHERE { $this :p ?x . FILTER(STR(?x) != "} MINUS {") } # } LIMIT', {"a", "b"}),
    ],
)
def test_all_nodes_that_break_it_are_found_at_once(body: str, expected: set[str]) -> None:
    assert nodes(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "SELECT $this WHERE { $this :p ?x } LIMIT 1",
        "SELECT $this WHERE { $this :p ?x MINUS { ?y :q $this } }",
        "SELECT ?x WHERE { $this :p ?x }",
        "SELECT (COUNT(?x) AS ?n) $this WHERE { $this :p ?x } GROUP BY ?x",
        "SELECT $this WHERE { { SELECT ?x WHERE { $this :p ?x } } }",
        "SELECT $this WHERE { { SELECT $this (COUNT(*) AS ?n) WHERE { $this :p ?x } GROUP BY $this } }",
        "SELECT $this WHERE { FILTER NOT EXISTS { SELECT ?x WHERE { $this :p ?x } } }",
        "SELECT $this WHERE { VALUES $this { :a } }",
        "SELECT $this WHERE { FILTER($currentShape = :s) }",
        "ASK { $this :p ?x }",
    ],
)
def test_what_would_mean_something_else_has_no_such_query(body: str) -> None:
    assert about_all(body, TARGET) is None


def test_prefixes_are_taken_off() -> None:
    text = "PREFIX : <http://example.org/>\nPREFIX ex: <http://example.org/#>\n SELECT $this { $this :p ex:a }"
    assert split(text) == (
        {"": "http://example.org/", "ex": "http://example.org/#"},
        "SELECT $this { $this :p ex:a }",
    )
