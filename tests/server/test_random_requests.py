"""Whatever bytes come, the fault is never the server's: no answer has a status of 500 or more."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Server
from .raw import exchange

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

_NO_LINES = st.binary(max_size=60).map(lambda data: bytes(byte for byte in data if byte not in b"\r\n"))
_NO_SPACES = _NO_LINES.map(lambda data: bytes(byte for byte in data if byte > 0x20))
METHODS = st.sampled_from([b"GET", b"HEAD", b"POST", b"QUERY", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"X"])
PATHS = st.sampled_from(
    [b"/", b"/sparql", b"/sparql/", b"/graph-store", b"/file/", b"/healthz", b"/.well-known/void", b"/static/"]
)
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"query", b"format", b"default-graph-uri", b"named-graph-uri", b"graph", b"default", b"version"]
        )
        | _NO_SPACES,
        st.sampled_from([b"ASK%7B%7D", b"SELECT%20*%7B?s?p?o%7D", b"csv", b"html", b"x:y", b"%ff", b"%00", b"%", b""])
        | _NO_SPACES,
    ).map(b"=".join),
    max_size=4,
).map(lambda pairs: b"?" + b"&".join(pairs) if pairs else b"")
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(b"Accept", b"Accept-Encoding", b"Accept-Language", b"Authorization", b"Cookie", b"Content-Type"),
                *(b"Content-Encoding", b"Content-Language", b"Forwarded", b"If-Match", b"If-None-Match"),
                *(b"If-Modified-Since", b"Origin", b"Range", b"X-Forwarded-For", b"X-Forwarded-Host", b"Upgrade"),
            ]
        ),
        st.sampled_from([b"*/*", b"text/csv;q=0.1", b"application/sparql-query", b"bytes=0-", b'"']) | _NO_LINES,
    ).map(b": ".join),
    max_size=5,
)
HOSTS = st.just(b"kb.example") | _NO_LINES
BODIES = st.sampled_from([b"", b"ASK {}", b"query=ASK%7B%7D"]) | st.binary(max_size=100)


@QUICK
@given(METHODS, PATHS | _NO_SPACES.map(lambda path: b"/" + path), PARAMETERS, HOSTS, HEADERS, BODIES)
def test_no_request_makes_the_server_fail(
    server: Server, method: bytes, path: bytes, parameters: bytes, host: bytes, headers: list[bytes], body: bytes
) -> None:
    lines = [b"%s %s%s HTTP/1.1" % (method, path, parameters), b"Host: " + host, b"Connection: close", *headers]
    length = b"Content-Length: %d" % len(body)
    got = exchange(server.address, b"\r\n".join([*lines, length, b"", b""]) + body)
    assert got.status < 500, got.body


def test_parameters_outside_utf_8_are_the_clients_fault_on_every_path(server: Server) -> None:
    for path in (b"//", b"/", b"/nothing", b"/sparql", b"//sparql", b"/graph-store"):
        got = exchange(server.address, b"GET %s?format=\x80 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path)
        assert got.status in {200, 400, 404, 406}


@QUICK
@given(PARAMETERS, st.sampled_from([b"application/sparql-query", b"application/x-www-form-urlencoded"]), BODIES)
def test_no_query_of_random_bytes_makes_the_server_fail(
    server: Server, parameters: bytes, media_type: bytes, body: bytes
) -> None:
    lines = [b"POST /sparql%s HTTP/1.1" % parameters, b"Host: kb.example", b"Connection: close"]
    lines += [b"Content-Type: " + media_type, b"Content-Length: %d" % len(body), b"", b""]
    got = exchange(server.address, b"\r\n".join(lines) + body)
    assert 200 <= got.status < 500, got.body


@QUICK
@given(st.binary(max_size=300))
def test_no_bytes_that_are_no_request_make_the_server_fail(server: Server, data: bytes) -> None:
    assert exchange(server.address, data, hang_up=True).status < 500


def test_the_server_is_well_after_all_that(server: Server) -> None:
    assert server.request("/healthz").text == "ok\n"
