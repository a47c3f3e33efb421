"""Follows the builds of a knowledge base: which store the next query is put to."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from kb.errors import KbError, StoreError
from kb.manifest import Manifest, read_manifest, store_folder
from kb.opening import open_for_reading
from kb.project import KnowledgeBase
from kb.record import read_record

_LOOK = 1.0  # seconds between two looks
_LOOK_FAR = 5.0  # and where a server has to be asked
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Build:
    """A built store: its folder, when the build ended (a folder's name may come again), and what is in it.

    Without a folder, it is on a server. ``digest`` is the same wherever the same files were built in the same way.
    """

    folder: Path | None
    stamp: int
    digest: str
    manifest: Manifest = field(compare=False)

    @property
    def quads(self) -> int:
        """About how many quads the embedded store has: those of files stand in the default graph, too."""
        return 2 * self.manifest.triples + self.manifest.entailed + self.manifest.derived


class Builds:
    """The newest build of a knowledge base, in the embedded store or on a server."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._build: Build | None = None
        self._next_look = 0.0
        self._looking: threading.Thread | None = None

    def newest(self) -> Build:
        """Return the newest build; there is a look once in a while at most, at a server in the background.

        Raises:
            StoreError: if nothing has been built, or a server cannot be asked the first time.
        """
        now = time.monotonic()
        if self._build is None or now >= self._next_look:
            is_near = self._kb.settings.store is None
            self._next_look = now + (_LOOK if is_near else _LOOK_FAR)
            if is_near:
                self._look()
            elif self._build is None:
                self._build = _on_server(self._kb)
            elif self._looking is None or not self._looking.is_alive():
                self._looking = threading.Thread(target=self._look_far, daemon=True)
                self._looking.start()
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
            self._build = Build(store_folder(self._kb, manifest), stamp, _digest(manifest), manifest)

    def _look_far(self) -> None:
        try:
            self._build = _on_server(self._kb)
        except KbError as error:
            _LOG.warning("the store cannot be asked for its build: %s", error.message)


def _on_server(kb: KnowledgeBase) -> Build:
    record = read_record(open_for_reading(kb), kb)
    manifest = Manifest(layout=record.rules, base=kb.settings.base, entailed=record.entailed, files=record.built)
    return Build(None, 0, _digest(manifest), manifest)


def _digest(manifest: Manifest) -> str:
    digest = hashlib.blake2b(f"{manifest.layout}\0{manifest.base}".encode(), digest_size=12)
    for name, file in sorted(manifest.files.items()):
        digest.update(f"\0{name}\0{file.sha256}".encode())
    return digest.hexdigest()
