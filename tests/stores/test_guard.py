"""No query reaches another endpoint, however it is spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryRefusedError
from kb.stores.guard import refuse_service, update_keyword

SPELLINGS = [
    "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://x.example/> { ?s ?p ?o } }",
    "SELECT * { SERVICE<http://x.example/>{ ?s ?p ?o } }",
    "SELECT * { BIND(<http://x.example/> AS ?e) SERVICE?e{ ?s ?p ?o } }",
    "SELECT * { SERVICE $e { } }",
    "PREFIX x: <http://x.example/> SELECT * { SERVICE x: { } }",
    "PREFIX : <http://x.example/> SELECT * { SERVICE:a{ } }",
    "SELECT * { SERVICE # } \n SILENT # { \n <http://x.example/> # \n { } }",
    "SELECT * { \\u0053ERVICE <http://x.example/> { } }",
    "PREFIX : <http://x.example/> SELECT * { ?a ?c ?b FILTER(?a<?b)SERVICE:p#>\n{ } }",
    "SELECT * { ?a ?c ?b FILTER(?a<'>')SERVICE<http://x.example/>{ ?s ?p ?o }FILTER('a'='a') }",
    "SELECT * { ?s ?p ?o.SERVICE <http://x.example/> { } }",
    "SELECT * { <http://a\\u0041#b> ?p ?o SERVICE <http://x.example/> { } }",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_service_is_refused_in_every_spelling(text: str) -> None:
    with pytest.raises(QueryRefusedError):
        refuse_service(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p ?o FILTER(CONTAINS(?o, "secret service")) }',
        "SELECT ?service { ?service a <http://service.example/service> }",
        "SELECT * { ?s <http://x.example/service> ?o { ?o ?q ?r } }",
        "# which service { is this\nASK {}",
    ],
)
def test_the_word_alone_is_harmless(text: str) -> None:
    refuse_service(text)


@given(st.text(max_size=200))
def test_no_text_upsets_the_guard(text: str) -> None:
    refuse_service("SELECT * { " + text.replace("{", ""))


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("INSERT DATA {}", "INSERT"),
        ("PREFIX a: <b:c>\n# a comment\ndelete where { ?s ?p ?o }", "DELETE"),
        ("SELECT * { ?s ?p 'INSERT' }", None),
        ("BASE <http://a> CLEAR ALL", "CLEAR"),
    ],
)
def test_an_update_is_known_by_its_first_word(text: str, keyword: str | None) -> None:
    assert update_keyword(text) == keyword
