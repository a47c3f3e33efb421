from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from kb.building import build
from kb.project import KnowledgeBase, load
from kb.server.limits import Limits
from kb.server.pool import Pool

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parents[2]

SERVE = """
import json, sys
from pathlib import Path
from kb.project import load
from kb.server.limits import Limits
from kb.server.run import Serving, serve
given = json.loads(sys.argv[2])
limits = Limits(**{"workers": 2, **given.pop("limits")})
serve(load(Path(sys.argv[1])), Serving(port=0, limits=limits, **given), lambda url: print(url, flush=True))
"""
TIMEOUT = 1.5
"""The time limit of a query on the server under test, in seconds."""

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"
"""A query that would run for days, and gives nothing until then."""

ENDLESS_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r }"
"""A query that would run for days, and gives rows all the while."""


@dataclass
class Got:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def type(self) -> str:
        return self.headers.get("Content-Type", "")


class Server:
    """A server in a process of its own."""

    def __init__(self, folder: Path, timeout: float = TIMEOUT, *, limits: Any = None, **serving: Any) -> None:
        self.log = tempfile.TemporaryFile()  # noqa: SIM115
        given = {"in_memory": False, **serving, "limits": {"time": timeout, **(limits or {})}}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(folder), json.dumps(given)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            process_group=0,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        parts = urlsplit(self.url)
        assert parts.hostname
        assert parts.port
        self.address = (parts.hostname, parts.port)

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(*self.address, timeout=20)

    def request(
        self, path: str, method: str = "GET", body: bytes | str | None = None, headers: dict[str, str] | None = None
    ) -> Got:
        connection = self.connect()
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return Got(response.status, response.headers, response.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str | None = None, **parameters: str) -> Got:
        path = "/sparql?" + urlencode({"query": text, **parameters})
        return self.request(path, headers={"Accept": accept} if accept is not None else {})

    def workers(self) -> list[int]:
        """Return the query processes: the children of the processes that forks them."""
        return [pid for forker in children(self.process.pid) for pid in children(forker)]

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.log.close()


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def runs(pid: int) -> bool:
    """Tell whether a process runs; one that waits for its parent to notice its end does not."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(found.stdout.strip()) and not found.stdout.strip().startswith("Z")


def eventually(condition: Callable[[], bool], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


@pytest.fixture
def knowledge_base(tmp_path: Path) -> KnowledgeBase:
    return make_knowledge_base(tmp_path / "kb")


def make_knowledge_base(folder: Path, base: str = "https://served.example/") -> KnowledgeBase:
    shutil.copytree(DATA, folder)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        path.write_text(path.read_text().replace("https://served.example/", base))
    kb = load(folder)
    assert not build(kb).faults
    return kb


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base that tests read and do not change."""
    return make_knowledge_base(tmp_path_factory.mktemp("served") / "kb")


@pytest.fixture(scope="session")
def server(built: KnowledgeBase) -> Iterator[Server]:
    found = Server(built.folder)
    yield found
    found.close()


@pytest.fixture
def own(knowledge_base: KnowledgeBase) -> Iterator[Server]:
    """A server of the test's own, on which a query may run for a minute."""
    found = Server(knowledge_base.folder, timeout=60)
    yield found
    found.close()


@pytest.fixture
def pool(built: KnowledgeBase) -> Iterator[Pool]:
    found = Pool(built, Limits(time=TIMEOUT, workers=1, extra=0), in_memory=False)
    yield found
    found.close()


class Listener:
    """A socket that counts who connects to it, and hangs up."""

    def __init__(self) -> None:
        self._accepted = self._own = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def connections(self) -> int:
        """How often somebody else has connected: connections queue up, so ours is heard after all before it."""
        self._own += 1
        with socket.create_connection(("127.0.0.1", self.port), 5) as own:
            assert own.recv(1) == b"."
        return self._accepted - self._own

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._accepted += 1
            with connection:
                connection.sendall(b".")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()
