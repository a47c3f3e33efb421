from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kb.project import KnowledgeBase
from kb.server.app import create_app, endpoint_of
from tests.searching.conftest import desk  # noqa: F401

HOST = {"Host": "127.0.0.1"}


@pytest.fixture
def client(desk: KnowledgeBase) -> Iterator[FlaskClient]:  # noqa: F811
    app = create_app(desk, in_memory=False)
    yield app.test_client()
    endpoint_of(app).pool.close()


def test_a_search_is_answered_as_json(client: FlaskClient) -> None:
    answer = client.get("/search.json?q=microchips").json
    assert [hit["iri"] for hit in answer["hits"]] == ["https://kb.example/claim/vaccine"]
    assert (answer["total"], answer["stale"]) == (1, False)
    assert client.get("/search?q=microchips", headers={"Accept": "application/json"}).json == answer


def test_a_search_is_shown_to_whoever_reads_pages(client: FlaskClient) -> None:
    page = client.get("/search?q=<script>microchips", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert "Flu vaccines contain microchips." in page.text
    assert "<script>microchips" not in page.text


def test_a_search_has_filters_pages_and_facets(client: FlaskClient) -> None:
    answer = client.get("/search.json?verdict=refuted&since=2026-01-01&facets").json
    assert [hit["iri"] for hit in answer["hits"]] == ["https://kb.example/claim/bridge"]
    assert answer["facets"]["publisher"] == [{"value": "desk.example", "count": 1}]
    assert client.get("/search.json?limit=2&offset=4").json["hits"][0]["iri"] == "https://kb.example/claim/ferry"


def test_many_texts_are_matched_at_once(client: FlaskClient) -> None:
    answer = client.post(
        "/match", json={"texts": ["東京で洪水", "xylophone"], "limit": 1, "language": ["ja", "de"]}
    ).json
    assert [[hit["iri"] for hit in match["hits"]] for match in answer["matches"]] == [
        ["https://kb.example/claim/flood"],
        [],
    ]


@pytest.mark.parametrize("query", ["since=monday", "limit=-1", "offset=x", "kind=fish", "origins-at-most=1e9"])
def test_a_search_that_makes_no_sense_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/search.json?{query}")
    assert answer.status_code == 400
    assert answer.json["detail"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"texts": "x"}', b"[1]", b"\xff", b'{"texts": ["a"], "limit": "no"}'])
def test_a_match_of_something_else_is_refused(client: FlaskClient, body: bytes) -> None:
    assert client.post("/match", data=body, content_type="application/json").status_code == 400


def test_too_many_texts_are_refused(client: FlaskClient) -> None:
    answer = client.post("/match", json=["x"] * 101)
    assert (answer.status_code, answer.json["hint"]) == (400, "send 100 at most at once")


@pytest.mark.parametrize("text", ["%00%01", "%ED%A0%80", "%22%20OR%20(", "%E2%80%AE"])
def test_strange_characters_are_answered(client: FlaskClient, text: str) -> None:
    assert client.get(f"/search.json?q={text}").status_code == 200
    assert client.get(f"/search?q={text}", headers={"Accept": "text/html"}).status_code == 200
