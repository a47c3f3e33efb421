"""A request as far as the protocol looks at it, for those that flask never sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from werkzeug.http import parse_options_header


class HttpRequest(Protocol):
    """What the protocol looks at; a request of flask's has it."""

    @property
    def method(self) -> str:
        """GET, HEAD, POST …."""

    @property
    def query_string(self) -> bytes:
        """What follows the question mark."""

    @property
    def headers(self) -> Any:
        """The headers, with a ``get`` that takes a name in any case."""

    @property
    def mimetype(self) -> str:
        """The media type of the body, in small letters, without parameters."""

    @property
    def mimetype_params(self) -> Mapping[str, str]:
        """The parameters of that."""

    def get_data(self) -> bytes:
        """Return the body."""


class Headers:
    """Headers, whatever the case of their names; several of one name are one (RFC 9110 §5.3)."""

    def __init__(self, fields: Iterable[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in fields:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            self._values[key] = f"{self._values[key]}, {text}" if key in self._values else text

    def get(self, key: str, default: None = None) -> str | None:
        """Return the value of a header, None if there is none."""
        return self._values.get(key.lower(), default)


class Incoming:
    """A request with its body; see ``HttpRequest``."""

    def __init__(self, method: str, query_string: bytes, headers: Headers, body: bytes = b"") -> None:
        self.method, self.query_string, self.headers, self._body = method, query_string, headers, body
        mimetype, parameters = parse_options_header(headers.get("content-type"))
        self.mimetype, self.mimetype_params = mimetype.lower(), parameters

    def get_data(self) -> bytes:
        """Return the body."""
        return self._body
