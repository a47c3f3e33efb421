"""Bodies that are not what they should be: in other encodings, without a type, of another length. Never a 5xx."""

from __future__ import annotations

import gzip
from urllib.parse import quote, urlencode

import pytest

from .conftest import Server
from .raw import Answer, exchange, request

ASK = 'ASK { ?claim schema:text "Die Brücke war gesperrt."@de }'
DIRECT = "Content-Type: application/sparql-query"
FORM = "Content-Type: application/x-www-form-urlencoded"
LARGEST = 1 << 20


def post(server: Server, *headers: str, body: bytes = b"") -> Answer:
    return exchange(server.address, request("POST", "/sparql", *headers, body=body))


def framed(server: Server, *headers: str, body: bytes, hang_up: bool = False) -> Answer:
    """Send a body without saying its length, beyond what the headers say."""
    return exchange(server.address, request("POST", "/sparql", DIRECT, *headers) + body, hang_up=hang_up)


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "", "U8"])
def test_utf_8_has_many_names(server: Server, charset: str) -> None:
    assert post(server, f"{DIRECT}; charset={charset}", body=ASK.encode()).json["boolean"] is True


def test_a_byte_order_mark_does_not_matter(server: Server) -> None:
    assert post(server, DIRECT, body=ASK.encode("utf-8-sig")).json["boolean"] is True


@pytest.mark.parametrize("charset", ["utf-16", "utf-16le", "utf-32", "iso-8859-1", "windows-1252", "no-such", "\u00ff"])
@pytest.mark.parametrize("kind", [DIRECT, FORM])
def test_a_body_that_says_it_is_in_another_charset_is_refused(server: Server, kind: str, charset: str) -> None:
    got = post(server, f'{kind}; charset="{charset}"', body=b"ASK {}")
    assert (got.status, got.json["hint"]) == (415, "send UTF-8")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16le", "utf-32", "iso-8859-1"])
def test_a_body_that_is_in_another_charset_and_does_not_say_so_is_the_clients_fault(
    server: Server, charset: str
) -> None:
    assert post(server, DIRECT, body=ASK.encode(charset)).status == 400
    assert post(server, FORM, body=f"query={ASK}".encode(charset)).status == 400


def test_a_form_escaped_from_another_charset_is_the_clients_fault(server: Server) -> None:
    assert post(server, FORM, body=urlencode({"query": ASK}, encoding="latin-1").encode()).status == 400


def test_a_body_without_a_type_is_told_the_types_that_there_are(server: Server) -> None:
    got = post(server, body=ASK.encode())
    assert got.status == 415
    assert "application/sparql-query" in got.headers["accept-post"]
    assert "application/sparql-query" in got.json["hint"]


@pytest.mark.parametrize("media_type", [";", "/", "*/*", "application", "application/", "\u00ff/\u00fe", "a/b;c=" * 99])
def test_a_type_that_is_none_is_refused(server: Server, media_type: str) -> None:
    assert post(server, f"Content-Type: {media_type}", body=b"ASK {}").status == 415


def test_a_compressed_body_is_refused(server: Server) -> None:
    got = post(server, DIRECT, "Content-Encoding: gzip", body=gzip.compress(ASK.encode()))
    assert got.status == 415
    assert "gzip" in got.json["detail"]


def test_identity_is_no_compression(server: Server) -> None:
    assert post(server, DIRECT, "Content-Encoding: identity", body=ASK.encode()).json["boolean"] is True


def test_a_body_that_is_longer_than_it_says_is_cut_and_does_not_parse(server: Server) -> None:
    got = framed(server, "Content-Length: 5", body=b"ASK {}")
    assert (got.status, got.json["line"], got.json["column"]) == (400, 1, 6)


def test_a_body_that_is_shorter_than_it_says_gets_no_answer_or_a_refusal(server: Server) -> None:
    assert framed(server, "Content-Length: 100", body=b"ASK {}", hang_up=True).status in {0, 400, 408}
    assert server.query("ASK {}").status == 200


@pytest.mark.parametrize("length", ["-1", "six", "1,2", "0x6", "6 6", "+6", "\u0666", ""])
def test_a_length_that_is_no_number_is_the_clients_fault(server: Server, length: str) -> None:
    assert framed(server, f"Content-Length: {length}", body=b"ASK {}").status in {400, 411}


def test_two_lengths_are_the_clients_fault(server: Server) -> None:
    assert framed(server, "Content-Length: 6", "Content-Length: 7", body=b"ASK {}").status == 400


def test_a_body_in_chunks_is_read(server: Server) -> None:
    got = framed(server, "Transfer-Encoding: chunked", body=b"4\r\nASK \r\n2;x=y\r\n{}\r\n0\r\n\r\n")
    assert got.json["boolean"] is True


@pytest.mark.parametrize("body", [b"six\r\nASK {}\r\n0\r\n\r\n", b"-6\r\nASK {}\r\n0\r\n\r\n", b"\xff\r\n\r\n"])
def test_chunks_that_are_none_are_the_clients_fault(server: Server, body: bytes) -> None:
    assert framed(server, "Transfer-Encoding: chunked", body=body).status == 400


def test_a_client_that_waits_for_leave_to_send_gets_it(server: Server) -> None:
    assert post(server, DIRECT, "Expect: 100-continue", body=ASK.encode()).json["boolean"] is True


@pytest.mark.parametrize("kind", [DIRECT, FORM])
def test_a_body_that_is_too_large_is_refused_with_the_size_that_is_not(server: Server, kind: str) -> None:
    got = post(server, kind, body=b"query=ASK%7B%7D&x=" + b" " * LARGEST)
    assert got.status == 413
    assert str(LARGEST) in got.json["hint"]


def test_a_page_about_a_form_that_is_too_large_is_a_page(server: Server) -> None:
    got = post(server, FORM, "Accept: text/html", body=b"query=ASK%7B%7D&x=" + b" " * LARGEST)
    assert got.status == 413
    assert got.body.lower().startswith(b"<!doctype html>")


def test_a_body_in_chunks_that_is_too_large_is_refused(server: Server) -> None:
    chunk = b"%x\r\n%s\r\n" % (LARGEST // 2, b" " * (LARGEST // 2))
    got = framed(server, "Transfer-Encoding: chunked", body=chunk * 3 + b"0\r\n\r\n")
    assert got.status == 413


def test_an_answer_in_no_format_that_is_accepted_is_refused(server: Server) -> None:
    got = exchange(server.address, request("GET", "/sparql?query=" + quote(ASK), "Accept: image/png"))
    assert got.status == 406
    assert "csv" in got.json["hint"]
