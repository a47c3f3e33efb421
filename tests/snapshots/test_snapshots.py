"""Digests are recomputed, and quotes are looked for in what a reader sees of the snapshot."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.snapshots import check
from kb.snapshots.facts import Facts, QuoteFacts, SnapshotFacts
from kb.snapshots.matching import find
from kb.snapshots.texts import UnreadableError, text_of

PAGE = """<!doctype html><html><head><title>The bridge</title><script>var a = "the bridge will shut";</script></head>
<body><nav>Menu</nav><h1>Closure</h1><p>Mayor Klein said that &ldquo;the bridge will be <b>shut</b> from 4&nbsp;May&rdquo;.
Drivers have to wait.</p><p>Tickets cost 3&euro;.</p></body></html>"""


def facts(
    folder: Path, name: str, data: bytes, exact: str, *, media_type: str = "", url: str = "", **around: str
) -> Facts:
    (folder / name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    snapshot = SnapshotFacts("<s>", "<source>", name, f'"{name}"', digest, media_type, url)
    return Facts([snapshot], [QuoteFacts("<q>", "<source>", exact, f'"{exact}"', **around)])


def found(folder: Path, name: str, data: bytes, exact: str, **more: str) -> list[tuple[str, str]]:
    return [
        (fault.rule.name, fault.message + fault.hint)
        for fault in check(facts(folder, name, data, exact, **more), folder)
    ]


def test_a_quote_that_a_page_has_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, "page.html", PAGE.encode(), "Drivers have to wait.") == []


def test_what_was_set_aside_to_find_a_quote_is_told(tmp_path: Path) -> None:
    ((rule, message),) = found(tmp_path, "page.html", PAGE.encode(), 'said that "the bridge will be shut from 4 May"')
    assert rule == "quote-found-normalised"
    assert "white space" in message
    assert "quotation marks" in message


def test_what_a_reader_does_not_see_is_not_searched(tmp_path: Path) -> None:
    assert found(tmp_path, "page.html", PAGE.encode(), "var a =")[0][0] == "quote-not-in-snapshot"


def test_changed_words_are_named(tmp_path: Path) -> None:
    ((rule, message),) = found(
        tmp_path,
        "page.txt",
        b"He said the bridge would be shut from 4 May on.",
        "the bridge will be shut from 4 May on.",
    )
    assert rule == "quote-changed"
    assert "“would” instead of “will”" in message


def test_words_that_are_there_twice_need_their_context(tmp_path: Path) -> None:
    data = b"It is late. He said: it is late. Then it is late again."
    assert found(tmp_path, "page.txt", data, "it is late")[0][0] == "quote-found-several-times"
    assert found(tmp_path, "page.txt", data, "it is late", suffix=" again") == []


def test_another_digest_is_a_violation_that_tells_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"changed")
    snapshot = SnapshotFacts("<s>", "<o>", "a.txt", '"a.txt"', "0" * 64, "", "")
    (fault,) = check(Facts([snapshot], []), tmp_path)
    assert fault.rule.name == "snapshot-digest-differs"
    assert hashlib.sha256(b"changed").hexdigest() in fault.hint


def test_a_file_that_is_not_there_is_told_and_one_outside_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "here.txt").write_text("x")
    snapshots = [
        SnapshotFacts(f"<{name}>", "", name, "", "", "", "")
        for name in ("gone.txt", "../secret.txt", "link.txt", "/etc/passwd", "here.txt")
    ]
    assert [(fault.rule.name, fault.node) for fault in check(Facts(snapshots, []), folder)] == [
        ("snapshot-file-missing", "<gone.txt>")
    ]


def warc(*pages: tuple[str, bytes, str]) -> bytes:
    """Write an archive of pages: address, body, further headers."""
    parts = []
    for url, body, headers in pages:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n".encode() + body
        head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(block)}\r\n\r\n"
        parts.append(head.encode() + block + b"\r\n\r\n")
    return b"".join(parts)


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress], ids=["plain", "compressed"])
def test_the_page_of_an_archive_is_that_with_the_source_s_address(tmp_path: Path, pack: object) -> None:
    data = warc(
        ("https://other.example/", b"<p>" + b"other words " * 50, ""),
        ("https://www.paper.example/bridge", chunked(b"<p>the bridge is shut"), "Transfer-Encoding: chunked\r\n"),
        ("https://paper.example/zip", gzip.compress(b"<p>zipped words"), "Content-Encoding: gzip\r\n"),
    )
    (tmp_path / "a.warc").write_bytes(pack(data))  # type: ignore[operator]
    assert "the bridge is shut" in text_of(tmp_path / "a.warc", url="http://paper.example/bridge/")
    assert "zipped words" in text_of(tmp_path / "a.warc", url="https://paper.example/zip#top")
    assert "other words" in text_of(tmp_path / "a.warc")


def test_a_wacz_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr("archive/data.warc.gz", gzip.compress(warc(("https://a.example/", b"<p>words", ""))))
    assert "words" in text_of(tmp_path / "a.wacz")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.warc", b"WARC/1.0\r\nContent-Length: x\r\n\r\n"), ("a.wacz", b"PK\x03\x04no"), ("a.bin", b"\x00\x01")],
)
def test_a_damaged_or_unknown_file_has_no_text(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableError):
        text_of(tmp_path / name)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        ("Tür".encode("cp1252"), "text/plain"),
        ("Tür".encode("latin-1"), "text/plain; charset=iso-8859-1"),
        ("\ufeffTür".encode("utf-16-le"), "text/plain"),
        ("<meta charset=iso-8859-1><p>Tür".encode("latin-1"), "text/html"),
    ],
)
def test_characters_are_read_by_the_encoding_that_is_declared(tmp_path: Path, data: bytes, media_type: str) -> None:
    (tmp_path / "a").write_bytes(data)
    assert "Tür" in text_of(tmp_path / "a", media_type)


def pdf(words: str) -> bytes:
    """Write the smallest PDF that shows some words."""
    stream = f"BT /F1 12 Tf 10 10 Td ({words}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 50] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    output, places = io.BytesIO(b"%PDF-1.4\n"), []
    output.seek(0, io.SEEK_END)
    for number, each in enumerate(objects, start=1):
        places.append(output.tell())
        output.write(f"{number} 0 obj\n{each}\nendobj\n".encode())
    start = output.tell()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    output.write(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return output.getvalue()


def test_a_pdf_is_read_where_the_extra_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    (tmp_path / "a.pdf").write_bytes(pdf("the bridge is shut"))
    assert "the bridge is shut" in text_of(tmp_path / "a.pdf")


def test_without_the_extra_it_is_told_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    (tmp_path / "a.pdf").write_bytes(pdf("x"))
    with pytest.raises(UnreadableError, match=re.escape("pip install 'factcheck-kb[pdf]'")):
        text_of(tmp_path / "a.pdf")


words = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=8, max_size=60)


@given(spoken=words, data=st.data())
def test_words_cut_from_a_text_are_found_in_it(spoken: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(spoken) - 4))
    end = data.draw(st.integers(start + 2, len(spoken)))
    exact = " ".join(spoken[start:end])
    text = data.draw(st.sampled_from([" ", "\n", "\u00a0", "  "])).join(spoken)
    assert find(exact, "", "", text).kind in ("once", "several")


@given(
    spoken=st.lists(st.text("abcdefgh", min_size=3, max_size=8), min_size=12, max_size=40, unique=True),
    at=st.integers(2, 9),
)
def test_one_other_word_is_seen_as_a_change(spoken: list[str], at: int) -> None:
    exact = [*spoken[1:11]]
    exact[at - 1 if at < 10 else 1] = "ZZZ"
    match = find(" ".join(exact), "", "", " ".join(spoken))
    assert match.kind == "changed"
    assert "ZZZ" in match.difference


def test_a_missing_quote_is_looked_for_in_a_long_text() -> None:
    text = " ".join(f"word{number % 997}" for number in range(150_000))
    match = find("nothing of this " * 12, "", "", text)
    assert (match.kind, match.nearest) == ("missing", "")


def test_a_desk_that_keeps_its_snapshots_elsewhere_is_told_nothing(tmp_path: Path) -> None:
    snapshots = [SnapshotFacts(f"<{name}>", "", name, "", "", "", "") for name in ("a.html", "b.html")]
    assert list(check(Facts(snapshots, []), tmp_path)) == []


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_one_that_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "here.txt").write_text("x")
    snapshots = [SnapshotFacts(f"<{each}>", "", each, "", "", "", "") for each in (name, "here.txt")]
    assert [fault.rule.name for fault in check(Facts(snapshots, []), tmp_path)] == ["snapshot-file-missing"]
