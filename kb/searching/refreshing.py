"""Keeps the index of a knowledge base up to date: a file below ``.kb/``, replaced as a whole."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path

from kb.errors import FileError, StoreError
from kb.manifest import Manifest, read_manifest
from kb.opening import open_for_reading
from kb.project import KnowledgeBase
from kb.record import read_record
from kb.stores import Store

from .arrays import read, write
from .gathering import gather
from .index import LAYOUT
from .laying import lay_out


def index_path(kb: KnowledgeBase) -> Path:
    """Return where the index of a knowledge base lies."""
    return kb.state / "search.index"


def refresh(kb: KnowledgeBase, *, fresh: bool = False) -> bool:
    """Bring the index up to date with the store, which must have been built; tell whether there was something to do.

    Raises:
        StoreError: if nothing has been built, or the store cannot be asked.
        FileError: if the index cannot be written.
    """
    if not fresh and indexed(kb) == _digest(kb):
        return False
    with _alone(kb):
        digest = _digest(kb)
        if not fresh and indexed(kb) == digest:
            return False  # another process has done it meanwhile
        store: Store = open_for_reading(kb)
        write(index_path(kb), {"layout": LAYOUT, "built": digest}, lay_out(gather(store)))
    return True


@contextlib.contextmanager
def _alone(kb: KnowledgeBase) -> Iterator[None]:
    """Hold the only right to write the index, once others are done; the system lets go of it with the process."""
    try:
        kb.state.mkdir(parents=True, exist_ok=True)
        (kb.state / ".gitignore").write_text("*\n", encoding="utf-8")
        file = (kb.state / "search.lock").open("w", encoding="utf-8")
    except OSError as error:
        raise FileError.from_os("write", error) from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def indexed(kb: KnowledgeBase) -> str | None:
    """Return the digest of what the index was made from, or None if there is no index that can be used."""
    try:
        facts, _ = read(index_path(kb))
    except StoreError:
        return None
    return str(facts["built"]) if facts.get("layout") == LAYOUT else None


def is_stale(kb: KnowledgeBase) -> bool:
    """Tell whether the index is missing or older than the store."""
    return indexed(kb) != _digest(kb)


def _digest(kb: KnowledgeBase) -> str:
    """Return what is the same as long as the store holds the same.

    Raises:
        StoreError: if nothing has been built.
    """
    if kb.settings.store is None:
        manifest = read_manifest(kb)
    else:
        record = read_record(open_for_reading(kb), kb)
        manifest = Manifest(layout=record.rules, base=kb.settings.base, files=record.built)
    if manifest is None:
        raise StoreError(f"{kb.folder} has not been built", hint="run 'kb build'")
    return digest_of(manifest)


def digest_of(manifest: Manifest) -> str:
    """Return what is the same as long as a store holds the same; an index has it as ``facts["built"]``."""
    lines = [f"{name} {file.sha256}" for name, file in sorted(manifest.files.items())]
    return hashlib.sha256(
        "\n".join([manifest.base, manifest.layout, *lines]).encode("utf-8", "surrogateescape")
    ).hexdigest()
