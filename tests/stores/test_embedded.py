"""The embedded store: union of graphs, prefixes, dataset clauses, and words for what goes wrong."""

import contextlib
import io
import socket
import threading

import pytest

from kb.errors import QueryRefusedError, QuerySyntaxError, UsageError
from kb.formats import FORMATS, parse, quad, term
from kb.stores.embedded import EmbeddedStore

PREFIXES = {"x": "http://x.example/"}


@pytest.fixture
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    for graph in ("a", "b"):
        text = f"<http://x.example/{graph}> <http://x.example/p> <http://x.example/both>, '{graph}' ."
        store.add(
            quad(found.subject, found.predicate, found.object, f"http://x.example/graph/{graph}")
            for found in parse(text.encode(), base=None)
        )
    return store


def count(store: EmbeddedStore, text: str, **options: list[str]) -> int:
    return len(list(store.query(text, PREFIXES, **options).rows()))  # type: ignore[arg-type]


def test_queries_see_the_union_of_all_graphs(store: EmbeddedStore) -> None:
    assert count(store, "SELECT * { ?s x:p ?o }") == 4


def test_a_triple_in_two_graphs_is_seen_once_and_stays_until_it_is_in_none(store: EmbeddedStore) -> None:
    text = "<http://x.example/a> <http://x.example/p> 'a' ."
    again = [
        quad(found.subject, found.predicate, found.object, "http://x.example/graph/c")
        for found in parse(text.encode(), base=None)
    ]
    store.add(again)
    assert count(store, "SELECT * { ?s x:p ?o }") == 4
    store.remove(again)
    assert count(store, "SELECT * { ?s x:p ?o }") == 4
    store.remove(list(store.graph("http://x.example/graph/a")))
    assert count(store, "SELECT * { ?s x:p ?o }") == 2


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <http://x.example/graph/a> { ?s ?p ?o }",
        "SELECT * FROM <http://x.example/graph/a> WHERE { ?s ?p ?o }",
        "PREFIX g: <http://x.example/graph/> CONSTRUCT { ?s ?p ?o } FROM g:a WHERE { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://x.example/graph/a> { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_a_dataset_clause_chooses_graphs(store: EmbeddedStore, text: str) -> None:
    assert count(store, text) == 2


@pytest.mark.parametrize(
    "text",
    [
        "# FROM <http://x.example/graph/a>\nSELECT * { ?s ?p ?o }",
        "SELECT * { ?from <http://x.example/p> ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o != 'from <a>') }",
    ],
)
def test_the_word_from_elsewhere_chooses_nothing(store: EmbeddedStore, text: str) -> None:
    assert count(store, text) == 4


def test_graphs_given_beside_a_query_replace_its_own(store: EmbeddedStore) -> None:
    text = "SELECT * FROM <http://x.example/graph/a> { ?s ?p 'b' }"
    assert count(store, text, default_graphs=["http://x.example/graph/b"]) == 1


def test_a_variable_can_be_fixed(store: EmbeddedStore) -> None:
    answer = store.query("SELECT ?s ?o { ?s ?p ?o }", PREFIXES, bindings={"s": term("x:a", PREFIXES)})
    assert {str(row[0]) for row in answer.rows()} == {"<http://x.example/a>"}


def test_a_variable_can_be_fixed_to_several_terms(store: EmbeddedStore) -> None:
    terms = [term(name, PREFIXES) for name in ("x:a", "x:nothing")]
    answer = store.query("SELECT ?s ?o { ?s ?p ?o }", PREFIXES, bindings={"s": terms})
    assert {str(row[0]) for row in answer.rows()} == {"<http://x.example/a>"}


def test_a_file_url_reads_no_file(store: EmbeddedStore) -> None:
    assert count(store, "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }") == 0


def test_service_opens_no_connection(store: EmbeddedStore) -> None:
    accepted = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)

        def listen() -> None:
            with contextlib.suppress(TimeoutError):
                accepted.append(server.accept())

        thread = threading.Thread(target=listen)
        thread.start()
        with pytest.raises(QueryRefusedError):
            store.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{}} }}", {})
        thread.join()
    assert not accepted


@pytest.mark.parametrize("text", ["INSERT DATA { <a:a> <a:b> <a:c> }", "DROP ALL", "LOAD <http://x.example/>"])
def test_updates_are_refused_with_the_way_out(store: EmbeddedStore, text: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        store.query(text, {})
    assert "kb build" in (caught.value.hint or "")
    assert count(store, "SELECT * { ?s ?p ?o }") == 4


@pytest.mark.parametrize(
    ("text", "line", "reason", "hint"),
    [
        ("SELECT * {\n ?s cliam:p ?o }", 2, "not declared", "did you mean 'claim:'?"),
        ("SELECT * { ?s ?p", 1, "ends too early", None),
        ("", 1, "ends too early", None),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }", 1, "the SELECT contains a variable that is unbound", None),
        ("SELECT * { ?s ?p ?o }\nLIMIT x", 2, "unexpected 'x'", None),
    ],
)
def test_a_malformed_query_is_told_where_and_what(
    store: EmbeddedStore, text: str, line: int, reason: str, hint: str | None
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(text, {"claim": "http://x.example/claim/"})
    assert caught.value.line == line
    assert reason in caught.value.reason
    assert hint is None or hint in (caught.value.hint or "")


@pytest.mark.parametrize(("text", "format"), [("SELECT * {}", "turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")])
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(store: EmbeddedStore, text: str, format: str) -> None:
    with pytest.raises(UsageError) as caught:
        store.query(text, {}).write(io.BytesIO(), FORMATS[format], {})
    assert "formats that fit" in (caught.value.hint or "")
