"""Serves an application with waitress until it is told to stop."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import waitress

from kb.errors import KbError
from kb.project import KnowledgeBase

from .app import LARGEST_BODY, create_app, pool_of

_SPARE_THREADS = 32  # beside those that wait for queries: for pages, health checks, slow clients
_SETTINGS = {
    "ident": None,
    "channel_request_lookahead": 1,  # or a client that leaves goes unnoticed while its query runs
    "channel_timeout": 60,
    "connection_limit": 1000,  # of which most are idle; waitress itself takes 100
    "cleanup_interval": 10,
    "max_request_body_size": 4 * LARGEST_BODY,  # flask refuses what is over LARGEST_BODY, with a better answer
    "max_request_header_size": 1 << 16,
    "asyncore_use_poll": True,
}


def serve(
    kb: KnowledgeBase,
    host: str,
    port: int,
    query_timeout: float,
    ready: Callable[[str], None] = lambda url: None,
    *,
    workers: int | None = None,
) -> None:
    """Serve ``kb``, which must have been built, until SIGINT or SIGTERM; then end all query processes.

    ``query_timeout`` is in seconds. Once it listens, ``ready`` is called with the URL; port 0 takes any free one.

    Raises:
        KbError: if it cannot listen there.
        StoreError: if nothing has been built.
    """
    app = create_app(kb, query_timeout=query_timeout, workers=workers)
    pool = pool_of(app)
    listening = _listen(host, port)
    server = waitress.create_server(app, sockets=[listening], threads=2 * pool.workers + _SPARE_THREADS, **_SETTINGS)
    try:
        with _stopped_by_signals():
            pool.start()
            ready(_url(host, listening.getsockname()[1]))
            server.run()
    finally:
        server.close()
        pool.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
        return socket.create_server(address, family=family, backlog=1024)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        raise KbError(
            f"cannot listen on {host}:{port}: {reason[:1].lower()}{reason[1:]}",
            hint="choose another port with --port, or an address of this machine with --host",
        ) from None


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Make SIGTERM and SIGINT end the server in order, where signals can be caught: in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, stack: FrameType | None) -> None:
    raise SystemExit(0)
