"""Keeps what cannot be imported: a line of JSON for each record, with its place, the reason and all of it."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from kb.errors import FileError
from kb.output import open_output

from .keeping import cannot_keep
from .records import Rejected

_SHOWN = 1000
_PIECE = 1 << 20


class Rejections:
    """The rejected records of an import; they wait in a temporary file until it is known whether it counts."""

    def __init__(self, beside: Path, *otherwise: Path) -> None:
        """Keep records for a file beside a path, or where that cannot be written, beside the first that can be."""
        self._paths = [each.with_name(f"{each.name}.rejected") for each in dict.fromkeys((beside, *otherwise))]
        self.hindered = ""
        self.first: list[Rejected] = []
        self._waiting = tempfile.TemporaryFile(prefix="kb-import-")  # noqa: SIM115 (it is read later)
        self._count = 0

    def close(self) -> None:
        """Let go of the temporary file."""
        with suppress(OSError):  # what still waits in memory may find no place
            self._waiting.close()

    def __bool__(self) -> bool:
        return self._count > 0

    def take(self, rejected: Rejected) -> None:
        """Keep one."""
        self._count += 1
        if len(self.first) < _SHOWN:
            self.first.append(rejected)
        line = {"where": rejected.where, "reason": rejected.reason, "original": _value(rejected.original)}
        try:
            self._waiting.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        except OSError as error:
            raise cannot_keep("what is rejected", error) from None

    def write(self) -> Path | None:
        """Write the file, if there is anything to write; return its path. ``hindered`` says why it is not the first.

        Raises:
            FileError: if none can be written.
        """
        if not self._count:
            return None
        for path in self._paths:
            try:
                self._write(path)
            except FileError as error:
                self.hindered = self.hindered or f"{error}"
                failed = error
            else:
                return path
        raise failed

    def _write(self, path: Path) -> None:
        try:
            self._waiting.seek(0)
        except OSError as error:  # what still waits in memory finds no place
            raise cannot_keep("what is rejected", error) from None
        with open_output(path) as file:
            while piece := self._waiting.read(_PIECE):
                file.write(piece)


def _value(original: str) -> Any:
    """Return what a record says as JSON, or its text where it is none."""
    try:
        return json.loads(original)
    except (ValueError, RecursionError):
        return original
