"""The log: a line a request, as JSON for machines or as text for people."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from .record import Record

FORMATS = ("json", "text", "off")


def request_log(format: str, write: Callable[[str], object] | None = None) -> Callable[[Record], None]:
    """Return what writes the line of a request in one of FORMATS, to the standard error unless ``write`` is given."""
    put = write if write is not None else _to_standard_error
    if format == "off":
        return lambda record: None
    form = _as_json if format == "json" else _as_text
    return lambda record: _put(put, form(members(record)))


def members(record: Record) -> dict[str, Any]:
    """Return what the log says of a request; nothing of its query but the digest, nothing of its headers."""
    known: Mapping[str, Any] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "client": record.client,
        "method": record.method,
        "path": record.path,
        "status": record.status,
        "ms": round(record.seconds * 1000, 2),
        "bytes": record.bytes,
        "rows": record.rows if record.rows >= 0 else None,
        "query": record.query or None,
        "outcome": record.outcome or None,
    }
    return {name: value for name, value in known.items() if value is not None}


def set_up(format: str) -> None:
    """Let the program's own messages go to the same place, in the same form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter() if format == "json" else logging.Formatter("%(message)s"))
    own = logging.getLogger("kb.server")
    own.handlers[:] = [handler]
    own.propagate = False
    own.setLevel(logging.INFO if format == "json" else logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # what a client does wrong is in its request's line
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        content = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            content["trace"] = self.formatException(record.exc_info)
        return json.dumps(content, ensure_ascii=False)


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _as_text(content: Mapping[str, Any]) -> str:
    rest = " ".join(f"{name}={content[name]}" for name in ("rows", "query", "outcome") if name in content)
    line = "{client} {method} {path} {status} {ms:g} ms {bytes} B".format_map(content)
    return f"{_printable(line)} {rest}".rstrip()


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in text)


def _put(put: Callable[[str], object], line: str) -> None:
    put(line + "\n")


def _to_standard_error(line: str) -> None:
    sys.stderr.write(line)
