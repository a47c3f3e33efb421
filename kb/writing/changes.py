"""What a write does to the graphs, triple by triple, before any file is touched.

Each file is a graph, and the default graph is the union of all. So what is inserted into the default graph goes to one
file, unless some file has it already; what is deleted from it is deleted from every file that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import starmap

from kb.blank_nodes import label_stem, steady_terms
from kb.formats import BLANK_NODE, LITERAL, Quad, Term, parse, quad, read_file
from kb.namespaces import RDF, XSD
from kb.project import KnowledgeBase
from kb.stores.embedded import EmbeddedStore
from kb.stores.updates import as_stored
from kb.written import OURS

from .errors import GraphRefusedError
from .templates import Graph, Triple

_AS_THEY_ARE = (XSD + "string", RDF + "langString")


def key(triple: Triple) -> Triple:
    """Return a triple as the store keeps it: two triples are the same for an update if their keys are."""
    if isinstance(triple.object, LITERAL) and triple.object.datatype.value not in _AS_THEY_ARE:
        return triple._replace(object=as_stored(triple.object))
    return triple


@dataclass
class GraphChange:
    """What comes and goes in one graph; both are given by their keys, and what comes as it was written, too.

    ``exists`` tells whether the file is to be there afterwards, ``existed`` whether it was before.
    """

    iri: str
    file: str
    existed: bool
    exists: bool
    removed: dict[Triple, None] = field(default_factory=dict)
    added: dict[Triple, Triple] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the file stays as it is."""
        return self.existed == self.exists and not self.removed and not self.added


class Changes:
    """The graphs of a knowledge base, as they will be after what has been done to them so far.

    ``store`` holds what the files held before, ``files`` names those that are in it.
    """

    def __init__(self, kb: KnowledgeBase, store: EmbeddedStore, files: Iterable[str]) -> None:
        self._kb, self._store = kb, store
        self._files: Mapping[str, str] = {kb.graph_iri(name): name for name in files}
        self._changed: dict[str, GraphChange] = {}
        self._foreign: dict[tuple[str, str], Term] = {}
        self.steps: list[tuple[bool, Quad]] = []
        """What was done to named graphs, in order: whether a quad was added, and the quad."""

    def __iter__(self) -> Iterator[GraphChange]:
        """Yield what has changed, by file."""
        yield from sorted((each for each in self._changed.values() if not each.is_empty), key=lambda each: each.file)

    @property
    def default(self) -> str:
        """The IRI of the graph that takes what is inserted into the default graph."""
        return self._kb.graph_iri(self._kb.settings.writing.file)

    def names(self) -> list[str]:
        """Return the IRIs of all graphs."""
        known = [iri for iri in self._files if iri not in self._changed or self._changed[iri].exists]
        return known + [iri for iri, each in self._changed.items() if each.exists and iri not in self._files]

    def exists(self, graph: str) -> bool:
        """Tell whether there is a graph."""
        changed = self._changed.get(graph)
        return changed.exists if changed is not None else graph in self._files

    def create(self, graph: str) -> None:
        """Make an empty graph, if there is none."""
        self._of(graph).exists = True

    def drop(self, graph: str) -> None:
        """Remove a graph with all that it holds."""
        self.clear(graph)
        self._of(graph).exists = False

    def clear(self, graph: Graph) -> None:
        """Remove all triples of a graph; of the default graph, those of all graphs."""
        for iri in self.names() if graph is None else [graph]:
            for triple in list(self.triples(iri)):
                self._remove(self._of(iri), key(triple))

    def triples(self, graph: Graph) -> Iterator[Triple]:
        """Yield the triples of a graph as they are written; of the default graph, those of all, some repeatedly."""
        for iri in self.names() if graph is None else [graph]:
            change = self._changed.get(iri)
            for triple in self._written(iri):
                if change is None or key(triple) not in change.removed:
                    yield triple
            yield from change.added.values() if change is not None else ()

    def delete(self, graph: Graph, triple: Triple) -> list[str]:
        """Remove a triple from a graph, from the default graph wherever it is; return the graphs that had it."""
        wanted = key(triple)
        holding = self._holding(wanted) if graph is None else [graph]
        found = [iri for iri in holding if self._holds(iri, wanted)]
        for iri in found:
            self._remove(self._of(iri), wanted)
        return found

    def insert(self, graph: Graph, triple: Triple, default: str | None = None) -> None:
        """Add a triple to a graph; to the default graph, in the file that is set for that, unless it is somewhere.

        ``default`` is the graph to take in place of the one that is set.

        Raises:
            GraphRefusedError: if no file can hold the graph.
        """
        wanted = key(triple)
        if graph is None:
            if self._holding(wanted):
                return
            graph = default or self.default
        change = self._of(graph)
        change.exists = True
        triple = self._adopted(triple, graph)
        wanted = key(triple)
        if not self._holds(graph, wanted):
            change.added[wanted] = triple
            self.steps.append((True, quad(*wanted, graph)))

    def _remove(self, change: GraphChange, wanted: Triple) -> None:
        if wanted in change.added:
            del change.added[wanted]
        else:
            change.removed[wanted] = None
        self.steps.append((False, quad(*wanted, change.iri)))

    def _holds(self, graph: str, wanted: Triple) -> bool:
        change = self._changed.get(graph)
        if change is not None:
            if wanted in change.added:
                return True
            if wanted in change.removed:
                return False
        return graph in self._files and self._store.holds(quad(*wanted, graph))

    def _holding(self, wanted: Triple) -> list[str]:
        """Return the graphs of files that hold a triple; what is computed has no file."""
        stored = [iri for iri in self._store.graphs_with(*wanted) if iri in self._files]
        found = [iri for iri in stored if wanted not in self._removed(iri)]
        return found + [iri for iri, each in self._changed.items() if wanted in each.added and iri not in found]

    def _removed(self, graph: str) -> Mapping[Triple, None]:
        change = self._changed.get(graph)
        return change.removed if change is not None else {}

    def _written(self, graph: str) -> Iterator[Triple]:
        name = self._files.get(graph)
        if name is None:
            return
        data = read_file(self._kb.folder / name)
        yield from starmap(Triple, steady_terms(parse(data, base=self._kb.settings.base, path=name), graph))

    def _adopted(self, triple: Triple, graph: str) -> Triple:
        """Return a triple whose blank nodes are the graph's own: one of another file gets a counterpart here."""
        stem = label_stem(graph)

        def own(term: Term) -> Term:
            if not isinstance(term, BLANK_NODE) or term.value.startswith(stem) or not term.value.startswith("f"):
                return term
            return self._foreign.setdefault((graph, term.value), BLANK_NODE())

        return Triple(own(triple.subject), triple.predicate, own(triple.object))

    def _of(self, graph: str) -> GraphChange:
        if graph not in self._changed:
            file = self._files.get(graph) or self._file(graph)
            existed = graph in self._files
            self._changed[graph] = GraphChange(graph, file, existed, existed)
        return self._changed[graph]

    def _file(self, graph: str) -> str:
        file = self._kb.graph_file(graph)
        if graph.startswith(OURS):
            raise GraphRefusedError("what is computed follows from the rest", hint="write what it follows from")
        if file is None:
            raise GraphRefusedError(
                f"no file can hold the graph <{graph[:300]}>",
                hint=f"name one <{self._kb.settings.base}file/….ttl>; 'graphs' in [writing] of kb.toml lets others in",
            )
        return file
