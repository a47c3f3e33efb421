"""What a validation leaves for the next: the columns and what was found, so that only changes need be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.columns.changing import Change, change
from kb.columns.loading import DataFile
from kb.columns.saved import read_about, read_columns, save
from kb.columns.table import Columns
from kb.errors import FileError
from kb.findings import Result

from .checking import Judged

_WORTH_REMEMBERING = 0.3  # of the files: if more have changed, looking at everything is as fast


@dataclass(frozen=True)
class Memory:
    """What was found when files had certain digests; ``broken`` are those that did not parse."""

    columns: Columns
    judged: list[Judged]
    digests: Mapping[str, str]
    broken: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path, key: str) -> Memory | None:
        """Return what is remembered; None if there is nothing, or it was found by other shapes or programs."""
        about = read_about(folder)
        if about is None or about.get("key") != key:
            return None
        columns = read_columns(folder, about)
        if columns is None:
            return None
        try:
            judged = [Judged(each["shape"], each["focus"], _result(each["result"])) for each in about["judged"]]
            return cls(columns, judged, dict(about["digests"]), tuple(about["broken"]))
        except (KeyError, TypeError):
            return None

    def write(self, folder: Path, key: str) -> None:
        """Remember it in a folder; where that cannot be written, it is forgotten."""
        about = {
            "key": key,
            "judged": [asdict(each) for each in self.judged],
            "digests": dict(self.digests),
            "broken": list(self.broken),
        }
        try:
            save(folder, self.columns, about)
        except FileError:
            return

    def changed(self, files: Mapping[str, DataFile], digests: Mapping[str, str]) -> dict[str, DataFile | None] | None:
        """Return the files that are not as they were, None standing for one that is gone; None if they are too many."""
        found: dict[str, DataFile | None] = {
            name: file for name, file in files.items() if self.digests.get(name) != digests[name] or name in self.broken
        }
        found |= dict.fromkeys(name for name in self.digests if name not in files)
        return found if len(found) <= max(1, _WORTH_REMEMBERING * len(files)) else None

    def after(self, files: Mapping[str, DataFile | None]) -> Change:
        """Return the columns with changed files in the place of what they were.

        Raises:
            FileError: if a file cannot be read.
        """
        return change(self.columns, files)


def _result(table: Mapping[str, Any]) -> Result:
    details = tuple(_result(detail) for detail in table["details"])
    return Result(**{**table, "messages": tuple(table["messages"]), "details": details})
