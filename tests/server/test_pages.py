"""The pages: what they say, and that they are safe and work without JavaScript."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest

from kb.questions import questions

from .conftest import Server

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VOID = {"meta", "link", "input", "br"}


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if "for" in values:
            self.labels.append(values["for"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


PAGES = [
    "/",
    "/questions",
    "/rules",
    "/about",
    "/sparql",
    "/sparql?query=ASK+%7B%7D&format=html",
    "/sparql?query=ASK+%7B",
    "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D",
    "/nothing",
]


def _page(server: Server, path: str) -> str:
    got = server.request(path, headers={"Accept": FIREFOX})
    assert got.type == "text/html; charset=utf-8"
    return got.text


@pytest.mark.parametrize("path", PAGES)
def test_tags_are_balanced_and_labels_have_their_fields(server: Server, path: str) -> None:
    parser = _Balance()
    parser.feed(_page(server, path))
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    assert set(parser.labels) <= set(parser.ids)


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_no_script_and_no_other_host(server: Server, path: str) -> None:
    page = _page(server, path)
    assert "<script" not in page or path == "/sparql"
    assert " style=" not in page
    assert not re.search(r'<(?:link|img)[^>]+(?:href|src)="(?:https?:)?//', page)


@pytest.mark.parametrize("path", [*PAGES, "/static/style.css", "/healthz"])
def test_pages_forbid_what_they_do_not_need(server: Server, path: str) -> None:
    headers = server.request(path, headers={"Accept": FIREFOX}).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in headers


def test_the_name_of_the_knowledge_base_is_its_escaped_title(server: Server) -> None:
    assert "<title>Served &amp; &lt;tested&gt;</title>" in _page(server, "/")


@pytest.mark.parametrize(
    "held", ["<strong>2</strong> claims", "<strong>1</strong> report", "<strong>3</strong> agents"]
)
def test_the_first_page_counts_what_is_held(server: Server, held: str) -> None:
    assert held + "</a>" in _page(server, "/")


def test_the_first_page_counts_verdicts(server: Server) -> None:
    assert re.search(r"not enough evidence</span></a></th><td>1</td>", _page(server, "/"))


def test_the_page_about_it_names_license_base_and_endpoint(server: Server) -> None:
    page = _page(server, "/about")
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert "https://served.example/" in page
    assert server.url + "sparql" in page


def test_every_link_of_the_first_page_leads_somewhere(server: Server) -> None:
    links = {html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', _page(server, "/"))}
    assert len(links) >= 12
    assert {server.request(link, headers={"Accept": FIREFOX}).status for link in links} == {200}


def test_every_saved_question_is_on_the_page_of_questions(server: Server) -> None:
    page = html.unescape(_page(server, "/questions"))
    assert all(question.title in page for question in questions().values())


def test_the_form_has_the_query_and_a_format_for_every_answer(server: Server) -> None:
    page = _page(server, "/sparql")
    assert '<textarea id="query" name="query"' in page
    assert set(re.findall(r'<option value="(\w+)"', page)) == {
        *("html", "csv", "tsv", "json", "xml"),
        *("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads"),
    }


def test_a_result_is_a_table_with_its_number_of_rows(server: Server) -> None:
    got = server.query("SELECT ?claim { ?claim a fc:Claim } ORDER BY ?claim", FIREFOX)
    assert "2 rows</caption>" in got.text
    assert '<a href="/claim/bridge" title="https://served.example/claim/bridge"' in got.text
    assert ">claim:bridge</a>" in got.text


def test_a_result_keeps_the_query_in_the_form(server: Server) -> None:
    assert "ASK { ?a &lt; ?b }</textarea>" in server.query("ASK { ?a < ?b }", FIREFOX).text


def test_a_graph_is_a_table_of_triples(server: Server) -> None:
    got = server.query("CONSTRUCT WHERE { claim:bridge fc:kind ?kind }", FIREFOX)
    assert re.findall(r'<th scope="col">(\w+)</th>', got.text) == ["subject", "predicate", "object"]
    assert "1 row</caption>" in got.text


@pytest.mark.parametrize(("query", "word"), [("ASK {}", "yes"), ("ASK { fc:a fc:b fc:c }", "no")])
def test_a_boolean_is_a_word(server: Server, query: str, word: str) -> None:
    assert f'<p class="boolean">{word}</p>' in server.query(query, FIREFOX).text


def test_a_question_in_the_first_line_is_the_heading(server: Server) -> None:
    assert "<h1>Who is &lt;b&gt;?</h1>" in server.query("# Who is <b>?\nASK {}", FIREFOX).text


def test_a_long_result_is_cut_and_says_so(server: Server) -> None:
    got = server.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", FIREFOX)
    assert "The first 1,000 rows; there are more" in got.text
    assert got.text.count("<tr>") == 1001


def test_text_in_data_is_escaped(server: Server) -> None:
    got = server.query("SELECT * { agent:hostile ?p ?o }", FIREFOX)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in got.text
    assert "<script" not in got.text


def test_only_web_addresses_in_data_become_links(server: Server) -> None:
    got = server.query("SELECT ?url { agent:hostile schema:url ?url }", FIREFOX)
    assert "javascript:alert(1)" in got.text
    assert 'href="javascript:' not in got.text
    assert 'href="https://example.com/?a=1&amp;b=&#39;2&#39;"' in got.text


def test_the_links_of_a_result_lead_to_its_data(server: Server) -> None:
    page = server.query("SELECT ?claim { ?claim a fc:Claim }", FIREFOX).text
    links = [html.unescape(link) for link in re.findall(r'href="(/sparql\?[^"]+)"', page)]
    types = {server.request(link, headers={"Accept": FIREFOX}).type.split(";")[0] for link in links}
    assert {"text/csv", "application/sparql-results+json"} <= types


def test_graphs_that_restrict_a_query_stay_with_its_result(server: Server) -> None:
    graph = "https://served.example/file/claims.ttl"
    page = server.query("SELECT * { ?s ?p ?o }", FIREFOX, **{"default-graph-uri": graph}).text
    assert f'<input type="hidden" name="default-graph-uri" value="{graph}">' in page


def test_the_bare_endpoint_shows_a_browser_the_form(server: Server) -> None:
    assert "<form" in _page(server, "/sparql")


def test_healthz_says_ok(server: Server) -> None:
    got = server.request("/healthz")
    assert (got.status, got.text, got.headers["Cache-Control"]) == (200, "ok\n", "no-store")


def test_the_style_sheet_is_served(server: Server) -> None:
    got = server.request("/static/style.css")
    assert (got.status, got.type.split(";")[0]) == (200, "text/css")
    assert "prefers-color-scheme: dark" in got.text
