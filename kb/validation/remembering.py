"""What a validation depends on, and the columns that the last one left; without all that judging takes to load."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import kb
from kb.columns.loading import DataFile
from kb.columns.saved import read_about, read_columns
from kb.columns.table import Columns

from .rules import ShapesFile, own_shapes


def digest(data: bytes) -> str:
    """Return the digest that tells whether a file has changed."""
    return hashlib.sha256(data).hexdigest()


def key_of(shapes: Iterable[ShapesFile], base: str | None) -> str:
    """Return what the findings depend on beside the data: the shapes, the base, the programs."""
    programs = [kb.__version__, *(version(name) for name in ("pyshacl", "rdflib", "pyoxigraph"))]
    parts = [*programs, base or "", *(f"{file.name} {digest(file.data)}" for file in shapes)]
    return digest("\n".join(parts).encode())


def digests_of(files: Sequence[DataFile]) -> dict[str, str]:
    """Return the digest of each file, by its name.

    Raises:
        FileError: if a file cannot be read.
    """
    return {file.name: digest(file.read()) for file in files}


def remembered(folder: Path, files: Sequence[DataFile], base: str | None) -> Columns | None:
    """Return the columns of files as the last validation left them, if none has changed since and all of them parse.

    Raises:
        FileError: if a file cannot be read.
    """
    about = read_about(folder)
    if about is None or about.get("broken") != [] or about.get("key") != key_of(own_shapes(), base):
        return None
    return read_columns(folder, about) if about.get("digests") == digests_of(files) else None
