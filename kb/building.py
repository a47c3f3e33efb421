"""Builds the embedded store from the Turtle files, each file a named graph, and only what has changed.

Below ``.kb/`` lie ``stores/<number>`` and ``build.json``, which names the current one and the digest of every file
in it. A build works on a new folder, made from the old store by hard links, and counts only when ``build.json``
has been renamed into place; whatever interrupts it, the old store stays as it was.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import __version__
from .errors import DataSyntaxError, FileError, StoreError
from .formats import Quad, parse, quad, read_file
from .namespaces import ENTAILED
from .progress import Progress, silent
from .project import KnowledgeBase
from .resources import entailment_files
from .stores.embedded import EmbeddedStore

LAYOUT = f"1/{__version__}"
"""Changes whenever an older store must not be built upon."""

_SMALL = 100_000  # triples
_MANY_TABLES = 64
_REBUILD_SHARE = 0.2  # measured: removing a quad costs about three times what loading it does


@dataclass(frozen=True)
class BuiltFile:
    """One file as it was when it was loaded."""

    sha256: str
    triples: int


@dataclass
class Manifest:
    """What the current store holds; ``broken`` are the files that did not parse, with their digests."""

    layout: str = LAYOUT
    base: str = ""
    store: int = 0
    entailed: int = 0
    files: dict[str, BuiltFile] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def triples(self) -> int:
        """The number of authored triples, each counted once per file."""
        return sum(file.triples for file in self.files.values())


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


def build(kb: KnowledgeBase, *, fresh: bool = False, progress: Progress[str] = silent) -> BuildReport:
    """Bring the embedded store up to date with the files; ``fresh`` loads all of them again.

    Files that do not parse are left out and reported; all others are built, valid or not.

    Raises:
        FileError: if a file cannot be read or the store cannot be written.
        StoreError: if another build is running.
    """
    digests = {kb.relative(path): _digest(path) for path in kb.files()}
    current = read_manifest(kb)
    if not fresh and current is not None and _is_current(current, digests):
        return BuildReport(manifest=current, faults=_known_faults(kb, current))
    with _lock(kb):
        current = None if fresh else read_manifest(kb)
        return _build(kb, current, digests, progress)


def open_store(kb: KnowledgeBase) -> EmbeddedStore:
    """Open the store of the last build for reading.

    Raises:
        StoreError: if nothing has been built, or the store is damaged.
    """
    manifest = read_manifest(kb)
    if manifest is None:
        raise StoreError(f"{kb.folder} has not been built", hint="run 'kb build'")
    return EmbeddedStore.open(store_folder(kb, manifest), read_only=True)


def store_folder(kb: KnowledgeBase, manifest: Manifest) -> Path:
    """Return the folder of the store that ``manifest`` describes."""
    return kb.state / "stores" / str(manifest.store)


def read_manifest(kb: KnowledgeBase) -> Manifest | None:
    """Return what the last build wrote, or None if there is none that can be built upon."""
    try:
        table = json.loads((kb.state / "build.json").read_text(encoding="utf-8"))
        files = {name: BuiltFile(**entry) for name, entry in table.pop("files").items()}
        manifest = Manifest(**table, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    usable = manifest.layout == LAYOUT and manifest.base == kb.settings.base
    return manifest if usable and store_folder(kb, manifest).is_dir() else None


def _is_current(manifest: Manifest, digests: dict[str, str]) -> bool:
    built = {name: file.sha256 for name, file in manifest.files.items()}
    return {**built, **manifest.broken} == digests


def _known_faults(kb: KnowledgeBase, manifest: Manifest) -> list[DataSyntaxError]:
    faults = []
    for name in manifest.broken:
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
    old = current.files if current is not None else {}
    stale = [name for name in (*report.changed, *report.removed) if name in old]
    if current is not None and sum(old[name].triples for name in stale) > _REBUILD_SHARE * current.triples:
        current, stale = None, []
    names = sorted(digests) if current is None else sorted({*report.added, *report.changed})
    number = _next_number(kb)
    folder = kb.state / "stores" / str(number)
    store = _new_store(kb, current, folder)
    files = {name: file for name, file in old.items() if current is not None and name in digests and name not in stale}
    try:
        for name in stale:
            store.remove_graph(kb.graph_iri(name))
        loader = _Loader(kb)
        store.add(loader.quads(progress("loading", names, len(names))))
        files |= loader.files
        broken = {name: digests[name] for name in digests if name not in files}
        entailed = _entail(kb, store)
        store.settle(optimize=current is None or _is_scattered(folder, files))
    except BaseException:
        del store
        shutil.rmtree(folder, ignore_errors=True)
        raise
    del store
    report.faults = loader.faults
    if current is not None:
        report.faults += [fault for fault in _known_faults(kb, current) if fault.path not in names]
    report.manifest = Manifest(base=kb.settings.base, store=number, entailed=entailed, files=files, broken=broken)
    _commit(kb, report.manifest)
    return report


def _plan(current: Manifest | None, digests: dict[str, str]) -> BuildReport:
    known: dict[str, str] = {}
    if current is not None:
        known = {**{name: file.sha256 for name, file in current.files.items()}, **current.broken}
    return BuildReport(
        added=sorted(name for name in digests if name not in known),
        changed=sorted(name for name in digests if name in known and known[name] != digests[name]),
        removed=sorted(name for name in known if name not in digests),
    )


class _Loader:
    """Streams the quads of many files; a file that does not parse contributes nothing."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.files: dict[str, BuiltFile] = {}
        self.faults: list[DataSyntaxError] = []

    def quads(self, names: Iterator[str]) -> Iterator[Quad]:
        for name in names:
            data = read_file(self._kb.folder / name)
            graph = self._kb.graph_iri(name)
            try:
                triples = list(parse(data, base=self._kb.settings.base, path=name))
            except DataSyntaxError as fault:
                self.faults.append(fault)
                continue
            self.files[name] = BuiltFile(hashlib.sha256(data).hexdigest(), len(triples))
            for triple in triples:
                yield quad(triple.subject, triple.predicate, triple.object, graph)


def _entail(kb: KnowledgeBase, store: EmbeddedStore) -> int:
    """Bring the graph of entailments up to date: what their queries construct, less what is authored.

    Only the difference is written. It can be small where the graph is large, and writing costs more than asking.
    """
    before = set(store.graph(ENTAILED))
    constructed: set[Quad] = set()
    for file in entailment_files():
        answer = store.query(file.read_text(encoding="utf-8"), kb.prefixes)
        constructed |= {quad(*triple, ENTAILED) for triple in answer.triples()}
    after = {found for found in constructed if not _is_authored(store, found)}
    store.remove(before - after)
    store.add(after - before)
    return len(after)


def _is_scattered(folder: Path, files: dict[str, BuiltFile]) -> bool:
    """Tell whether a store is worth laying out anew: always if it is small, else once it lies in many tables.

    The engine opens only the first few tables of a store at once, and each build that adds to it adds some.
    """
    triples = sum(file.triples for file in files.values())
    return triples < _SMALL or sum(1 for _ in folder.glob("*.sst")) > _MANY_TABLES


def _is_authored(store: EmbeddedStore, found: Quad) -> bool:
    return any(graph != ENTAILED for graph in store.graphs_with(found.subject, found.predicate, found.object))


def _new_store(kb: KnowledgeBase, current: Manifest | None, folder: Path) -> EmbeddedStore:
    """Open a new store in ``folder``, with what the current one holds, if there is one."""
    if current is not None:
        EmbeddedStore.open(store_folder(kb, current), read_only=True).backup(folder)
    return EmbeddedStore.open(folder)


def _next_number(kb: KnowledgeBase) -> int:
    return 1 + max((int(path.name) for path in (kb.state / "stores").glob("[0-9]*")), default=0)


def _commit(kb: KnowledgeBase, manifest: Manifest) -> None:
    """Make ``manifest`` the current one, in one step, and drop all stores but it and the one before."""
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
    kept = {manifest.store, previous.store if previous is not None else 0}
    for path in (kb.state / "stores").glob("[0-9]*"):
        if int(path.name) not in kept:
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _lock(kb: KnowledgeBase) -> Iterator[None]:
    """Hold the only right to build; the system lets go of it when the process ends, however it ends."""
    try:
        (kb.state / "stores").mkdir(parents=True, exist_ok=True)
        (kb.state / ".gitignore").write_text("*\n", encoding="utf-8")
        file = (kb.state / "lock").open("w", encoding="utf-8")
    except OSError as error:
        raise FileError.from_os("write", error) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"another build of {kb.folder} is running", hint="wait for it to end") from None
        yield


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError.from_os("read", error) from None
