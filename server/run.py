"""Serves an application with uvicorn until it is told to stop, or to start anew."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from flask import Flask

from kb.errors import UsageError
from kb.project import KnowledgeBase

from .app import create_app, endpoint_of
from .front import Front
from .guarded import GuardedProtocol, close_stuck
from .indexing import Indexer
from .limits import Limits
from .listening import listen, start_anew, url_of
from .logs import request_log, set_up
from .proxied import Proxied
from .record import Record
from .state import Endpoint

if TYPE_CHECKING:
    from kb.writing.process import Writer

_KEEP_ALIVE = 20  # seconds


@dataclass(frozen=True)
class Serving:
    """How to serve: where to listen, under which limits, and what to tell whom.

    ``drain`` is how many seconds queries may go on when the server is told to stop. ``proxies`` are the addresses
    whose ``X-Forwarded-For``, ``-Proto``, ``-Host`` and ``-Prefix`` are believed. ``log`` is one of ``logs.FORMATS``.
    Answers may be used for ``max_age`` seconds without asking again. ``writable`` lets those write who have a token for
    it; where it is ``private``, reading needs one, too. ``templates`` is a folder whose templates, and files in its
    folder ``static``, take the place of ours.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    limits: Limits = field(default_factory=Limits)
    in_memory: bool = True
    drain: float = 30.0
    proxies: tuple[str, ...] = ()
    log: str = "off"
    max_age: int = 0
    writable: bool = False
    private: bool = False
    templates: str | None = None


def serve(kb: KnowledgeBase, serving: Serving, ready: Callable[[str], None] = lambda url: None) -> None:
    """Serve ``kb``, which must have been built, until SIGINT or SIGTERM; then end all query processes.

    Once it listens, ``ready`` is called with the URL; port 0 takes any free one. SIGTERM lets what runs end first;
    SIGHUP does, too, and then starts the same command anew, while new connections wait.

    Raises:
        KbError: if it cannot listen there.
        StoreError: if nothing has been built.
    """
    app = create_app(
        kb,
        serving.limits,
        in_memory=serving.in_memory,
        max_age=serving.max_age,
        private=serving.private,
        templates=Path(serving.templates) if serving.templates else None,
    )
    endpoint = endpoint_of(app)
    indexer = Indexer(kb)
    writer = _enable_writing(app, kb, serving, indexer) if serving.writable else None
    listening = listen(serving.host, serving.port)
    kept = os.dup(listening.fileno())  # uvicorn closes the socket while answers are still on their way
    try:
        set_up(serving.log)
        log = request_log(serving.log)

        def finish(record: Record) -> None:
            endpoint.metrics.observe(record)
            log(record)

        server = _Server(_config(Front(app, endpoint, finish, takes_writes=serving.writable), serving), endpoint)
        with _runner() as runner:
            runner.run(server.live(listening, lambda: ready(url_of(listening, serving.host))))
        if server.starts_anew:
            if writer is not None:
                writer.close()
            indexer.close()
            start_anew(kept)
    finally:
        if writer is not None:
            writer.close()
        indexer.close()
        os.close(kept)
        listening.close()


def _enable_writing(app: Flask, kb: KnowledgeBase, serving: Serving, indexer: Indexer) -> Writer:
    from .writing import enable

    if kb.settings.store is not None:
        raise UsageError(
            "writing over the network works with the embedded store only",
            hint="write to the Turtle files, and build; or leave [store] out of kb.toml",
        )

    builds = endpoint_of(app).pool.dispatcher.stock.builds

    def written() -> None:
        builds.look_again()
        indexer.want()

    return enable(app, kb, timeout=serving.limits.time, memory=serving.limits.memory, written=written)


def _runner() -> asyncio.Runner:
    try:
        import uvloop
    except ImportError:  # there is no wheel for this system; asyncio's own loop is slower
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


def _config(front: Front, serving: Serving) -> uvicorn.Config:
    return uvicorn.Config(
        Proxied(front, serving.proxies) if serving.proxies else front,
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # see ``proxied``
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=max(1, round(serving.drain)),
    )


class _Server(uvicorn.Server):
    """Uvicorn's server, with the endpoint's processes, and signals of our own."""

    def __init__(self, config: uvicorn.Config, endpoint: Endpoint) -> None:
        super().__init__(config)
        self._endpoint = endpoint
        self.starts_anew = False

    async def live(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until a signal ends it."""
        loop = asyncio.get_running_loop()
        pool = self._endpoint.pool
        pool.live_on(loop)
        guarding = loop.create_task(close_stuck(self.server_state.connections))
        telling = loop.create_task(self._tell(ready))
        try:
            with self._signals(loop):
                await pool.dispatcher.start()
                gc.collect()
                gc.freeze()
                await self.serve(sockets=[listening])
        finally:
            guarding.cancel()
            telling.cancel()
            pool.dispatcher.close()

    async def _tell(self, ready: Callable[[], None]) -> None:
        while not self.started:
            await asyncio.sleep(0.005)
        ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to ``live``: uvicorn would end the process by the signal that it got."""
        yield

    @contextlib.contextmanager
    def _signals(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Take the signals, where they can be taken: in the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        actions = {signal.SIGINT: self._stop_now, signal.SIGTERM: self._stop, signal.SIGHUP: self._start_anew}
        for number, action in actions.items():
            loop.add_signal_handler(number, action)
        try:
            yield
        finally:
            for number in actions:
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        self.force_exit = self.should_exit  # at the second signal
        self.should_exit = True

    def _stop_now(self) -> None:
        self.should_exit = self.force_exit = True

    def _start_anew(self) -> None:
        self.starts_anew = True
        self.should_exit = True
