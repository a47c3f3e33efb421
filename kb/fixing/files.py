"""Mends files, each whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.output import open_output

from . import diff, fix

if TYPE_CHECKING:
    from kb.columns.loading import DataFile


@dataclass(frozen=True)
class Fixed:
    """A file that was mended, or would be: its name, what was done, and the change as git shows it."""

    name: str
    done: list[str]
    diff: str


def fix_files(files: list[DataFile], *, write: bool) -> list[Fixed]:
    """Mend files of Turtle, and write them if ``write``; return those that change.

    Raises:
        FileError: if a file cannot be read or written.
    """
    found = []
    for file in files:
        if file.format != "turtle" or file.content is not None:
            continue
        try:
            before = file.read().decode("utf-8")
        except UnicodeDecodeError:
            continue  # it has a syntax error, which validation tells
        after, done = fix(before)
        if after != before:
            found.append(Fixed(file.name, done, diff(file.name, before, after)))
            if write:
                with open_output(Path(file.path)) as output:
                    output.write(after.encode())
    return found
