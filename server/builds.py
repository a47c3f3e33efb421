"""Follows the builds of a knowledge base: which store the next query is put to."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from kb.errors import StoreError
from kb.manifest import Manifest, read_manifest, store_folder
from kb.project import KnowledgeBase

_LOOK = 1.0  # seconds between two looks


@dataclass(frozen=True)
class Build:
    """A built store: its folder, when the build ended (a folder's name may come again), and what it was built of.

    ``digest`` is the same wherever the same files were built in the same way; ``quads`` is about how many there are.
    """

    folder: Path
    stamp: int
    digest: str
    quads: int


class Builds:
    """The newest build of a knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._build: Build | None = None
        self._next_look = 0.0

    def newest(self) -> Build:
        """Return the newest build; there is a look once a second at most.

        Raises:
            StoreError: if nothing has been built.
        """
        now = time.monotonic()
        if self._build is None or now >= self._next_look:
            self._next_look = now + _LOOK
            self._look()
        if self._build is None:
            raise StoreError(f"{self._kb.folder} has not been built", hint="run 'kb build'")
        return self._build

    def look_again(self) -> None:
        """Look at the next question, however soon that is."""
        self._next_look = 0.0

    def _look(self) -> None:
        try:
            stamp = (self._kb.state / "build.json").stat().st_mtime_ns
        except OSError:
            return  # removed: what is open stays readable
        if self._build is not None and stamp == self._build.stamp:
            return
        manifest = read_manifest(self._kb)
        if manifest is not None:
            self._build = Build(
                store_folder(self._kb, manifest), stamp, _digest(manifest), 2 * manifest.triples + manifest.entailed
            )


def _digest(manifest: Manifest) -> str:
    digest = hashlib.blake2b(f"{manifest.layout}\0{manifest.base}".encode(), digest_size=12)
    for name, file in sorted(manifest.files.items()):
        digest.update(f"\0{name}\0{file.sha256}".encode())
    return digest.hexdigest()
