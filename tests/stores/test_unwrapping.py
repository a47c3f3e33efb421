"""Subselects in OPTIONALs are opened where that changes nothing but the time."""

from __future__ import annotations

import pytest

from kb.building import open_store
from kb.formats import term
from kb.project import load
from kb.questions import questions
from kb.stores.bindings import bind
from kb.stores.unwrapping import unwrap


def opened(pattern: str) -> str:
    return " ".join(unwrap(pattern, pattern)[0].split())


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?s ?p ?o OPTIONAL { SELECT * WHERE { ?s fc:in ?x } }", "?s ?p ?o OPTIONAL { ?s fc:in ?x }"),
        ("OPTIONAL { SELECT ?s ?x WHERE { ?s fc:per ?x } }", "OPTIONAL { ?s fc:per ?x }"),
        ("OPTIONAL { SELECT * WHERE { ?s a ?x FILTER(?x = fc:Y) } }", "OPTIONAL { ?s a ?x FILTER(?x = fc:Y) }"),
    ],
)
def test_a_plain_subselect_is_opened(pattern: str, expected: str) -> None:
    assert opened(pattern) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "OPTIONAL { SELECT ?s WHERE { ?s fc:per ?hidden } }",
        "OPTIONAL { SELECT DISTINCT ?s WHERE { ?s fc:per ?s } }",
        "OPTIONAL { SELECT * WHERE { ?s fc:in ?x } LIMIT 1 }",
        "OPTIONAL { SELECT * WHERE { ?s fc:in ?x FILTER(?outer = ?x) } }",
        "OPTIONAL { SELECT * WHERE { ?s fc:in ?x BIND(1 AS ?y) } }",
        "{ OPTIONAL { SELECT * WHERE { ?s fc:in ?x } } }",
        "{ SELECT * WHERE { ?s fc:in ?x } }",
    ],
)
def test_a_subselect_that_may_mean_something_else_stays(pattern: str) -> None:
    assert opened(pattern) == " ".join(pattern.split())


def test_answers_stay_the_same(example: object, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = load(example)  # type: ignore[arg-type]
    store = open_store(kb)
    for slug, name in (("on-whose-word", "claim"), ("what-one-agent-said", "agent"), ("quotes-of-source", "source")):
        text = questions()[slug].text
        every = [
            dict(zip(answer.variables, row, strict=True))
            for answer in [store.query(text, kb.prefixes)]
            for row in answer.rows()
        ]
        for value in {str(row[name]) for row in every}:
            fixed = store.query(text, kb.prefixes, bindings={name: term(value, {})})
            assert [*fixed.rows()] == [tuple(row.values()) for row in every if str(row[name]) == value]


def test_a_query_without_bindings_stays_as_it_is() -> None:
    text = "SELECT * { ?s ?p ?o OPTIONAL { SELECT * WHERE { ?s fc:in ?x } } }"
    assert bind(text, {}) == text
