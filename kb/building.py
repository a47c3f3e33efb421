"""Builds the embedded store from the Turtle files, each file a named graph, and only what has changed.

Below ``.kb/`` lie ``stores/<number>`` and ``build.json``, which names the current one and the digest of every file
in it. A build works on a new folder, made from the old store by hard links, and counts only when ``build.json``
has been renamed into place; whatever interrupts it, the old store stays as it was.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .deriving import derive
from .differences import note
from .errors import BuildRunningError, DataSyntaxError, FileError, StoreError
from .formats import parse, read_file
from .loading import Loader
from .manifest import Manifest, commit, layout, next_number, read_manifest, store_folder
from .progress import Progress, silent
from .project import KnowledgeBase
from .stores.embedded import EmbeddedStore

_SMALL = 100_000  # triples
_MANY_TABLES = 64
_ATTEMPTS, _PAUSE = 4, 0.1  # of a copy of the store; in seconds
_REBUILD_SHARE = 0.2  # measured: removing a quad costs about three times what loading it does


@dataclass
class BuildReport:
    """What a build did: relative paths, and the faults of files that do not parse."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    faults: list[DataSyntaxError] = field(default_factory=list)
    manifest: Manifest = field(default_factory=Manifest)

    @property
    def is_current(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.added or self.changed or self.removed)


def build(
    kb: KnowledgeBase, *, fresh: bool = False, patience: float = 0.0, progress: Progress[str] = silent
) -> BuildReport:
    """Bring the embedded store up to date with the files; ``fresh`` loads all of them again.

    Files that do not parse are left out and reported; all others are built, valid or not. While another build runs,
    this one waits for ``patience`` seconds.

    Raises:
        FileError: if a file cannot be read or the store cannot be written.
        BuildRunningError: if another build is still running then.
    """
    report = None if fresh else _unchanged(kb, digests_of(kb))
    if report is not None:
        return report
    with _lock(kb, patience):
        digests = digests_of(kb)  # files may have changed while it waited, and another build may have done the work
        report = None if fresh else _unchanged(kb, digests)
        return report if report is not None else _build(kb, None if fresh else read_manifest(kb), digests, progress)


def open_store(kb: KnowledgeBase) -> EmbeddedStore:
    """Open the store of the last build for reading.

    Raises:
        StoreError: if nothing has been built, or the store is damaged.
    """
    manifest = read_manifest(kb)
    if manifest is None:
        raise StoreError(f"{kb.folder} has not been built", hint="run 'kb build'")
    return EmbeddedStore.open(store_folder(kb, manifest), read_only=True)


def _unchanged(kb: KnowledgeBase, digests: dict[str, str]) -> BuildReport | None:
    """Return the report of a build that has nothing to do, or None if there is something to do."""
    current = read_manifest(kb)
    if current is None or current.digests != digests:
        return None
    return BuildReport(manifest=current, faults=known_faults(kb, current.broken))


def known_faults(kb: KnowledgeBase, broken: Iterable[str]) -> list[DataSyntaxError]:
    """Return the first fault of each file that did not parse when it was last read."""
    faults = []
    for name in broken:
        try:
            for _ in parse(read_file(kb.folder / name), base=kb.settings.base, path=name):
                pass
        except DataSyntaxError as fault:
            faults.append(fault)
    return faults


def _build(
    kb: KnowledgeBase, current: Manifest | None, digests: dict[str, str], progress: Progress[str]
) -> BuildReport:
    report = _plan(current, digests)
    if current is not None and _is_cheaper_anew(current, report):
        current = None
    report.manifest.store = next_number(kb)
    folder = store_folder(kb, report.manifest)
    try:
        _load(kb, current, report, digests, folder, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    commit(kb, report.manifest)
    return report


def _is_cheaper_anew(current: Manifest, report: BuildReport) -> bool:
    touched = [current.files[name] for name in (*report.changed, *report.removed) if name in current.files]
    return sum(file.triples for file in touched) > _REBUILD_SHARE * current.triples


def _load(
    kb: KnowledgeBase,
    current: Manifest | None,
    report: BuildReport,
    digests: dict[str, str],
    folder: Path,
    progress: Progress[str],
) -> None:
    """Make a store in ``folder`` with all that parses, from the current one if there is one, and report on it."""
    store = _new_store(kb, current, folder)
    loader = Loader(kb, store)
    if current is None:
        names = sorted(digests)
        entailed = loader.load(progress("loading", names, len(names)))
        files, report.faults = loader.files, loader.faults
    else:
        names = sorted({*report.added, *report.changed})
        entailed = loader.replace(progress("loading", names, len(names)), report.removed, current.entailed)
        untouched = digests.keys() - set(names)
        files = {name: file for name, file in current.files.items() if name in untouched} | loader.files
        report.faults = loader.faults + known_faults(kb, (name for name in current.broken if name in untouched))
    manifest = report.manifest
    manifest.layout, manifest.base, manifest.files = layout(), kb.naming, files
    manifest.broken = {name: digests[name] for name in digests if name not in files}
    manifest.entailed = entailed
    differing = list(loader.changed)
    manifest.derived = (current.derived if current else 0) + derive(
        store, loader.changed if current else None, differing if current else None
    )
    store.settle(optimize=current is None or _is_scattered(folder, manifest))
    note(kb, current, manifest, differing)


def _plan(current: Manifest | None, digests: dict[str, str]) -> BuildReport:
    known = current.digests if current is not None else {}
    return BuildReport(
        added=sorted(name for name in digests if name not in known),
        changed=sorted(name for name in digests if name in known and known[name] != digests[name]),
        removed=sorted(name for name in known if name not in digests),
    )


def _is_scattered(folder: Path, manifest: Manifest) -> bool:
    """Tell whether a store is worth laying out anew: always if it is small, else once it lies in many tables.

    The engine opens only the first few tables of a store at once, and each build that adds to it adds some.
    """
    return manifest.triples < _SMALL or sum(1 for _ in folder.glob("*.sst")) > _MANY_TABLES


def _new_store(kb: KnowledgeBase, current: Manifest | None, folder: Path) -> EmbeddedStore:
    """Open a new store in ``folder``, with what the current one holds, if there is one.

    Raises:
        StoreError: if the current one is damaged.
    """
    if current is not None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                EmbeddedStore.open(store_folder(kb, current), read_only=True).backup(folder)
                break
            except StoreError:  # the engine may just have dropped a table that it has merged into another one
                if attempt == _ATTEMPTS:
                    raise
                shutil.rmtree(folder, ignore_errors=True)
                time.sleep(_PAUSE)
    return EmbeddedStore.open(folder)


@contextlib.contextmanager
def _lock(kb: KnowledgeBase, patience: float) -> Iterator[None]:
    """Hold the only right to build; the system lets go of it when the process ends, however it ends."""
    try:
        (kb.state / "stores").mkdir(parents=True, exist_ok=True)
        (kb.state / ".gitignore").write_text("*\n", encoding="utf-8")
        file = (kb.state / "lock").open("w", encoding="utf-8")
    except OSError as error:
        raise FileError.from_os("write", error) from None
    deadline = time.monotonic() + patience
    with file:
        while not _locked(file):
            if time.monotonic() > deadline:
                raise BuildRunningError(f"another build of {kb.folder} is running", hint="wait for it to end")
            time.sleep(0.05)
        yield


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def digests_of(kb: KnowledgeBase) -> dict[str, str]:
    """Return the SHA-256 of every file, by relative path.

    Raises:
        FileError: if one cannot be read.
    """
    return {kb.relative(path): _digest(path) for path in kb.files()}


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError.from_os("read", error) from None
