"""Whole responses by the bytes of their requests: what is asked again and again costs next to nothing.

Their bodies are those of ``cache.Answers``, so that as long as both keep one, it is in memory once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .limits import MEGABYTE
from .record import Record

# Headers that change nothing about the answer to a GET; with any other one, the request goes the usual way.
_HARMLESS = frozenset(
    (
        *(b"user-agent", b"accept-encoding", b"accept-language", b"connection", b"cache-control", b"pragma"),
        *(b"referer", b"origin", b"dnt", b"cookie", b"priority", b"te", b"upgrade-insecure-requests"),
        *(b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user"),
    )
)
_LARGEST = 4 * MEGABYTE

Key = tuple[bytes, bytes, bytes]


@dataclass(frozen=True)
class Instant:
    """A response: its headers as they are sent, its body, and what the log says of it."""

    head: bytes
    body: bytes
    rows: int
    query: str
    digest: str


class Instants:
    """The responses that were asked for last, in ``most`` bytes at most; ``digest`` is that of the data now.

    ``finish`` is called with the record of every request that is answered here.
    """

    def __init__(self, digest: Callable[[], str], finish: Callable[[Record], None], most: int = 64 * MEGABYTE) -> None:
        self._digest, self._finish, self._most = digest, finish, most
        self._bytes = 0
        self._known: OrderedDict[Key, Instant] = OrderedDict()

    def get(self, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> Instant | None:
        """Return the response to a request, if it was given before and still holds."""
        key = _key(target, headers)
        found = self._known.get(key) if key is not None else None
        if found is None or found.digest != self._digest():
            return None
        return found

    def put(self, target: bytes, headers: Iterable[tuple[bytes, bytes]], instant: Instant) -> None:
        """Keep a response, unless it is large; the oldest ones make room."""
        key = _key(target, headers)
        size = _size(instant)
        if key is None or size > _LARGEST:
            return
        old = self._known.pop(key, None)
        self._known[key] = instant
        self._bytes += size - (_size(old) if old is not None else 0)
        while self._bytes > self._most:
            self._bytes -= _size(self._known.popitem(last=False)[1])

    def note(self, instant: Instant, client: tuple[str, int] | None, target: bytes) -> None:
        """Have a request written into the log that was answered by ``instant``."""
        path = target.partition(b"?")[0].decode("latin-1")
        record = Record(client[0] if client is not None else "", "GET", path)
        record.status, record.bytes, record.query = 200, len(instant.body), instant.query
        record.answered(instant.rows, "cached")
        self._finish(record)


def head_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as they are sent, with the empty line after them."""
    return b"".join(b"%s: %s\r\n" % header for header in headers) + b"\r\n"


def _key(target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> Key | None:
    """Return what a response depends on; None if it might depend on more."""
    accept = host = b""
    for name, value in headers:
        if name == b"accept":
            accept = accept + b"," + value if accept else value
        elif name == b"host" and not host:
            host = value
        elif name not in _HARMLESS:
            return None
    return target, accept, host


def _size(instant: Instant) -> int:
    return len(instant.head) + len(instant.body) + 1024
