"""The embedded store: pyoxigraph on disk, or in memory."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kb.errors import FileError, QueryError, StoreError, UsageError
from kb.formats import Quad, Term
from kb.namespaces import COMPUTED

from . import Bindings
from .answers import EngineAnswer
from .bindings import bind
from .guard import refuse_service
from .wording import query_error

# Measured: 100,000 at a time load as fast as all at once, in a seventh of the memory.
_PIECE = 100_000


class EmbeddedStore:
    """A pyoxigraph store; see ``Store``. One process may open it for writing while no other has it open.

    Its default graph holds the union of its named graphs, each triple once: ``add`` and ``remove`` keep it so. (The
    engine's own union of graphs gives a triple as often as there are graphs that hold it.)
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self.services: Collection[str] = ()
        """The endpoints that SERVICE may name in queries."""

    @classmethod
    def in_memory(cls) -> EmbeddedStore:
        """Make an empty store that lives in memory."""
        return cls(ox.Store())

    @classmethod
    def load_in_memory(cls, quads: IO[bytes]) -> EmbeddedStore:
        """Make a store that lives in memory of what ``dump`` wrote, as it stands.

        Raises:
            StoreError: if that is damaged, or more than the memory holds.
        """
        store = ox.Store()
        try:
            store.bulk_load(quads, ox.RdfFormat.N_QUADS)
        except (OSError, RuntimeError, SyntaxError) as error:
            raise StoreError(f"cannot load the store into memory: {error}") from None
        return cls(store)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> EmbeddedStore:
        """Open the store in folder ``path``, which is made if it is missing (unless ``read_only``).

        Raises:
            StoreError: if it is missing, locked or damaged.
        """
        try:
            return cls(ox.Store.read_only(str(path)) if read_only else ox.Store(str(path)))
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(
                f"cannot open the store {path}: {error}", hint="'kb build --fresh' makes it anew"
            ) from None

    def backup(self, path: Path) -> None:
        """Make a copy in the new folder ``path``; its files are shared by hard links.

        Raises:
            StoreError: if that fails.
        """
        try:
            self._store.backup(str(path))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"cannot copy the store to {path}: {error}") from None

    def dump(self, output: IO[bytes]) -> None:
        """Write all quads as N-Quads, those of the default graph too."""
        self._store.dump(output, ox.RdfFormat.N_QUADS)

    def query(
        self,
        text: str,
        prefixes: Mapping[str, str],
        *,
        base: str | None = None,
        bindings: Bindings | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> EngineAnswer:
        """Run a SPARQL 1.1 query over the union of all graphs; see ``Store.query``."""
        refuse_service(text, self.services)
        chosen = bool(default_graphs or named_graphs)
        try:
            results = self._store.query(
                bind(text, bindings or {}),
                base_iri=base,
                prefixes=_needed(prefixes, text),
                default_graph=[ox.NamedNode(iri) for iri in default_graphs] if chosen else None,
                named_graphs=[ox.NamedNode(iri) for iri in named_graphs] if chosen else None,
            )
        except SyntaxError as error:
            if bindings:
                self.query(
                    text, prefixes, base=base
                )  # a fault of the query's own has its place in the query as it was asked
                raise UsageError(f"a variable cannot be fixed in this query: {error}") from None
            raise query_error(text, str(error), prefixes) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryError(f"the query failed: {error}") from None
        return EngineAnswer(results)

    def graph(self, iri: str) -> Iterator[Quad]:
        """Yield the quads of one named graph."""
        return self._store.quads_for_pattern(None, None, None, ox.NamedNode(iri))

    def authored(self, predicate: str) -> Iterator[Quad]:
        """Yield the quads with a predicate in all named graphs but that of the entailments."""
        for found in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(found.graph_name, ox.NamedNode) and found.graph_name.value not in COMPUTED:
                yield found

    def holds(self, quad: Quad) -> bool:
        """Tell whether a named graph, or the union of all, holds a triple."""
        return quad in self._store

    def as_stored(self, quad: Quad) -> Iterator[Quad]:
        """Yield a quad as the store writes it, if it is there."""
        return self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name)

    def about(self, subject: Term, iri: str) -> Iterator[Quad]:
        """Yield the quads of one named graph that are about a node."""
        return self._store.quads_for_pattern(subject, None, None, ox.NamedNode(iri))  # type: ignore[arg-type]

    def match(
        self, subject: Term | None, predicate: Term | None, object: Term | None
    ) -> Iterator[tuple[Term, Term, Term]]:
        """Yield the triples of the union of all graphs that have some terms, None standing for any."""
        for found in self._store.quads_for_pattern(subject, predicate, object, ox.DefaultGraph()):  # type: ignore[arg-type]
            yield found.subject, found.predicate, found.object

    def graphs_with(self, subject: Term, predicate: Term, object: Term) -> Iterator[str]:
        """Yield the IRIs of the named graphs that hold a triple."""
        for found in self._store.quads_for_pattern(subject, predicate, object, None):  # type: ignore[arg-type]
            if isinstance(found.graph_name, ox.NamedNode):
                yield found.graph_name.value

    def add(self, quads: Iterable[Quad]) -> None:
        """Load many quads, fast and in bounded memory; not in one transaction.

        Raises:
            FileError: if they cannot be written.
        """
        waiting = iter(quads)
        try:
            while piece := list(itertools.islice(waiting, _PIECE)):
                self._store.bulk_extend(itertools.chain(piece, map(_in_default_graph, piece)))
        except OSError as error:
            raise FileError(f"cannot write the store: {error}") from None

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove some quads of named graphs."""
        for found in quads:
            self._store.remove(found)
            if next(self.graphs_with(found.subject, found.predicate, found.object), None) is None:
                self._store.remove(_in_default_graph(found))

    def settle(self, *, optimize: bool) -> None:
        """Bring everything to disk; ``optimize`` also lays it out for speed, which takes time on a large store."""
        if optimize:
            self._store.optimize()
        self._store.flush()


def _needed(prefixes: Mapping[str, str], text: str) -> dict[str, str]:
    """Return the prefixes that a query may use: handing over all of them takes longer than a small query."""
    return {prefix: iri for prefix, iri in prefixes.items() if f"{prefix}:" in text}


def _in_default_graph(quad: Quad) -> Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)
