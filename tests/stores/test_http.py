"""Requests to another server: what is tried again, what is told, and what never leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kb.errors import ConfigurationError, QueryRefusedError, QuerySyntaxError, StoreError
from kb.stores.credentials import authorisation
from kb.stores.http import Request, Server
from kb.stores.remote import RemoteStore

ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"a"}}]}}'
JSON = "application/sparql-results+json"


class Script:
    """What a server answers, one after the other, the last again and again; and what it was asked."""

    def __init__(self, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.connections: set[tuple[str, int]] = set()


@contextmanager
def serving(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            script.asked.append((self.path, dict(self.headers), body))
            script.connections.add(self.client_address)
            status, headers, answer = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)
            self.close_connection = int(headers.get("Content-Length", len(answer))) > len(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
    finally:
        server.shutdown()
        server.server_close()


def rows(url: str) -> list[str]:
    return [str(row[0]) for row in RemoteStore(url).query("SELECT ?s {}", {}).rows()]


def test_a_server_that_is_busy_is_asked_again() -> None:
    script = Script((503, {"Retry-After": "0"}, b"busy"), (200, {"Content-Type": JSON}, ROWS))
    with serving(script) as url:
        assert rows(url) == ['"a"']
    assert len(script.asked) == 2


def test_a_change_is_not_asked_for_twice() -> None:
    script = Script((503, {"Retry-After": "0"}, b"busy"))
    with serving(script) as url, pytest.raises(StoreError, match="answers 503: busy"):
        Server(url).send(Request("POST", {}, b"DELETE", safe=False))
    assert len(script.asked) == 1


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    script = Script((200, {"Content-Type": JSON, "Content-Length": "500"}, ROWS[:60]))
    with serving(script) as url, pytest.raises(Exception, match="broke off"):
        rows(url)


def test_several_queries_share_a_connection() -> None:
    script = Script((200, {"Content-Type": JSON}, ROWS))
    with serving(script) as url:
        store = RemoteStore(url)
        for _ in range(3):
            assert list(store.query("SELECT ?s {}", {}).rows())
        del store
    assert len(script.connections) == 1


def test_a_prefix_is_declared_where_it_is_used() -> None:
    script = Script((200, {"Content-Type": JSON}, ROWS))
    with serving(script) as url:
        RemoteStore(url).query("SELECT ?s { ?s a a:B }", {"a": "https://a.example/", "b": "https://b.example/"})
    assert b"PREFIX+a%3A+%3Chttps%3A%2F%2Fa.example%2F%3E+SELECT" in script.asked[0][2]
    assert b"b.example" not in script.asked[0][2]


def test_a_query_that_is_refused_says_what_the_server_says() -> None:
    script = Script((400, {}, b"expected one of {"))
    with serving(script) as url, pytest.raises(QuerySyntaxError, match=r"expected one of \{"):
        rows(url)


def test_an_address_that_has_moved_is_named() -> None:
    script = Script((301, {"Location": "https://elsewhere.example/sparql"}, b""))
    with serving(script) as url, pytest.raises(StoreError) as caught:
        rows(url)
    assert caught.value.hint == "use https://elsewhere.example/sparql"


def test_a_web_page_is_no_answer() -> None:
    script = Script((200, {"Content-Type": "text/html"}, b"<html>"))
    with serving(script) as url, pytest.raises(StoreError, match="text/html"):
        rows(url)


@pytest.mark.parametrize("text", ["SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "DROP ALL"])
def test_what_would_leave_or_change_the_store_is_not_even_sent(text: str) -> None:
    script = Script((200, {"Content-Type": JSON}, ROWS))
    with serving(script) as url, pytest.raises(QueryRefusedError):
        RemoteStore(url).query(text, {})
    assert not script.asked


def test_a_token_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_STORE_TOKEN", "t0ken")
    script = Script((200, {"Content-Type": JSON}, ROWS))
    with serving(script) as url:
        rows(url)
    assert script.asked[0][1]["Authorization"] == "Bearer t0ken"


def test_a_user_and_a_password_are_sent_as_basic_authorisation() -> None:
    assert authorisation({"KB_STORE_USER": "ann", "KB_STORE_PASSWORD": "b:c"}) == "Basic YW5uOmI6Yw=="


def test_a_user_without_a_password_is_a_mistake() -> None:
    with pytest.raises(ConfigurationError, match="KB_STORE_PASSWORD"):
        authorisation({"KB_STORE_USER": "ann"})
