"""The stores that are measured side by side: the embedded one, and servers that are started for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.stores.servers import SparqlServer, oxigraph, virtuoso

_BUFFERS = 170_000  # pages of 8 kB: what Virtuoso recommends for 2 GB of memory


@dataclass(frozen=True)
class Engine:
    """A store by its name, and by the environment that makes ``kb`` use it."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, server: SparqlServer) -> Engine:
        """Describe a server."""
        environment = {
            "KB_STORE_QUERY": server.query,
            "KB_STORE_UPDATE": server.update,
            "KB_STORE_GRAPHS": server.graphs,
        }
        return cls(name, environment)


def engines(scratch: Path) -> Iterator[Engine]:
    """Yield the stores one after the other; each server runs, on disk, until the next is asked for."""
    yield Engine("embedded")
    for name in ("oxigraph", "virtuoso"):
        folder = scratch / name
        folder.mkdir()
        try:
            with oxigraph(folder) if name == "oxigraph" else virtuoso(folder, buffers=_BUFFERS) as server:
                yield Engine.of(name, server)
        except pytest.skip.Exception:
            continue  # it is not installed
