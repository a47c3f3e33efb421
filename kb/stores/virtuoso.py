"""What Virtuoso 7 says in words of its own, put in those of the standard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from kb.errors import StoreError

from .http import Body

_BLANK, _MENDED = b"<bnode>nodeID://", b"<bnode>"


def is_virtuoso(headers: Mapping[str, str]) -> bool:
    """Tell whether an answer is Virtuoso's."""
    return headers.get("Server", "").startswith("Virtuoso")


def refuse_part(name: str, body: Body) -> None:
    """Refuse an answer of which the server called ``name`` says that it is only the beginning of one.

    Raises:
        StoreError: if it says so.
    """
    rows = body.headers.get("X-SPARQL-MaxRows")
    if rows is not None or body.headers.get("X-SQL-State", "").startswith("S1TAT"):
        body.close()
        limit = f"the first {rows} rows of an answer" if rows is not None else "what it found in its time"
        raise StoreError(
            f"{name} sends only {limit}",
            hint="raise ResultSetMaxRows and MaxQueryExecutionTime in its [SPARQL] settings, or ask for less",
        )


def boolean_of(results: Any) -> Any:
    """Make a boolean of the answer to an ASK, which is a table here, empty where the answer is no."""
    if not isinstance(results, ox.QuerySolutions) or [each.value for each in results.variables] != ["__ASK_RETVAL"]:
        return results
    found = any(row[0] is not None and getattr(row[0], "value", "0") != "0" for row in results)
    text = b'{"head": {}, "boolean": true}' if found else b'{"head": {}, "boolean": false}'
    return ox.parse_query_results(text, ox.QueryResultsFormat.JSON)


class BlankNodesMended:
    """Reads a table in XML whose blank nodes have names that no standard allows (``nodeID://b1``)."""

    def __init__(self, body: Body) -> None:
        self._body, self._waiting, self._is_done = body, b"", False
        self._ready = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end.

        Raises:
            StoreError: if the answer breaks off.
        """
        while not self._is_done and (size < 0 or not self._ready):
            data = self._body.read(65_536)
            self._is_done = not data
            text = (self._waiting + data).replace(_BLANK, _MENDED)
            keep = 0 if self._is_done else _begun(text)
            self._ready += text[: len(text) - keep]
            self._waiting = text[len(text) - keep :]
        size = len(self._ready) if size < 0 else size
        found, self._ready = self._ready[:size], self._ready[size:]
        return found


def _begun(text: bytes) -> int:
    """Return how many bytes at the end of a text may be the beginning of what is replaced."""
    return next((size for size in range(len(_BLANK) - 1, 0, -1) if text.endswith(_BLANK[:size])), 0)
