"""WARC 1.0 and 1.1 (ISO 28500): the response whose address is the source's, else the largest page."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from . import html, plain
from .common import MOST_BYTES, UnreadableError


@dataclass(frozen=True)
class Page:
    """A response: its address, its media type, its body."""

    url: str
    media_type: str
    body: bytes


def extract(data: bytes, media_type: str, url: str) -> str:
    """Return the text of the page that is meant.

    Raises:
        UnreadableError: if the file is damaged or has no page.
    """
    return text_of_page(list(pages(data)), url)


def text_of_page(found: list[Page], url: str) -> str:
    """Return the text of the page with an address, or of the largest.

    Raises:
        UnreadableError: if there is none.
    """
    if not found:
        raise UnreadableError("the archive has no page")
    named = [page for page in found if url and _plain(page.url) == _plain(url)]
    page = max(named or found, key=lambda each: len(each.body))
    if page.media_type.startswith("text/plain"):
        return plain.extract(page.body, page.media_type, url)
    return html.extract(page.body, page.media_type, url)


def _plain(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|#.*$|/$", "", url.partition("#")[0].strip())


def pages(data: bytes) -> Iterator[Page]:
    """Yield the pages of an archive.

    Raises:
        UnreadableError: if it is damaged.
    """
    try:
        file: IO[bytes] = io.BytesIO(_unpacked(data))
        while (record := _record(file)) is not None:
            headers, block = record
            if headers.get("warc-type") == "response":
                page = _response(headers.get("warc-target-uri", ""), block)
                if page is not None:
                    yield page
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UnreadableError(f"the archive is damaged ({error})") from None


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        found = file.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise UnreadableError("the archive is too large when it is unpacked")
    return found


def _record(file: IO[bytes]) -> tuple[dict[str, str], bytes] | None:
    line = file.readline()
    while line in (b"\r\n", b"\n"):
        line = file.readline()
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise ValueError("a record does not begin with WARC/")
    headers = _headers(file)
    length = int(headers.get("content-length", "0"))
    return headers, file.read(length)


def _headers(file: IO[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    while (line := file.readline()) not in (b"", b"\r\n", b"\n"):
        name, _, value = line.decode("utf-8", errors="replace").partition(":")
        headers[name.strip().lower()] = value.strip().strip("<>")
    return headers


def _response(url: str, block: bytes) -> Page | None:
    """Read an HTTP response; None if it is no page."""
    file = io.BytesIO(block)
    status = file.readline().split()
    headers = _headers(file)
    media_type = headers.get("content-type", "")
    if len(status) < 2 or not status[1].startswith(b"2") or not media_type.startswith(("text/", "application/xhtml")):
        return None
    body = file.read()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _dechunked(body)
    return Page(url, media_type, _decompressed(body, headers.get("content-encoding", "").lower()))


def _dechunked(body: bytes) -> bytes:
    file, parts = io.BytesIO(body), []
    while (line := file.readline()) and (size := int(line.partition(b";")[0].strip() or b"0", 16)):
        parts.append(file.read(size))
        file.readline()
    return b"".join(parts)


def _decompressed(body: bytes, coding: str) -> bytes:
    if coding not in ("gzip", "x-gzip", "deflate"):
        return body
    return zlib.decompressobj(47).decompress(body, MOST_BYTES)
