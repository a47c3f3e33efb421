"""Real SPARQL servers on loopback ports."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest


@dataclass(frozen=True)
class SparqlServer:
    """Where a server takes queries, updates and graphs."""

    query: str
    update: str
    graphs: str
    protected: SparqlServer | None = None
    """The same server by addresses at which it wants a name and a password."""

    def settings(self) -> str:
        """Return the table of kb.toml that gives the addresses."""
        return f'\n[store]\nquery = "{self.query}"\nupdate = "{self.update}"\ngraphs = "{self.graphs}"\n'

    def change(self, update: str) -> None:
        """Carry out an update."""
        headers = {"Content-Type": "application/sparql-update"}
        with urllib.request.urlopen(urllib.request.Request(self.update, update.encode(), headers)) as response:
            response.read()

    def clear(self) -> None:
        """Drop all named graphs, but not those that Virtuoso keeps for itself."""
        with urllib.request.urlopen(
            urllib.request.Request(
                self.query,
                urlencode({"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}).encode(),
                {"Accept": "text/csv"},
            )
        ) as response:
            graphs = [line.strip('"') for line in response.read().decode().split()[1:]]
        for graph in graphs:
            if not any(name in graph for name in ("openlinksw", "localuriqaserver", "www.w3.org")):
                self.change(f"DROP SILENT GRAPH <{graph}>")

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
def oxigraph(folder: Path | None = None) -> Iterator[SparqlServer]:
    """Run Oxigraph's own server, in memory or in a folder; skip where it is not installed."""
    program = Path(sys.executable).parent / "oxigraph"
    if not program.exists():
        pytest.skip("the package oxigraph is not installed")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}", *(["--location", str(folder)] if folder else [])],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield SparqlServer(f"{address}/query", f"{address}/update", f"{address}/store")
    finally:
        process.kill()
        process.wait()


_VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CheckpointInterval = 0
ServerThreads = 20
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def virtuoso(folder: Path, *, rows: int = 10_000_000, buffers: int = 20_000) -> Iterator[SparqlServer]:
    """Run Virtuoso 7 in a folder that is empty; skip where it is not installed."""
    if shutil.which("virtuoso-t") is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    sql, http = free_port(), free_port()
    settings = _VIRTUOSO.format(sql=sql, http=http, rows=rows, buffers=buffers, dirty=buffers * 3 // 4)
    (folder / "virtuoso.ini").write_text(settings)
    process = subprocess.Popen(
        ["virtuoso-t", "-f", "-c", "virtuoso.ini"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(http, process, 120)
        grant = 'exec=grant SPARQL_UPDATE to "SPARQL"'
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", grant], check=True, capture_output=True)
        address = f"http://127.0.0.1:{http}"
        protected = SparqlServer(
            f"{address}/sparql-auth", f"{address}/sparql-auth", f"{address}/sparql-graph-crud-auth"
        )
        yield SparqlServer(f"{address}/sparql", f"{address}/sparql", f"{address}/sparql-graph-crud", protected)
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
