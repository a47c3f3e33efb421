"""Puts constant queries with bound terms to the processes of the server, and reads their rows."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..sending import ask
from ..wire import Job


def rows(text: str, bindings: Mapping[str, Sequence[str]], limit: int = 0) -> list[dict[str, str]]:
    """Return the rows of a SELECT, the values of its variables as characters; see ``Job`` for bindings and limit."""
    with contextlib.closing(ask(Job(text, bindings=bindings, limit=limit, is_ours=True))) as reply:
        content: dict[str, Any] = json.loads(reply.read())
    return [{name: cell["value"] for name, cell in row.items()} for row in content["results"]["bindings"]]
