"""Real SPARQL servers on loopback ports."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SparqlServer:
    """Where a server takes queries, updates and graphs."""

    query: str
    update: str
    graphs: str

    def load(self, turtle: bytes, graph: str = "default") -> None:
        """Replace a graph (Graph Store Protocol §5.3)."""
        where = "?default" if graph == "default" else f"?graph={graph}"
        request = urllib.request.Request(
            self.graphs + where, data=turtle, method="PUT", headers={"Content-Type": "text/turtle"}
        )
        with urllib.request.urlopen(request) as response:
            response.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def oxigraph() -> Iterator[SparqlServer]:
    """Run Oxigraph's own server in memory; skip where it is not installed."""
    program = Path(sys.executable).parent / "oxigraph"
    if not program.exists():
        pytest.skip("the package oxigraph is not installed")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield SparqlServer(f"{address}/query", f"{address}/update", f"{address}/store")
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Wait until a server listens."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not start")
