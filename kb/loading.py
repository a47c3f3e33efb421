"""Brings a store up to date with the Turtle files: all of them, or what has changed in some; then what they entail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .blank_nodes import steady
from .errors import DataSyntaxError
from .formats import Quad, parse, quad, read_file
from .namespaces import ENTAILED
from .project import KnowledgeBase
from .resources import entailment_files
from .stores.embedded import EmbeddedStore


@dataclass(frozen=True)
class BuiltFile:
    """One file as it was when it was loaded."""

    sha256: str
    triples: int


class Loader:
    """Loads files into the graphs named after them; a file that does not parse contributes nothing.

    ``files`` are those that were loaded and ``faults`` those of the others.
    """

    def __init__(self, kb: KnowledgeBase, store: EmbeddedStore) -> None:
        self._kb, self._store = kb, store
        self.files: dict[str, BuiltFile] = {}
        self.faults: list[DataSyntaxError] = []

    def load(self, names: Iterable[str]) -> None:
        """Load files into an empty store."""
        self._store.add(found for name in names for found in self._quads(name))

    def replace(self, names: Iterable[str], gone: Iterable[str]) -> None:
        """Write what differs between the files ``names`` and their graphs, and remove the graphs of files ``gone``."""
        added: list[Quad] = []
        for name in names:
            before, after = self._loaded(name), set(self._quads(name))
            self._store.remove(before - after)
            added += after - before
        for name in gone:
            self._store.remove(self._loaded(name))
        # Last: the store writes some numbers and dates in one way only, and so takes what differs in writing for equal.
        self._store.add(added)

    def _loaded(self, name: str) -> set[Quad]:
        return set(self._store.graph(self._kb.graph_iri(name)))

    def _quads(self, name: str) -> Iterator[Quad]:
        data = read_file(self._kb.folder / name)
        graph = self._kb.graph_iri(name)
        try:
            triples = list(parse(data, base=self._kb.settings.base, path=name))
        except DataSyntaxError as fault:
            self.faults.append(fault)
            return
        self.files[name] = BuiltFile(hashlib.sha256(data).hexdigest(), len(triples))
        yield from steady(triples, graph)


def entail(kb: KnowledgeBase, store: EmbeddedStore) -> int:
    """Bring the graph of entailments up to date, and return how many there are.

    They are what the entailment queries construct, less what is authored. Only the difference is written: it can be
    small where the graph is large, and writing costs more than asking.
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


def _is_authored(store: EmbeddedStore, found: Quad) -> bool:
    return any(graph != ENTAILED for graph in store.graphs_with(found.subject, found.predicate, found.object))
