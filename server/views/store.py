"""Puts the queries of views to the processes of the server, as any query is put, but without its limits of size."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from ..sending import ask as put
from ..wire import Job


def ask(text: str) -> bytes:
    """Return the triples of a CONSTRUCT as N-Triples."""
    with contextlib.closing(put(Job(text, table=None, graph="ntriples", is_ours=True))) as reply:
        return reply.read()


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a SELECT: the values of its variables, as characters."""
    with contextlib.closing(put(Job(text, is_ours=True))) as reply:
        content: dict[str, Any] = json.loads(reply.read())
    return [{name: cell["value"] for name, cell in row.items()} for row in content["results"]["bindings"]]
