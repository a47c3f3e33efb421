"""The query editor: it is served from here, reaches no other host, and the page works without it."""

from __future__ import annotations

import html
import json
import re

import pytest

from kb.questions import questions

from .conftest import ROOT, Server

STATIC = ROOT / "server" / "static"
# Addresses in the bundle that are names or manuals, and nothing that is loaded: namespaces, and links for people.
NAMES = ("www.w3.org", "purl.org", "creativecommons.org", "docs.triply.cc", "datatables.net", "developer.mozilla.org")
NAMES += ("enable-cors.org",)


@pytest.fixture(scope="module")
def page(server: Server) -> str:
    return server.request("/sparql", headers={"Accept": "text/html"}).text


def test_every_file_of_the_editor_comes_from_this_server(server: Server, page: str) -> None:
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert {"/static/yasgui/yasgui.min.js", "/static/yasgui/yasgui.min.css", "/static/editor.js"} <= set(files)
    assert {server.request(file).status for file in files} == {200}


def test_the_page_has_no_script_in_it_but_names_files(page: str) -> None:
    assert set(re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)) == {""}


def test_the_policy_allows_scripts_of_this_server_which_may_ask_no_other(server: Server) -> None:
    got = server.request("/sparql", headers={"Accept": "text/html"})
    policy = dict(part.strip().partition(" ")[::2] for part in got.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in got.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/claim/bridge", "/sparql?query=ASK+%7B%7D", "/nothing"])
def test_no_other_page_may_run_scripts(server: Server, path: str) -> None:
    assert "script-src" not in server.request(path, headers={"Accept": "text/html"}).headers["Content-Security-Policy"]


def test_the_bundle_names_no_host_that_it_could_ask() -> None:
    bundle = (STATIC / "yasgui" / "yasgui.min.js").read_text()
    hosts = set(re.findall(r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)[/`\"']", bundle))
    assert hosts <= set(NAMES), hosts - set(NAMES)
    assert "prefix.cc" not in bundle
    assert "lov.linkeddata" not in bundle
    assert not re.search(r"url\((?!['\"]?data:)", (STATIC / "yasgui" / "yasgui.min.css").read_text())


def test_the_bundle_comes_with_the_licences_of_all_that_is_in_it() -> None:
    text = (STATIC / "yasgui" / "LICENSES.txt").read_text()
    assert all(
        name in text
        for name in ("YASGUI 4.6.2", "codemirror 5", "jquery 3", "dompurify 3", "n3 1", "Permission is hereby granted")
    )


def test_the_editor_knows_our_prefixes_and_the_endpoint(server: Server, page: str) -> None:
    found = re.search(r"data-given='([^']*)'", page)
    assert found
    given = json.loads(html.unescape(found.group(1)))
    assert given["prefixes"]["claim"] == "https://served.example/claim/"
    assert given["endpoint"] == f"{server.url}sparql"


def test_the_examples_are_the_saved_questions_and_work_without_script(server: Server, page: str) -> None:
    asked = {html.unescape(query) for query in re.findall(r'data-query="([^"]*)"', page)}
    assert {question.text.strip() for question in questions().values()} <= {query.strip() for query in asked}
    link = re.search(r'<a href="(/sparql\?query=[^"]+)" data-query', page)
    assert link
    assert server.request(html.unescape(link.group(1)), headers={"Accept": "text/html"}).status == 200


def test_without_script_the_plain_form_is_there(page: str) -> None:
    assert '<div id="editor"' in page
    assert re.search(r"<div id=\"editor\"[^>]* hidden>", page)
    assert '<textarea id="query" name="query"' in page
