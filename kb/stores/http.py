"""Requests to another server: kept connections, authorisation, a few attempts, and errors in plain words."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from kb import __version__
from kb.errors import ConfigurationError, StoreError

from .credentials import Credentials

_ATTEMPTS = 4
_PAUSE = 0.25  # seconds before the second attempt; each later one waits twice as long
_LONGEST_PAUSE = 10.0
_PASSING = {502, 503, 504, 429}
_EXCERPT = 300  # characters of what the server says


@dataclass(frozen=True)
class Request:
    """What to ask a server for. ``safe`` says that asking twice does no more than asking once.

    A ``body`` that is a file is sent from its beginning to its end, piece by piece, each time that it is asked.
    """

    method: str
    headers: Mapping[str, str]
    body: bytes | IO[bytes] | None = None
    safe: bool = True


class Body:
    """The body of an answer, read as it comes; read to its end, it leaves its connection to the next request."""

    def __init__(self, server: Server, connection: http.client.HTTPConnection, response: Any) -> None:
        self._server, self._connection, self._response = server, connection, response
        self._is_done = False
        self.status: int = response.status
        self.media_type: str = response.headers.get_content_type()
        self.headers: Mapping[str, str] = response.headers

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end.

        Raises:
            StoreError: if the answer breaks off.
        """
        try:
            data: bytes = self._response.read(None if size < 0 else size)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise StoreError(f"{self._server.name} broke off in the middle of an answer: {_words(error)}") from None
        if not data or size < 0:
            if self._response.length:  # http.client ends a short body without a word
                self.close()
                raise StoreError(f"{self._server.name} broke off in the middle of an answer")
            if not self._is_done:
                self._is_done = True
                self._server.give_back(self._connection)
        return data

    def finish(self) -> None:
        """Read what is left, so that the connection can be used again."""
        while not self._is_done and self.read(65_536):
            pass

    def close(self) -> None:
        """Let go of an answer that is not read to its end."""
        if not self._is_done:
            self._is_done = True
            self._response.close()
            self._connection.close()

    def __del__(self) -> None:
        """Let go of an answer that nobody reads any more."""
        self.close()


class Server:
    """A server that speaks HTTP. Each process and each answer that is being read has a connection of its own."""

    def __init__(self, url: str, *, credentials: Credentials | None = None, timeout: float = 600.0) -> None:
        """Take the address of what is asked; no connection is opened yet.

        Raises:
            ConfigurationError: if ``url`` is no address of a server.
        """
        self._idle: list[http.client.HTTPConnection] = []
        weakref.finalize(self, _close, self._idle)  # when nobody holds it any more, and at the very end
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"'{url}' is no URL of a server", hint="it begins with http:// or https://")
        if parts.username is not None:
            raise ConfigurationError(
                "a URL must not hold a password: it would show in logs",
                hint="set KB_STORE_USER and KB_STORE_PASSWORD, or KB_STORE_TOKEN",
            )
        self.name = f"{parts.scheme}://{parts.netloc}"
        self._parts, self._timeout = parts, timeout
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._credentials = credentials if credentials is not None else Credentials(None)
        self._owner = os.getpid()

    def send(self, request: Request, *, query: str = "") -> Body:
        """Return the answer to a request whose status says that it went well; ``query`` is added to the address.

        A safe request is tried again when the connection fails, or where the server says that it is busy.

        Raises:
            StoreError: if the server cannot be reached or refuses.
        """
        target = self._target if not query else f"{self._target}{'&' if '?' in self._target else '?'}{query}"
        for attempt in range(1, _ATTEMPTS + 1):
            last = attempt == _ATTEMPTS or not request.safe
            try:
                connection, response = self._authorised(request, target)
            except (OSError, http.client.HTTPException) as error:
                if last or isinstance(error, (ssl.SSLError, socket.gaierror)):
                    raise self._unreachable(error) from None
                time.sleep(_PAUSE * 2 ** (attempt - 1))
                continue
            body = Body(self, connection, response)
            if response.status in _PASSING and not last:
                body.close()
                time.sleep(_wait(response.headers.get("Retry-After"), _PAUSE * 2 ** (attempt - 1)))
                continue
            if response.status >= 300:
                raise self._refused(body, response.headers.get("Location"))
            return body
        raise AssertionError("unreachable")

    def give_back(self, connection: http.client.HTTPConnection) -> None:
        """Keep a connection whose answer was read, for the next request."""
        if self._owner == os.getpid():
            self._idle.append(connection)

    def _authorised(self, request: Request, target: str) -> tuple[http.client.HTTPConnection, Any]:
        """Send a request, and again if the server asks for another kind of authorisation."""
        connection, response = self._exchange(request, target)
        if response.status == 401 and "WWW-Authenticate" not in response.headers and self._credentials.withhold():
            connection.close()  # Virtuoso asks for Digest only where nothing is offered
            connection, response = self._exchange(request, target)
        if response.status == 401 and self._credentials.accept(response.headers.get_all("WWW-Authenticate", [])):
            connection.close()
            connection, response = self._exchange(request, target)
        return connection, response

    def _exchange(self, request: Request, target: str) -> tuple[http.client.HTTPConnection, Any]:
        headers = {"User-Agent": f"factcheck-kb/{__version__}", **request.headers}
        if (authorization := self._credentials.header(request.method, target)) is not None:
            headers["Authorization"] = authorization
        for connection in (*(self._kept() if request.safe else ()), self._connect()):
            try:
                if request.body is not None and not isinstance(request.body, bytes):
                    request.body.seek(0)
                connection.request(request.method, target, body=request.body, headers=headers)
                return connection, connection.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                connection.close()
                fault = error  # the server may have closed a connection that was kept
            except BaseException:
                connection.close()
                raise
        raise fault

    def _kept(self) -> list[http.client.HTTPConnection]:
        """Return a connection that is open already, if there is one and it is this process's own."""
        if self._owner != os.getpid():
            _close(self._idle)  # this process's end of them; its parent's stays open
            self._owner = os.getpid()
        return [self._idle.pop()] if self._idle else []

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)

    def _unreachable(self, error: Exception) -> StoreError:
        return StoreError(f"cannot reach {self.name}: {_words(error)}", hint="is it running, and is the address right?")

    def _refused(self, body: Body, location: str | None) -> StoreError:
        said = " ".join(body.read(64_000).decode("utf-8", "replace").split())[:_EXCERPT]
        body.close()
        if location is not None:
            return StoreError(f"{self.name}{self._parts.path} has moved", hint=f"use {location}")
        hints = {
            401: "set KB_STORE_USER and KB_STORE_PASSWORD, or KB_STORE_TOKEN",
            403: "this user may not do that",
            404: "is the path of the address right?",
            405: "is this the address for that? Queries, updates and graphs often have one each",
        }
        text = f"{self.name} answers {body.status}{f': {said}' if said else ''}"
        return ServerRefusal(text, status=body.status, said=said, hint=hints.get(body.status))


class ServerRefusal(StoreError):  # noqa: N818 (what it is, and a StoreError to everyone else)
    """An answer of a server that says no, with its status and the beginning of its words."""

    def __init__(self, message: str, *, status: int, said: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.answered, self.said = status, said


def _close(connections: list[http.client.HTTPConnection]) -> None:
    for connection in connections:
        connection.close()
    connections.clear()


def _wait(retry_after: str | None, otherwise: float) -> float:
    return min(float(retry_after), _LONGEST_PAUSE) if retry_after is not None and retry_after.isdecimal() else otherwise


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long to answer"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
