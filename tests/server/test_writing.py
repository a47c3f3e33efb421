"""Writes over HTTP, against a real server: with a token, checked, durable, and seen by whoever wrote."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kb.project import load
from kb.tokens import add_token, revoke_token
from tests.conftest import PREFIXES, VALID

from .conftest import children, eventually, runs
from .writable import Writable, serving

BASE = "https://kb.example/"
CLAIMS = f"{BASE}file/claims.ttl"
COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r . ?t ?u ?v }"
ENDLESS = f"INSERT {{ agent:a schema:size ?n }} WHERE {{ {{ {COUNT} }} }}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    folder = tmp_path_factory.mktemp("writable")
    (folder / "kb.toml").write_text(f'base = "{BASE}"\n')
    (folder / "claims.ttl").write_text(PREFIXES + VALID)
    with serving(folder, timeout=4.0) as found:
        yield found


def claim(name: str) -> str:
    return f'claim:{name} a fc:Claim ; schema:text "About {name}."@en ; fc:cites source:a .'


def test_who_writes_reads_it_at_once(server: Writable) -> None:
    answer = server.update(f"INSERT DATA {{ {claim('first')} }}", reason="a tip by phone")
    assert answer.status == 200
    assert answer.json["files"] == {"written.ttl": {"added": 3, "removed": 0}}
    assert server.ask("claim:first a fc:Claim")
    assert "claim:first a fc:Claim" in (server.folder / "written.ttl").read_text()
    line = json.loads((server.folder / "changes.jsonl").read_text().splitlines()[-1])
    assert (line["author"], line["reason"]) == ("ann", "a tip by phone")


def test_an_update_comes_in_a_form_too(server: Writable) -> None:
    body = urlencode({"update": f"INSERT DATA {{ {claim('form')} }}", "reason": "form"})
    assert server.write("POST", "/sparql", body, "application/x-www-form-urlencoded").status == 200
    assert server.ask("claim:form a fc:Claim")


def test_a_write_that_would_bring_violations_is_refused_with_them(server: Writable) -> None:
    answer = server.update('INSERT DATA { claim:bad a fc:Claim ; schema:text "No source."@en }')
    assert (answer.status, answer.type) == (422, "application/problem+json")
    (finding,) = answer.json["findings"]
    assert (finding["rule"], finding["node"]) == ("claim-without-source", "claim:bad")
    assert finding["locations"][0]["file"] == "written.ttl"
    assert not server.ask("claim:bad ?p ?o")


def test_whoever_reads_text_is_told_the_findings_as_text(server: Writable) -> None:
    text = 'INSERT DATA { claim:bad a fc:Claim ; schema:text "No source."@en }'
    answer = server.write("POST", "/sparql", text, "application/sparql-update", Accept="text/plain")
    assert "claim-without-source: claim:bad: The claim cites no source." in answer.text


WRITES = [
    ("POST", "/sparql", "application/sparql-update", "CLEAR ALL"),
    ("POST", "/sparql", "application/x-www-form-urlencoded", urlencode({"update": "CLEAR ALL"})),
    ("PUT", f"/graph-store?graph={CLAIMS}", "text/turtle", ""),
    ("POST", f"/graph-store?graph={CLAIMS}", "text/turtle", ""),
    ("POST", "/graph-store", "text/turtle", ""),
    ("DELETE", f"/graph-store?graph={CLAIMS}", "text/turtle", ""),
    ("PUT", "/file/claims.ttl", "text/turtle", ""),
    ("POST", "/file/claims.ttl", "text/turtle", ""),
    ("DELETE", "/file/claims.ttl", "text/turtle", ""),
]


@pytest.mark.parametrize(("method", "path", "media_type", "body"), WRITES)
def test_without_a_token_that_is_known_nothing_is_written(
    server: Writable, method: str, path: str, media_type: str, body: str
) -> None:
    kb = load(server.folder)
    reader = add_token(kb, f"reader {os.urandom(4).hex()}", "read")
    before = (server.folder / "claims.ttl").read_bytes()
    for header, status, challenge in (
        (None, 401, "Bearer realm="),
        ("Basic YTpi", 401, "Bearer realm="),
        ("Bearer x", 401, 'error="invalid_token"'),
        (f"Bearer {reader}", 403, 'error="insufficient_scope"'),
    ):
        headers = {"Content-Type": media_type, **({"Authorization": header} if header else {})}
        answer = server.request(path, method, body, headers)
        assert answer.status == status
        assert challenge in answer.headers["WWW-Authenticate"]
    assert (server.folder / "claims.ttl").read_bytes() == before


def test_a_token_is_good_until_it_is_revoked(server: Writable) -> None:
    kb = load(server.folder)
    token = add_token(kb, "bob", "write")
    headers = {"Authorization": f"bearer {token}", "Content-Type": "application/sparql-update"}
    assert server.request("/sparql", "POST", f"INSERT DATA {{ {claim('bob')} }}", headers).status == 200
    revoke_token(kb, "bob")
    assert server.request("/sparql", "POST", f"INSERT DATA {{ {claim('bob2')} }}", headers).status == 401


def test_a_graph_is_made_read_replaced_and_removed(server: Writable) -> None:
    graph = f"{BASE}file/desk/g.ttl"
    made = server.put(graph, PREFIXES + claim("g"))
    assert made.status == 201
    read = server.request(f"/graph-store?graph={graph}", headers={"Accept": "text/turtle"})
    assert read.headers["ETag"] == made.headers["ETag"]
    assert server.put(graph, PREFIXES + claim("h")).status == 200
    assert not server.ask("claim:g a fc:Claim")
    assert server.put(graph, PREFIXES + claim("i"), "POST").status == 200
    assert server.ask("claim:h a fc:Claim . claim:i a fc:Claim")
    assert server.write("DELETE", "/file/desk/g.ttl", "", "text/turtle").status == 200
    assert server.request(f"/graph-store?graph={graph}").status == 404
    assert server.write("DELETE", "/file/desk/g.ttl", "", "text/turtle").status == 404


def test_a_new_graph_gets_a_name(server: Writable) -> None:
    answer = server.write("POST", "/graph-store", PREFIXES + claim("posted"), "text/turtle")
    assert answer.status == 201
    assert re.fullmatch(rf"{BASE}file/posted-\w+\.ttl", answer.headers["Location"])
    assert server.ask(f"GRAPH <{answer.headers['Location']}> {{ claim:posted a fc:Claim }}")


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/n-triples", f'<{BASE}agent/%s> <https://schema.org/url> "x" .'),
        ("application/ld+json", f'{{"@id": "{BASE}agent/%s", "https://schema.org/url": "x"}}'),
        (
            "application/rdf+xml",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="https://schema.org/">'
            f'<r:Description r:about="{BASE}agent/%s"><s:url>x</s:url></r:Description></r:RDF>',
        ),
    ],
)
def test_a_graph_comes_in_every_format_of_one_graph(server: Writable, media_type: str, body: str) -> None:
    name = media_type.rpartition("/")[2].replace("+", "-")
    assert server.write("PUT", f"/file/{name}.ttl", body % name, media_type).status == 201
    assert server.ask(f'GRAPH <{BASE}file/{name}.ttl> {{ agent:{name} schema:url "x" }}')


def test_if_match_guards_against_lost_updates(server: Writable) -> None:
    graph = f"{BASE}file/guarded.ttl"
    server.put(graph, PREFIXES + claim("guarded"))
    tag = server.request(f"/graph-store?graph={graph}").headers["ETag"]
    assert server.put(graph, PREFIXES + claim("guarded2"), If_Match=tag).status == 200
    lost = server.put(graph, PREFIXES + claim("guarded3"), If_Match=tag)
    assert (lost.status, lost.json["title"]) == (412, "Precondition failed")
    assert server.put(graph, PREFIXES + claim("guarded3"), If_None_Match="*").status == 412
    assert server.put(f"{BASE}file/none.ttl", PREFIXES + claim("none"), If_Match="*").status == 412
    assert server.put(graph, PREFIXES + claim("guarded3"), If_Match=f'"other", W/{tag}').status == 412
    assert server.put(graph, PREFIXES + claim("guarded3"), If_Match="unquoted").status == 400


def test_everything_is_replaced_only_by_whoever_has_read_it(server: Writable) -> None:
    answer = server.write("PUT", "/graph-store?default", PREFIXES + VALID, "text/turtle")
    assert answer.status == 428
    tag = server.request("/graph-store?default").headers["ETag"]
    assert tag.startswith('"')


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("INSERT DATA { claim:x }", 400),
        ("LOAD <http://127.0.0.1/>", 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403),
        ("INSERT DATA { GRAPH <http://example.org/> { claim:x a fc:Claim } }", 422),
        (f"CREATE GRAPH <{CLAIMS}>", 409),
    ],
)
def test_a_fault_of_an_update_is_the_senders(server: Writable, text: str, status: int) -> None:
    answer = server.update(text)
    assert answer.status == status
    assert answer.json["detail"]


@pytest.mark.parametrize(
    ("method", "path", "media_type", "status"),
    [
        ("PUT", f"/graph-store?graph={CLAIMS}", "text/plain", 415),
        ("PUT", f"/graph-store?graph={CLAIMS}", "application/trig", 415),
        ("PUT", f"/graph-store?graph={CLAIMS}", "text/turtle; charset=utf-16", 415),
        ("PUT", "/graph-store", "text/turtle", 400),
        ("PUT", "/graph-store?default&graph=x:y", "text/turtle", 400),
        ("PUT", "/graph-store?graph=relative", "text/turtle", 400),
        ("PUT", f"/graph-store?graph={BASE}file/../x.ttl", "text/turtle", 422),
        ("PUT", "/file/x.txt", "text/turtle", 422),
        ("POST", "/graph-store", "multipart/form-data; boundary=x", 400),
        ("POST", "/sparql?query=ASK%7B%7D", "application/sparql-update", 400),
        ("POST", "/sparql?using-graph-uri=no%20iri", "application/sparql-update", 400),
    ],
)
def test_a_request_that_makes_no_sense_is_told_so(
    server: Writable, method: str, path: str, media_type: str, status: int
) -> None:
    assert server.write(method, path, "", media_type).status == status


def test_an_update_that_never_ends_is_stopped_and_the_next_one_goes_on(server: Writable) -> None:
    answer = server.update(ENDLESS)
    assert (answer.status, answer.json["title"]) == (503, "Query timed out")
    assert server.update(f"INSERT DATA {{ {claim('after')} }}").status == 200


def test_many_who_write_at_once_all_get_in(server: Writable) -> None:
    answers: list[int] = []

    def write(number: int) -> None:
        answers.append(server.update(f"INSERT DATA {{ {claim(f'many{number}')} }}").status)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 6
    assert all(server.ask(f"claim:many{number} a fc:Claim") for number in range(6))


def test_reading_goes_on_as_before(server: Writable) -> None:
    assert server.query("SELECT * { ?s ?p ?o } LIMIT 1", "text/csv").status == 200
    body = urlencode({"query": "ASK { ?s ?p ?o }"})
    assert server.request("/sparql", "POST", body, {"Content-Type": "application/x-www-form-urlencoded"}).status == 200


def test_a_server_that_is_killed_leaves_no_writer_behind(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text(f'base = "{BASE}"\n')
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID)
    with serving(tmp_path) as own:
        assert own.update(f"INSERT DATA {{ {claim('x')} }}").status == 200
        writers = children(own.process.pid)
        os.kill(own.process.pid, signal.SIGKILL)
        assert eventually(lambda: not any(runs(pid) for pid in writers))
