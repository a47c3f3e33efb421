"""A server that takes writes, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from kb.building import build
from kb.project import load
from kb.tokens import add_token

from .conftest import Got, Server


class Writable(Server):
    """A server that takes writes, with a token for them."""

    def __init__(self, folder: Path, timeout: float = 30.0) -> None:
        kb = load(folder)
        build(kb)
        self.folder, self.token = folder, add_token(kb, "ann", "write")
        super().__init__(folder, timeout, writable=True)

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
