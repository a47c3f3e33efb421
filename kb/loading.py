"""Brings a store up to date with the Turtle files: all of them, or what has changed in some, with what they entail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .blank_nodes import steady
from .entailing import Update, entail
from .errors import DataSyntaxError
from .formats import Quad, parse, read_file
from .project import KnowledgeBase
from .stores.embedded import EmbeddedStore


@dataclass(frozen=True)
class BuiltFile:
    """One file as it was when it was loaded."""

    sha256: str
    triples: int


def digest_of(data: bytes) -> str:
    """Return the digest by which a file's content is known."""
    return hashlib.sha256(data).hexdigest()


class Loader:
    """Loads files into the graphs named after them; a file that does not parse contributes nothing.

    ``files`` are those that were loaded and ``faults`` those of the others; ``changed`` are the quads that came or went
    when files were replaced.
    """

    def __init__(self, kb: KnowledgeBase, store: EmbeddedStore) -> None:
        self._kb, self._store = kb, store
        self.files: dict[str, BuiltFile] = {}
        self.faults: list[DataSyntaxError] = []
        self.changed: list[Quad] = []

    def load(self, names: Iterable[str]) -> int:
        """Load files into an empty store; return how many triples they entail."""
        self._store.add(found for name in names for found in self._quads(name))
        return entail(self._kb, self._store)

    def replace(self, names: Iterable[str], gone: Iterable[str], entailed: int) -> int:
        """Write what differs between the files ``names`` and their graphs, and remove the graphs of files ``gone``.

        ``entailed`` is how many triples were entailed before, the result how many are now.
        """
        added: list[Quad] = []
        removed = [found for name in gone for found in self._loaded(name)]
        for name in names:
            before, after = self._loaded(name), set(self._quads(name))
            removed += before - after
            added += after - before
        update = Update(self._kb, self._store, [*removed, *added])
        self._store.remove(removed)
        # Last: the store writes some numbers and dates in one way only, and so takes what differs in writing for equal.
        self._store.add(added)
        self.changed = [*removed, *added]
        return update.finish(entailed)

    def _loaded(self, name: str) -> set[Quad]:
        return set(self._store.graph(self._kb.graph_iri(name)))

    def _quads(self, name: str) -> Iterator[Quad]:
        data = read_file(self._kb.folder / name)
        try:
            triples = list(parse(data, base=self._kb.settings.base, path=name))
        except DataSyntaxError as fault:
            self.faults.append(fault)
            return
        self.files[name] = BuiltFile(digest_of(data), len(triples))
        yield from steady(triples, self._kb.graph_iri(name))
