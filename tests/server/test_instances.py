"""The things of a knowledge base at their own IRIs: as a page and as data, whatever the address they are asked at."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.formats import parse
from kb.project import KnowledgeBase
from kb.server.app import create_app, endpoint_of

from .conftest import Got, Server, make_knowledge_base

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BRIDGE = "https://served.example/claim/bridge"
TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


def _get(server: Server, path: str, accept: str = BROWSER, **headers: str) -> Got:
    return server.request(path, headers={"Accept": accept, **headers})


def _triples(got: Got, format: str) -> set[str]:
    return {f"{q.subject} {q.predicate} {q.object}" for q in parse(got.body, base=None, format=format)}


@pytest.mark.parametrize("suffix", TYPES)
def test_a_suffix_chooses_the_format_whatever_is_accepted(server: Server, suffix: str) -> None:
    got = _get(server, f"/claim/bridge.{suffix}", accept="image/png")
    assert (got.status, got.type) == (200, TYPES[suffix])


@pytest.mark.parametrize("suffix", TYPES)
def test_the_iri_itself_comes_in_the_format_that_is_accepted(server: Server, suffix: str) -> None:
    media_type = TYPES[suffix].partition(";")[0]
    got = _get(server, "/claim/bridge", accept=media_type)
    assert (got.status, got.type) == (200, TYPES[suffix])
    assert got.headers["Vary"] == "Accept"
    assert got.headers["Content-Location"] == f"{server.url}claim/bridge.{suffix}"


@pytest.mark.parametrize("accept", ["*/*", "", "text/*", BROWSER])
def test_whoever_accepts_anything_gets_a_page(server: Server, accept: str) -> None:
    assert _get(server, "/claim/bridge", accept=accept).type == "text/html; charset=utf-8"


def test_a_format_can_be_asked_for_by_a_parameter(server: Server) -> None:
    assert _get(server, "/claim/bridge?format=ttl").type == "text/turtle; charset=utf-8"


def test_what_comes_in_no_accepted_format_is_not_acceptable(server: Server) -> None:
    got = _get(server, "/claim/bridge", accept="image/png")
    assert got.status == 406
    assert "text/turtle" in got.text


@pytest.mark.parametrize(
    ("suffix", "format"), [("ttl", "turtle"), ("nt", "ntriples"), ("rdf", "rdfxml"), ("jsonld", "jsonld")]
)
def test_the_data_say_what_the_thing_is_and_where_it_is_named(server: Server, suffix: str, format: str) -> None:
    triples = _triples(_get(server, f"/claim/bridge.{suffix}"), format)
    assert f'<{BRIDGE}> <https://schema.org/text> "Die Brücke war gesperrt."@de' in triples
    assert f"<https://served.example/report/bridge> <https://w3id.org/factcheck-kb/ns#claim> <{BRIDGE}>" in triples
    assert all(BRIDGE in triple for triple in triples)


def test_the_table_has_a_row_for_each_triple(server: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(_get(server, "/claim/bridge.csv").text)))
    assert {row["subject"] for row in rows} >= {BRIDGE, "https://served.example/review/bridge"}
    assert {row["language"] for row in rows if row["object"] == "Die Brücke war gesperrt."} == {"de"}


def test_json_is_json_ld_under_the_name_that_programs_know(server: Server) -> None:
    assert _get(server, "/claim/bridge.json").json == json.loads(_get(server, "/claim/bridge.jsonld").text)


def test_a_thing_that_is_only_named_has_a_page(server: Server) -> None:
    assert "schema:subjectOf" in _get(server, "/page/unheard").text


def test_a_source_has_a_page_with_what_cites_it(server: Server) -> None:
    assert "The bridge was closed." in _get(server, "/source/gazette").text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/topic/br%C3%BCcke", "die Brücke"),
        ("/topic/br%c3%bccke.ttl", "die Brücke"),
        ("/topic/50%25", "fifty percent"),
        ("/topic/a.ttl", "a file"),
        ("/topic/a.ttl.nt", "a file"),
        ("/topic/a'b", "an apostrophe"),
        ("/topic/a%27b", "an apostrophe"),
    ],
)
def test_an_iri_is_found_however_it_is_encoded(server: Server, path: str, name: str) -> None:
    got = _get(server, path)
    assert (got.status, name in got.text.replace("\\u00FC", "ü")) == (200, True)


@pytest.mark.parametrize(
    "path",
    [
        "/claim/nothing",
        "/claim/",
        "/claim/bridge/",
        "/claim/bridge.xyz",
        "/claim/%ff",
        "/%00",
        "/claim/.ttl",
        "/a%20%3E%7D",
        "/claim/%2e%2e",
    ],
)
def test_what_is_not_known_is_not_found(server: Server, path: str) -> None:
    assert _get(server, path).status == 404


def test_what_was_removed_is_gone_and_says_why(server: Server) -> None:
    got = _get(server, "/claim/removed")
    assert got.status == 410
    assert "It named a private person." in got.text
    assert 'href="/claim/river"' in got.text
    assert '<https://served.example/claim/river>; rel="successor-version"' in got.headers["Link"]


def test_what_was_removed_is_gone_for_programs_too(server: Server) -> None:
    got = _get(server, "/claim/removed.ttl")
    assert (got.status, "fc:retractedOn" in got.text) == (410, True)


def test_links_lead_to_the_other_formats_the_licence_and_the_iri(server: Server) -> None:
    links = _get(server, "/claim/bridge").headers["Link"]
    assert f'<{BRIDGE}>; rel="cite-as"' in links
    assert f'<{server.url}claim/bridge.ttl>; rel="alternate describedby"; type="text/turtle"' in links
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links
    assert f'<{BRIDGE}>; rel="describes"' in _get(server, "/claim/bridge.ttl").headers["Link"]


@pytest.mark.parametrize("path", ["/claim/bridge", "/claim/bridge.ttl", "/claim/bridge.csv"])
def test_what_has_not_changed_is_not_sent_again(server: Server, path: str) -> None:
    headers = _get(server, path).headers
    again = _get(server, path, **{"If-None-Match": headers["ETag"]})
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", headers["ETag"])
    assert _get(server, path, **{"If-Modified-Since": headers["Last-Modified"]}).status == 304
    assert _get(server, path, **{"If-None-Match": 'W/"other"'}).status == 200


def test_each_format_has_a_tag_of_its_own(server: Server) -> None:
    tags = {_get(server, f"/claim/bridge.{suffix}").headers["ETag"] for suffix in TYPES if suffix != "json"}
    assert len(tags) == len(TYPES) - 1


def test_head_tells_what_get_would(server: Server) -> None:
    got, head = _get(server, "/claim/bridge.ttl"), server.request("/claim/bridge.ttl", "HEAD")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", got.headers["ETag"])


def test_a_thing_cannot_be_written_at_its_address(server: Server) -> None:
    got = server.request("/claim/bridge", "PUT", body=b"x")
    assert (got.status, got.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_links_of_a_page_stay_on_the_host_that_it_came_from(server: Server) -> None:
    page = _get(server, "/claim/bridge").text
    assert 'href="/source/gazette"' in page
    assert '<a href="https://served.example/' not in page


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose base IRI has a path."""
    folder: Path = tmp_path_factory.mktemp("below") / "kb"
    kb = make_knowledge_base(folder, base="https://served.example/desk/kb/")
    found = Server(kb.folder)
    yield found
    found.close()


@pytest.mark.parametrize("path", ["/claim/bridge.ttl", "/desk/kb/claim/bridge.ttl"])
def test_a_base_with_a_path_is_served_at_that_path_and_at_the_top(below: Server, path: str) -> None:
    got = _get(below, path)
    assert (got.status, "claim:bridge" in got.text) == (200, True)


def test_below_a_path_all_links_stay_below_it(below: Server) -> None:
    page = _get(below, "/desk/kb/claim/bridge").text
    assert 'href="/desk/kb/source/gazette"' in page
    assert 'href="/desk/kb/static/style.css"' in page


@pytest.mark.parametrize(
    "path", ["/desk/kb/", "/desk/kb/sparql?query=ASK+%7B%7D", "/desk/kb/static/style.css", "/desk/kb"]
)
def test_the_whole_server_is_below_the_path(below: Server, path: str) -> None:
    assert _get(below, path).status == 200


def test_queries_are_answered_as_quickly_below_the_path(below: Server) -> None:
    got = below.request("/desk/kb/sparql?query=ASK+%7B%7D", headers={"Accept": "application/sparql-results+json"})
    assert (got.status, got.json["boolean"]) == (200, True)


def test_a_path_that_only_begins_like_that_of_the_base_is_not_below_it(below: Server) -> None:
    assert _get(below, "/desk/kbx/claim/bridge").status == 404


def test_where_reading_needs_a_token_so_does_every_page(built: KnowledgeBase) -> None:
    app = create_app(built, in_memory=False, private=True)
    try:
        paths = ("/claim/bridge", "/claim/bridge.ttl", "/claim/nothing", "/feed.atom", "/sitemap.xml", "/browse/claim")
        assert {app.test_client().get(path).status_code for path in paths} == {401}
    finally:
        endpoint_of(app).pool.close()
