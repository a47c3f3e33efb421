"""The record of the last build, ``.kb/build.json``: which store is the current one, and what is in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import __version__
from .errors import FileError
from .loading import BuiltFile
from .project import KnowledgeBase
from .resources import entailment_files

_LAYOUT = 3  # changes whenever an older store must not be built upon


@dataclass
class Manifest:
    """What the current store holds; ``broken`` are the files that did not parse, with their digests."""

    layout: str = ""
    base: str = ""
    store: int = 0
    entailed: int = 0
    derived: int = 0
    files: dict[str, BuiltFile] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def triples(self) -> int:
        """The number of authored triples, each counted once per file."""
        return sum(file.triples for file in self.files.values())

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every file, broken or not."""
        return {name: file.sha256 for name, file in self.files.items()} | self.broken


def layout() -> str:
    """Return what a store must have been built by to be built upon: this version, these entailments."""
    entailments = b"\0".join(file.read_bytes() for file in entailment_files())
    return f"{_LAYOUT}/{__version__}/{hashlib.sha256(entailments).hexdigest()[:16]}"


def store_folder(kb: KnowledgeBase, manifest: Manifest) -> Path:
    """Return the folder of the store that ``manifest`` describes."""
    return _stores(kb) / str(manifest.store)


def next_number(kb: KnowledgeBase) -> int:
    """Return a number that no store has."""
    return 1 + max((int(path.name) for path in _stores(kb).iterdir() if path.name.isdigit()), default=0)


def read_manifest(kb: KnowledgeBase) -> Manifest | None:
    """Return what the last build wrote, or None if there is none that can be built upon."""
    try:
        table = json.loads((kb.state / "build.json").read_text(encoding="utf-8"))
        files = {name: BuiltFile(**entry) for name, entry in table.pop("files").items()}
        manifest = Manifest(**table, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    usable = manifest.layout == layout() and manifest.base == kb.naming
    return manifest if usable and store_folder(kb, manifest).is_dir() else None


def commit(kb: KnowledgeBase, manifest: Manifest) -> None:
    """Make ``manifest`` the current one, in one step, and drop all stores but it and the one before.

    Raises:
        FileError: if it cannot be written.
    """
    temporary = kb.state / "build.json.new"
    previous = read_manifest(kb)
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(kb.state / "build.json")
    except OSError as error:
        raise FileError.from_os("write", error) from None
    # A server may still be opening the store before: it goes with the next build.
    kept = {str(manifest.store), str(previous.store) if previous is not None else ""}
    for path in _stores(kb).iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _stores(kb: KnowledgeBase) -> Path:
    return kb.state / "stores"
