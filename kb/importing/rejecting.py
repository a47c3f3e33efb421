"""Keeps what cannot be imported: a line of JSON for each record, with its place, the reason and all of it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from kb.output import open_output

from .records import Rejected

_SHOWN = 1000
_PIECE = 1 << 20


class Rejections:
    """The rejected records of an import; they wait in a temporary file until it is known whether it counts."""

    def __init__(self, beside: Path) -> None:
        self.path = beside.with_name(f"{beside.name}.rejected")
        self.first: list[Rejected] = []
        self._waiting = tempfile.TemporaryFile(prefix="kb-import-")  # noqa: SIM115 (it is read later)
        self._count = 0

    def close(self) -> None:
        """Let go of the temporary file."""
        self._waiting.close()

    def __bool__(self) -> bool:
        return self._count > 0

    def take(self, rejected: Rejected) -> None:
        """Keep one."""
        self._count += 1
        if len(self.first) < _SHOWN:
            self.first.append(rejected)
        line = {"where": rejected.where, "reason": rejected.reason, "original": _value(rejected.original)}
        self._waiting.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")

    def write(self) -> Path | None:
        """Write the file, if there is anything to write; return its path.

        Raises:
            FileError: if it cannot be written.
        """
        if not self._count:
            return None
        self._waiting.seek(0)
        with open_output(self.path) as file:
            while piece := self._waiting.read(_PIECE):
                file.write(piece)
        return self.path


def _value(original: str) -> Any:
    """Return what a record says as JSON, or its text where it is none."""
    try:
        return json.loads(original)
    except (ValueError, RecursionError):
        return original
