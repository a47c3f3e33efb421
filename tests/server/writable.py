"""A server that takes writes, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from kb.building import build
from kb.project import load
from kb.tokens import add_token

from .conftest import ROOT, Got, Server

SERVE = """
import sys
from pathlib import Path
from werkzeug.serving import make_server
from kb.project import load
from kb.server.app import create_app
from kb.server.state import endpoint
from kb.server.writing import enable
kb = load(Path(sys.argv[1]))
app = create_app(kb)
with app.app_context():
    pool = endpoint().pool

def written():
    if hasattr(pool, "dispatcher"):
        pool.dispatcher.stock.builds.look_again()
    else:
        pool._next_look = 0.0

writer = enable(app, kb, timeout=float(sys.argv[2]), written=written)
server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
"""


class Writable(Server):
    """A server that takes writes, with a token for them."""

    def __init__(self, folder: Path, timeout: float = 30.0) -> None:
        kb = load(folder)
        build(kb)
        self.folder, self.token = folder, add_token(kb, "ann", "write")
        self.log = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(folder), str(timeout)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            process_group=0,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        host, _, port = self.url.removeprefix("http://").rstrip("/").partition(":")
        self.address = (host, int(port))

    def write(self, method: str, path: str, body: str, media_type: str, **headers: str) -> Got:
        """Send a write with the token; underscores in the names of headers are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": media_type, **named}
        return self.request(path, method, body.encode(), head)

    def update(self, text: str, **parameters: str) -> Got:
        path = f"/sparql?{urlencode(parameters)}" if parameters else "/sparql"
        return self.write("POST", path, text, "application/sparql-update")

    def put(self, graph: str, turtle: str, method: str = "PUT", **headers: str) -> Got:
        return self.write(method, f"/graph-store?graph={quote(graph, safe='')}", turtle, "text/turtle", **headers)

    def ask(self, pattern: str) -> bool:
        answer: bool = self.query(f"ASK {{ {pattern} }}", "application/sparql-results+json").json["boolean"]
        return answer


@contextmanager
def serving(folder: Path, settings: str = "", timeout: float = 30.0) -> Iterator[Writable]:
    """Serve a folder for writing; ``settings`` are more lines of its kb.toml."""
    with (folder / "kb.toml").open("a") as file:
        file.write(settings)
    server = Writable(folder, timeout)
    try:
        yield server
    finally:
        server.close()
