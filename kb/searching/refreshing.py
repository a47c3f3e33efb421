"""Keeps the index of a knowledge base up to date: a file below ``.kb/``, replaced as a whole.

Where it is known what has changed in the store, only the documents that this touches are gathered anew.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from kb.building import open_store
from kb.differences import between, digest_of, drop_until
from kb.errors import FileError, StoreError
from kb.manifest import Manifest, read_manifest
from kb.opening import open_for_reading
from kb.project import KnowledgeBase
from kb.record import read_record

from .arrays import Array, read, write
from .finishing import finished
from .gathering import documents_of, gather
from .index import LAYOUT
from .laying import lay_out
from .merging import merged
from .touching import NearFacts, touched

_FEW, _SHARE = 1000, 0.05  # documents, and of all: more of them are gathered faster all together


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
        manifest = _manifest(kb)
        digest = digest_of(manifest)
        if not fresh and indexed(kb) == digest:
            return False  # another process has done it meanwhile
        is_followed = kb.settings.store is None
        arrays = _updated(kb, manifest) if is_followed and not fresh else None
        if arrays is None:
            arrays = lay_out(gather(open_for_reading(kb)))
        write(index_path(kb), {"layout": LAYOUT, "built": digest, "store": manifest.store}, arrays)
        if is_followed:
            drop_until(kb, manifest)
    return True


def _updated(kb: KnowledgeBase, manifest: Manifest) -> dict[str, Array] | None:
    """Return the arrays of the index with what has changed since it was made; None if it must be made anew."""
    try:
        facts, old = read(index_path(kb))
    except StoreError:
        return None
    if facts.get("layout") != LAYOUT or "store" not in facts:
        return None
    differences = between(kb, (facts["store"], facts["built"]), manifest)
    if differences is None:
        return None
    near = NearFacts(open_store(kb))
    nodes = touched(near, differences)
    if len(nodes) > max(_FEW, len(old["kind"]) * _SHARE):
        return None
    return finished(merged(old, nodes, documents_of(near, nodes)))


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
    return digest_of(_manifest(kb))


def _manifest(kb: KnowledgeBase) -> Manifest:
    """Return what the store holds, embedded or on a server.

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
    return manifest
