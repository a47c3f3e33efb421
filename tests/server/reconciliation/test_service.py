"""The manifest, suggestions, previews, and properties; and a client that goes through them as OpenRefine does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.server.conftest import Got, Server

from .conftest import FORM, post

Valid = Callable[[Any, str], None]


@pytest.fixture
def manifest(desk: Server) -> dict[str, Any]:
    found: dict[str, Any] = desk.request("/reconcile").json
    return found


def follow(server: Server, url: str, **headers: str) -> Got:
    """Get what lies at an absolute address of the server."""
    assert url.startswith(server.url), url
    parts = urlsplit(url)
    return server.request(f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=headers)


def at(manifest: dict[str, Any], name: str) -> str:
    found = manifest["suggest"][name]
    return f"{found['service_url']}{found['service_path']}"


def test_the_manifest_says_what_the_service_can_do(manifest: dict[str, Any], valid: Valid) -> None:
    valid(manifest, "manifest.json")
    assert "0.2" in manifest["versions"]
    assert [kind["id"] for kind in manifest["defaultTypes"]] == ["Claim", "Agent", "Source", "Review", "Topic"]


def test_a_spreadsheet_is_matched_and_filled_as_openrefine_does_it(desk: Server, manifest: dict[str, Any]) -> None:
    column = ["The ferry to Aldmoor runs without a captain.", "Island number 2 has sunk", "Something else altogether"]
    size = manifest["batchSize"]
    first = {f"q{at}": {"query": text, "limit": 3} for at, text in enumerate(column[:size])}
    guessed = post(desk, queries=first).json["q0"]["result"][0]["type"][0]["id"]  # the type is guessed from a sample
    assert guessed == "Claim"
    batch = {name: {**query, "type": guessed, "type_strict": "should"} for name, query in first.items()}
    answer = post(desk, queries=batch).json
    chosen = [next((each["id"] for each in answer[name]["result"] if each["match"]), None) for name in batch]
    assert chosen == ["https://desk.example/claim/ferry", "https://desk.example/claim/island-02", None]
    proposing = manifest["extend"]["propose_properties"]
    proposed = follow(desk, f"{proposing['service_url']}{proposing['service_path']}?type={guessed}&limit=50").json
    wanted = [each for each in proposed["properties"] if each["id"] in ("verdict", "saidBy")]
    ids = [each for each in chosen if each is not None]
    rows = post(desk, extend={"ids": ids, "properties": [{"id": each["id"]} for each in wanted]}).json["rows"]
    assert sorted(cell["str"] for cell in rows[ids[0]]["verdict"]) == ["mostly-refuted", "refuted"]
    assert rows[ids[0]]["saidBy"] == [{"id": "https://desk.example/agent/ada", "name": "Ada Lindqvist"}]
    assert rows[ids[1]] == {"verdict": [{"str": "refuted"}], "saidBy": []}
    shown = follow(desk, manifest["preview"]["url"].replace("{{id}}", quote(ids[0], safe="")))
    assert "The ferry to Aldmoor runs without a captain." in shown.text


def test_properties_come_in_their_forms(desk: Server, valid: Valid) -> None:
    wanted = ["text", "originsAtLeast", "reviewedOn", "about", "kind", "reviewUrl", "rating", "reviewer", "deniedBy"]
    asked = {"ids": ["claim:ferry", "claim:none", "no id"], "properties": [{"id": each} for each in wanted]}
    valid(asked, "data-extension-query.json")
    answer = post(desk, extend=asked).json
    valid(answer, "data-extension-response.json")
    found = answer["rows"]["claim:ferry"]
    assert {"str": "Die Fähre nach Aldmoor fährt ohne Kapitän."} in found["text"]
    assert found["originsAtLeast"] == [{"int": 1}]
    assert {"date": "2026-02-03T00:00:00Z"} in found["reviewedOn"]
    assert found["about"] == [{"id": "https://desk.example/topic/ferry", "name": "Ferry to Aldmoor"}]
    assert found["rating"] == [{"str": "Pants on fire"}]
    assert found["deniedBy"] == []
    assert answer["rows"]["claim:none"] == answer["rows"]["no id"] == {each: [] for each in wanted}
    assert answer["meta"][3] == {"id": "about", "name": "About", "type": {"id": "Topic", "name": "Topic"}}


def test_a_review_that_was_withdrawn_gives_no_values(desk: Server) -> None:
    rows = post(desk, extend={"ids": ["claim:bridge"], "properties": [{"id": "verdict"}, {"id": "review"}]}).json[
        "rows"
    ]
    assert rows["claim:bridge"]["verdict"] == [{"str": "mixed"}]
    assert [each["id"] for each in rows["claim:bridge"]["review"]] == ["https://desk.example/review/bridge"]


def test_a_setting_limits_the_values(desk: Server) -> None:
    asked = {"ids": ["claim:ferry"], "properties": [{"id": "text", "settings": {"limit": 1}}]}
    assert len(post(desk, extend=asked).json["rows"]["claim:ferry"]["text"]) == 1


def test_all_properties_can_be_asked_for_and_all_types_have_some(desk: Server) -> None:
    for kind, thing in (("Claim", "claim:ferry"), ("Agent", "agent:ada"), ("Source", "source:courier-ferry"),
                        ("Review", "review:bridge-withdrawn"), ("Topic", "topic:ferry")):  # fmt: skip
        proposed = desk.request(f"/reconcile/properties?type={kind}").json["properties"]
        rows = post(desk, extend={"ids": [thing], "properties": proposed}).json["rows"][thing]
        assert set(rows) == {each["id"] for each in proposed}
        assert any(rows.values()), kind


@pytest.mark.parametrize(
    "asked",
    [{}, {"ids": "x", "properties": []}, {"ids": [1], "properties": []}, {"ids": [], "properties": [{}]},
     {"ids": [], "properties": [{"id": "verdict", "settings": {"limit": "x"}}]}, []],
)  # fmt: skip
def test_what_asks_for_no_properties_is_refused(desk: Server, asked: Any) -> None:
    assert post(desk, extend=asked).status == 400


def test_an_unknown_property_is_guessed(desk: Server) -> None:
    got = post(desk, extend={"ids": ["claim:ferry"], "properties": [{"id": "verdikt"}]})
    assert (got.status, "did you mean 'verdict'?" in got.text) == (404, True)


def test_entities_are_suggested_while_they_are_typed(desk: Server, manifest: dict[str, Any], valid: Valid) -> None:
    answer = follow(desk, f"{at(manifest, 'entity')}?prefix=ada%20lind").json
    valid(answer, "suggest-entities-response.json")
    assert answer["result"][0]["id"] == "https://desk.example/agent/ada"
    assert answer["result"][0]["notable"] == [{"id": "Agent", "name": "Person or organisation"}]


def test_an_identifier_suggests_what_it_is_of(desk: Server, manifest: dict[str, Any]) -> None:
    for prefix in ("topic:ferry", quote("https://desk.example/topic/ferry", safe="")):
        assert follow(desk, f"{at(manifest, 'entity')}?prefix={prefix}").json["result"][0]["name"] == "Ferry to Aldmoor"


def test_a_cursor_skips_suggestions(desk: Server, manifest: dict[str, Any]) -> None:
    every = follow(desk, f"{at(manifest, 'entity')}?prefix=ferry").json["result"]
    assert follow(desk, f"{at(manifest, 'entity')}?prefix=ferry&cursor=2").json["result"] == every[2:]


@pytest.mark.parametrize(
    ("name", "prefix", "first"),
    [("type", "clai", "Claim"), ("type", "organi", "Agent"), ("property", "verd", "verdict"), ("property", "origins", "originsAtLeast")],
)  # fmt: skip
def test_types_and_properties_are_suggested(
    desk: Server, manifest: dict[str, Any], valid: Valid, name: str, prefix: str, first: str
) -> None:
    answer = follow(desk, f"{at(manifest, name)}?prefix={prefix}").json
    valid(answer, f"suggest-{'types' if name == 'type' else 'properties'}-response.json")
    assert answer["result"][0]["id"] == first


def test_proposed_properties_are_those_of_the_type(desk: Server, valid: Valid) -> None:
    answer = desk.request("/reconcile/properties?type=Source&limit=3").json
    valid(answer, "data-extension-property-proposal.json")
    assert [each["id"] for each in answer["properties"]] == ["name", "url", "publisher"]


def test_a_preview_may_be_framed_and_shows_hostile_names_harmlessly(desk: Server, server: Server) -> None:
    got = desk.request("/reconcile/preview?id=agent:ada")
    assert "frame-ancestors *" in got.headers["Content-Security-Policy"]
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    hostile = server.request("/reconcile/preview?id=agent:hostile").text
    assert "<script" not in hostile
    assert "&lt;script&gt;" in hostile or "مرحبا" in hostile


def test_the_preview_of_a_claim_tells_its_verdict_and_origins(desk: Server) -> None:
    page = desk.request("/reconcile/preview?id=claim:ferry").text
    assert "Mostly refuted<small> · Faktenprüfung Nord · 2026-02-05</small>" in page
    assert "<p>1 independent origin</p>" in page


def test_a_view_leads_to_the_page_of_a_thing_and_nowhere_else(desk: Server, manifest: dict[str, Any]) -> None:
    template = manifest["view"]["url"]
    got = follow(desk, template.replace("{{id}}", quote("https://desk.example/claim/ferry", safe="")))
    assert (got.status, got.headers["Location"]) == (302, "/claim/ferry")
    for other in ("https://evil.example/", "javascript:alert(1)", "", "//evil.example", "x" * 5000):
        assert follow(desk, template.replace("{{id}}", quote(other, safe=""))).status == 404


@pytest.mark.parametrize(
    "path",
    ["/reconcile", "/reconcile/suggest/entity?prefix=a", "/reconcile/suggest/type?prefix=", "/reconcile/suggest/property?prefix=",
     "/reconcile/properties?type=Claim", "/reconcile/preview?id=claim:ferry", "/reconcile/view?id=claim:ferry", "/reconcile/view?id=none"],
)  # fmt: skip
def test_pages_of_other_hosts_may_ask_everywhere(desk: Server, path: str) -> None:
    assert desk.request(path).headers["Access-Control-Allow-Origin"] == "*"
    asked = {"Origin": "https://refine.example", "Access-Control-Request-Method": "GET"}
    allowed = desk.request(path.partition("?")[0], "OPTIONS", headers=asked)
    assert allowed.status == 200
    assert "GET" in allowed.headers["Access-Control-Allow-Methods"]


def test_pages_of_other_hosts_may_send_forms(desk: Server) -> None:
    allowed = desk.request("/reconcile", "OPTIONS", headers={"Origin": "https://refine.example"})
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    got = desk.request("/reconcile", "POST", "queries=" + quote(json.dumps({"q": {"query": "ferry"}})), FORM)
    assert got.headers["Access-Control-Allow-Origin"] == "*"
