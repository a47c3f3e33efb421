"""Saved questions by name: /q."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote, urlencode

import pytest

from kb.building import build
from kb.project import KnowledgeBase
from kb.questions import questions

from .conftest import Got, Server, eventually

FIREFOX = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def ask(server: Server, slug: str, accept: dict[str, str] | None = None, /, **given: str | int) -> Got:
    return server.request(f"/q/{slug}?{urlencode(given)}", headers=accept or {})


def rows(got: Got) -> list[dict[str, str]]:
    assert got.status == 200, got.text
    return list(csv.DictReader(io.StringIO(got.text)))


def test_a_question_is_answered_as_the_endpoint_answers_its_query(server: Server) -> None:
    got = ask(server, "claims-by-verdict.csv")
    assert got.type == "text/csv; charset=utf-8"
    assert got.body == server.query(questions()["claims-by-verdict"].text, "text/csv").body


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [("csv", "text/csv"), ("tsv", "text/tab-separated-values"), ("json", "application/sparql-results+json"),
     ("xml", "application/sparql-results+xml"), ("html", "text/html")],
)  # fmt: skip
def test_the_suffix_chooses_the_format(server: Server, suffix: str, media_type: str) -> None:
    assert ask(server, f"retracted.{suffix}").type.partition(";")[0] == media_type


def test_without_a_suffix_the_accept_header_chooses(server: Server) -> None:
    assert ask(server, "retracted", {"Accept": "text/csv"}).type == "text/csv; charset=utf-8"
    assert ask(server, "retracted", FIREFOX).type == "text/html; charset=utf-8"


def test_a_question_for_a_graph_comes_as_a_graph(server: Server) -> None:
    got = ask(server, "about.ttl", thing="claim:bridge")
    assert got.type == "text/turtle; charset=utf-8"
    assert "The bridge was closed." in got.text
    assert ask(server, "about.csv", thing="claim:bridge").status == 406


def test_a_declared_parameter_may_be_left_out(server: Server) -> None:
    assert len(rows(ask(server, "what-one-agent-said.csv"))) == 1
    assert len(rows(ask(server, "what-one-agent-said.csv", agent="agent:mayor"))) == 1
    assert rows(ask(server, "what-one-agent-said.csv", agent="https://served.example/agent/nobody")) == []


def test_a_default_holds_until_a_value_is_given_in_a_group_within_too(server: Server) -> None:
    assert {row["text"] for row in rows(ask(server, "claims-by-language.csv"))} >= {"The bridge was closed."}
    assert [row["text"] for row in rows(ask(server, "claims-by-language.csv", language="de"))] == [
        "Die Brücke war gesperrt."
    ]


@pytest.mark.parametrize(
    "value",
    ['"', "\\", "'''", '" } ; DROP ALL #', "?agent", "two\nlines", "مرحبا", "<script>alert(1)</script>", "a\\\\\"b", "$x", "\t"],
)  # fmt: skip
def test_a_value_is_a_term_and_never_text_of_the_query(server: Server, value: str) -> None:
    found = rows(ask(server, "named.csv", name=value))
    assert [row["agent"] for row in found] == (
        ["https://served.example/agent/hostile"]
        if value in ("two\nlines", "مرحبا", "<script>alert(1)</script>")
        else []
    )


@pytest.mark.parametrize(
    "value",
    ["https://x.example/> ?p ?o } #", "<https://x.example/", "https://x.example/ y", "agent:a b", "no-prefix:x", "mayor", "https://[/"],
)  # fmt: skip
def test_what_is_no_iri_is_refused(server: Server, value: str) -> None:
    got = ask(server, "about.ttl", {"Accept": "application/json"}, thing=value)
    assert got.status == 400, got.text
    assert "'thing'" in got.json["detail"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "the parameter 'name' is missing"),
        ({"name": "x", "since": "yesterday"}, "the parameter 'since' is 'yesterday', but takes a date, YYYY-MM-DD"),
        ({"nam": "x"}, "there is no parameter 'nam'"),
        ({"name": "x", "page": "2"}, "the parameter 'page' needs 'page_size'"),
        ({"name": "x", "page_size": "none"}, "the parameter 'page_size' is 'none'"),
        ({"name": "x", "page_size": "10001"}, "the parameter 'page_size' is '10001'"),
        ({"name": "x" * 10_001}, "the parameter 'name' is too long, or has characters that no text may have"),
        ({"name": "\0"}, "the parameter 'name' is too long, or has characters that no text may have"),
    ],
)
def test_what_is_wrong_names_the_parameter(server: Server, given: dict[str, str], said: str) -> None:
    got = ask(server, "named", {"Accept": "application/json"}, **given)
    assert (got.status, got.json["detail"]) == (400, said)


def test_a_parameter_has_one_value(server: Server) -> None:
    assert server.request("/q/named.csv?name=x&name=y").status == 400
    assert server.request("/q/named.csv?name=x&name=x").status == 200


def test_a_misspelt_parameter_and_question_are_guessed(server: Server) -> None:
    assert ask(server, "named", {"Accept": "application/json"}, nme="x").json["hint"] == "did you mean 'name'?"
    got = ask(server, "claims-by-verdct.csv")
    assert (got.status, "did you mean 'claims-by-verdict'?" in got.text) == (404, True)


@pytest.mark.parametrize("name", ["..%2F..%2Fkb", "..", ".csv", "%00", "a%2Fb.csv", "named.exe", "x" * 300])
def test_no_other_file_can_be_named(server: Server, name: str) -> None:
    assert server.request(f"/q/{name}").status == 404


def test_pages_are_cut_within_the_limits_that_a_query_has(server: Server) -> None:
    def numbers(**given: int) -> list[str]:
        return [row["n"] for row in rows(ask(server, "numbers.csv", least=1, **given))]

    assert numbers() == ["3", "4", "5", "6", "7"]
    assert numbers(page_size=2) == ["3", "4"]
    assert numbers(page_size=2, page=3) == ["7"]
    assert numbers(page_size=2, page=4) == []


def test_a_decorator_cuts_pages_and_links_tell_of_the_others(server: Server) -> None:
    got = ask(server, "claims-by-language.csv", page=1)
    assert len(rows(got)) == 2
    assert '</q/claims-by-language.csv?page_size=2&page=2>; rel="next"' in got.headers["Link"]
    assert 'rel="prev"' not in got.headers["Link"]


def test_an_answer_that_is_known_is_not_sent_again(server: Server) -> None:
    got = ask(server, "named.csv", name="The mayor")
    again = ask(server, "named.csv", {"If-None-Match": got.headers["ETag"]}, name="The mayor")
    other = ask(server, "named.csv", {"If-None-Match": got.headers["ETag"]}, name="Gazette Ltd")
    assert (again.status, again.body, other.status) == (304, b"", 200)


def test_what_was_asked_before_is_answered_alike_until_something_changes(
    own: Server, knowledge_base: KnowledgeBase
) -> None:
    first, second = (ask(own, "named.csv", name="The mayor") for _ in range(2))
    assert (first.body, first.type, first.headers["ETag"]) == (second.body, second.type, second.headers["ETag"])
    path = knowledge_base.folder / "claims.ttl"
    path.write_text(path.read_text().replace('"The mayor"', '"The major"'))
    assert not build(knowledge_base).faults
    assert eventually(lambda: rows(ask(own, "named.csv", name="The mayor")) == [])
    assert rows(ask(own, "named.csv", name="The major"))


def test_the_page_of_a_question_that_needs_something_is_a_form(server: Server) -> None:
    got = ask(server, "named.html")
    assert got.status == 200
    assert '<input id="parameter-name" name="name"' in got.text
    assert 'role="alert"' not in got.text


def test_a_page_says_what_is_wrong_and_keeps_what_was_given(server: Server) -> None:
    got = ask(server, "named.html", name='"><script>x</script>', since="soon")
    assert got.status == 400
    assert "the parameter &#39;since&#39; is &#39;soon&#39;" in got.text
    assert "<script" not in got.text
    assert "&#34;&gt;&lt;script&gt;x&lt;/script&gt;" in got.text


def test_a_page_links_to_the_same_answer_as_data(server: Server) -> None:
    got = ask(server, "named.html", name="The mayor")
    assert f"/q/named.csv?name={quote('The mayor', safe='')}".replace("%20", "+") in got.text
    assert "agent:mayor" in got.text


def test_the_list_says_what_each_question_takes(server: Server) -> None:
    found = {each["slug"]: each for each in server.request("/q").json["questions"]}
    assert set(found) == {*questions(), "claims-by-language", "named", "about", "numbers"}
    assert found["claims-by-language"]["title"] == "Which claims have a text in a language?"
    assert [each["name"] for each in found["named"]["parameters"]] == ["name", "since"]
    assert [each["required"] for each in found["named"]["parameters"]] == [True, False]
    assert found["named"]["url"] == f"{server.url}q/named"


def test_a_question_of_ones_own_may_appear_while_the_server_runs(own: Server, knowledge_base: object) -> None:
    folder = knowledge_base.folder / "questions"  # type: ignore[attr-defined]
    (folder / "new.rq").write_text("# Any?\nASK {}")
    assert ask(own, "new.json").json["boolean"] is True
    (folder / "broken.rq").write_text("#+ pagination: [\nASK {}")
    assert ask(own, "broken.json").status == 500
    assert ask(own, "new.json").status == 200


def test_a_cross_origin_page_may_ask(server: Server) -> None:
    assert ask(server, "retracted.json").headers["Access-Control-Allow-Origin"] == "*"
    assert (
        server.request("/q/retracted.json", "OPTIONS").headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    )
