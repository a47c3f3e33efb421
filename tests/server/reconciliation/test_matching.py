"""Queries, and which candidates are matches."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.server.conftest import Server

from .conftest import FORM, post

Match = Callable[..., list[dict[str, Any]]]


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [each["id"].removeprefix("https://desk.example/") for each in found]


def matched(found: list[dict[str, Any]]) -> list[str]:
    return ids([each for each in found if each["match"]])


@pytest.mark.parametrize("text", ["https://desk.example/claim/ferry", "claim:ferry", "claim/ferry"])
def test_an_identifier_is_a_match(match: Match, text: str) -> None:
    (found,) = match(text)
    assert (found["id"], found["match"], found["score"]) == ("https://desk.example/claim/ferry", True, 100)
    assert found["name"] == "The ferry to Aldmoor runs without a captain."
    assert found["type"] == [{"id": "Claim", "name": "Claim"}]


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("https://courier.example/2026/bridge", "source/courier-bridge"),
        ("http://www.courier.example/2026/bridge/", "source/courier-bridge"),
        ("https://courier.example/2026/ferry?id=7&utm_source=x", "source/courier-ferry"),
        ("https://check.example/ferry", "review/ferry"),
        ("courier.example", ""),
    ],
)
def test_an_address_is_a_match_however_it_is_spelt(match: Match, text: str, iri: str) -> None:
    assert matched(match(text)) == ([iri] if iri else [])


def test_what_lies_at_another_address_is_no_match(match: Match) -> None:
    assert matched(match("https://courier.example/2026/ferry?id=8")) == []
    assert matched(match("https://courier.example/2026")) == []


@pytest.mark.parametrize(
    ("text", "kind", "iri"),
    [
        ("Ada Lindqvist", "Agent", "agent/ada"),
        ("LINDQVIST, Ada", "agent", "agent/ada"),
        ("faktenprufung nord", "schema:Organization", "agent/faktencheck"),
        ("The ferry to Aldmoor runs without a captain", "Claim", "claim/ferry"),
        ("Die Fähre nach Aldmoor fährt ohne Kapitän.", "fc:Claim", "claim/ferry"),
        ("Ferry to run without a captain", "Source", "source/courier-ferry"),
        ("Ferry to Aldmoor", "Topic", "topic/ferry"),
    ],
)
def test_a_name_with_a_clear_margin_is_a_match(match: Match, text: str, kind: str, iri: str) -> None:
    assert matched(match(text, type=kind)) == [iri]


def test_namesakes_are_candidates_and_no_match(match: Match) -> None:
    found = match("John Smith", type="Agent")
    assert sorted(ids(found)[:2]) == ["agent/john-mayor", "agent/john-pilot"]
    assert matched(found) == []


def test_what_is_known_of_namesakes_tells_them_apart(match: Match) -> None:
    known = [{"pid": "says", "v": {"id": "https://desk.example/claim/bridge"}}]
    assert matched(match("John Smith", type="Agent", properties=known)) == ["agent/john-mayor"]


def test_what_contradicts_a_name_undoes_a_match(match: Match) -> None:
    known = [{"pid": "publisher", "v": "Somebody else"}]
    assert matched(match("Ferry to run without a captain", type="Source", properties=known)) == []
    known = [{"pid": "publisher", "v": ["The Harbour Courier"]}, {"pid": "published", "v": "2026-02-01"}]
    assert matched(match("Ferry to run without a captain", type="Source", properties=known)) == ["source/courier-ferry"]


def test_properties_alone_find_things(match: Match) -> None:
    known = [{"pid": "url", "v": "https://courier.example/2026/bridge"}]
    assert matched(match(properties=known)) == ["source/courier-bridge"]
    assert (
        ids(match(type="Source", properties=[{"pid": "name", "v": "Bridge costs as much as ten schools"}]))[0]
        == "source/courier-bridge"
    )


def test_something_only_alike_is_no_match(match: Match) -> None:
    found = match("The ferry runs with two captains", type="Claim")
    assert ids(found)[0] == "claim/ferry"
    assert matched(found) == []


def test_what_differs_in_a_number_is_no_match(match: Match) -> None:
    found = match("Island number 12 has sunk.", type="Claim")
    assert ids(found)[0].startswith("claim/island-")
    assert matched(found) == []


def test_types_confine_candidates(match: Match) -> None:
    assert {each["type"][0]["id"] for each in match("ferry", type=["Topic", "Source"])} == {"Topic", "Source"}
    assert {each["type"][0]["id"] for each in match("ferry", type="https://w3id.org/factcheck-kb/ns#Claim")} == {
        "Claim"
    }


def test_the_limit_is_kept_and_the_best_come_first(match: Match) -> None:
    found = match("ferry", limit=2)
    assert len(found) == 2
    assert found[0]["score"] >= found[1]["score"]


def test_claims_that_rest_on_a_withdrawn_review_show_the_verdict_that_stands(match: Match) -> None:
    (found, *_) = match("The bridge costs as much as ten schools.", type="Claim")
    assert "mixed" in found["description"]
    assert "supported" not in found["description"]


def test_a_batch_is_answered_as_a_whole_and_by_schema(desk: Server, valid: Callable[[Any, str], None]) -> None:
    batch = {
        "a": {"query": "Ada Lindqvist", "type": "Agent", "limit": 3, "type_strict": "should"},
        "b": {"query": "claim:bridge"},
        "c": {"properties": [{"pid": "url", "v": "https://courier.example/2026/bridge"}]},
        "d": {"query": "zeppelin"},
    }
    valid(batch, "reconciliation-query-batch.json")
    answer = post(desk, queries=batch).json
    valid(answer, "reconciliation-result-batch.json")
    assert list(answer) == ["a", "b", "c", "d"]
    assert answer["d"] == {"result": []}


def test_the_examples_of_the_specification_are_answered(
    desk: Server, shared: Any, valid: Callable[[Any, str], None]
) -> None:
    folder = shared / "suites" / "reconciliation" / "0.2" / "examples" / "reconciliation-query-batch" / "valid"
    for path in sorted(folder.glob("*.json")):
        got = post(desk, queries=json.loads(path.read_text()))
        assert got.status == 200, (path.name, got.text)
        valid(got.json, "reconciliation-result-batch.json")


def test_a_batch_may_come_in_the_address(desk: Server) -> None:
    got = desk.request("/reconcile?queries=" + quote(json.dumps({"q": {"query": "claim:bridge"}})))
    assert got.json["q"]["result"][0]["match"] is True


def test_a_single_query_of_the_first_version_is_answered(desk: Server) -> None:
    for text in ("claim:bridge", '{"query": "claim:bridge"}'):
        assert desk.request("/reconcile?query=" + quote(text)).json["result"][0]["match"] is True


@pytest.mark.parametrize(
    "queries",
    ["", "[", "[]", "null", '{"q": 1}', '{"q": {"query": 1}}', '{"q": {"query": "x", "type": 5}}',
     '{"q": {"query": "x", "properties": [{"pid": "name"}]}}', '{"q": {"query": "x", "properties": "y"}}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_batch_is_refused(desk: Server, queries: str) -> None:
    got = desk.request("/reconcile", "POST", "queries=" + quote(queries), {**FORM, "Accept": "application/json"})
    assert got.status == 400
    assert got.json["detail"]


@pytest.mark.parametrize("limit", [0, -1, 1e9, "many", None, True, 2.5, 1e400])
def test_a_strange_limit_is_a_usual_one(desk: Server, limit: Any) -> None:
    got = post(desk, queries={"q": {"query": "ferry", "limit": limit}})
    assert got.status == 200, got.text
    assert 1 <= len(got.json["q"]["result"]) <= 25


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", '"quoted"', "<x> { } ?v #", "AND OR NOT *", "https://[", "a" * 50_000, "😀", "\u202eabc"]
)
def test_strange_texts_are_answered(desk: Server, text: str) -> None:
    assert post(desk, queries={"q": {"query": text}}).status == 200
    assert post(desk, queries={"q": {"query": "x", "properties": [{"pid": "url", "v": text}]}}).status == 200


def test_too_many_queries_are_refused_with_the_number_that_is_not(desk: Server) -> None:
    got = post(desk, queries={str(number): {"query": "x"} for number in range(101)})
    assert got.status == 413
    assert "50 at a time" in got.text


def test_a_body_of_another_type_is_refused(desk: Server) -> None:
    assert desk.request("/reconcile", "POST", "{}", {"Content-Type": "application/json"}).status == 415
    assert desk.request("/reconcile", "POST", "", FORM).status == 400
