"""The log of changes, ``changes.jsonl``: who changed what, when and why, a line of JSON for each write.

It lies in the knowledge base itself, so that git keeps it beside the files that it is about.
"""

from __future__ import annotations

import os
from pathlib import Path

from kb.private import sync_folder

NAME = "changes.jsonl"


class ChangeLog:
    """The log in a folder. What is asked of it can be asked again: a line is there once, whole."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def size(self) -> int:
        """Return how many bytes it has.

        Raises:
            OSError: if it cannot be looked at.
        """
        return self._path.stat().st_size if self._path.exists() else 0

    def add(self, line: str, size: int) -> None:
        """Add a line to a log that had ``size`` bytes before; what is there of it is completed.

        Raises:
            OSError: if it cannot be written.
        """
        data = line.encode() + b"\n"
        with self._path.open("a+b") as log:
            log.seek(min(size, log.seek(0, os.SEEK_END)))
            rest = log.read()
            if rest != data:
                if data.startswith(rest):
                    log.truncate(size)
                log.write(data)
                log.flush()
            os.fsync(log.fileno())
        sync_folder(self._path.parent)

    def remove(self, line: str, size: int) -> None:
        """Take a line out of a log that had ``size`` bytes before, as far as it is there, if nothing follows it.

        Raises:
            OSError: if it cannot be written.
        """
        if not self._path.exists():
            return
        with self._path.open("r+b") as log:
            log.seek(min(size, log.seek(0, os.SEEK_END)))
            if (line.encode() + b"\n").startswith(log.read()):
                log.truncate(size)
                os.fsync(log.fileno())
        if not size and not self._path.stat().st_size:
            self._path.unlink()
            sync_folder(self._path.parent)
