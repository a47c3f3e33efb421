"""Works out what the operations of an update change, by asking the store (SPARQL 1.1 Update §3, §4).

The store itself stays as it is: once an operation has changed something and another one asks, it asks a copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from kb.errors import UsageError
from kb.formats import Term
from kb.namespaces import COMPUTED
from kb.project import KnowledgeBase
from kb.stores.embedded import EmbeddedStore

from .changes import Changes
from .errors import WriteConflictError
from .operations import Data, Manage, Modify, Operation, Transfer
from .templates import Graph, Triple, fill, has_blank_nodes, variables

_MOST = 200_000


class Evaluation:
    """Runs operations, one after the other, into ``changes``; used as a context, it removes its copy of the store.

    One at a time works on a knowledge base.
    """

    def __init__(self, changes: Changes, store: EmbeddedStore, kb: KnowledgeBase) -> None:
        self._changes, self._store, self._kb = changes, store, kb
        self._folder = kb.state / "asked"
        self._copy: EmbeddedStore | None = None
        self._seen = 0

    def __enter__(self) -> Evaluation:
        return self

    def __exit__(self, *arguments: object) -> None:
        self._copy = None  # closed first: an open store would go on writing
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, operations: Sequence[Operation]) -> None:
        """Run operations.

        Raises:
            WriteConflictError: if a graph is not there that has to be, or is there that must not.
            GraphRefusedError: if no file can hold a graph.
            QueryError: if a pattern cannot be evaluated.
            UsageError: if it changes very many triples.
        """
        for operation in operations:
            match operation:
                case Data():
                    self._apply(fill(operation.delete, {}, None), fill(operation.insert, {}, None))
                case Modify():
                    self._modify(operation)
                case Manage():
                    self._manage(operation)
                case Transfer():
                    self._transfer(operation)
            if len(self._changes.steps) > _MOST:
                raise UsageError(f"it changes more than {_MOST:,} triples", hint="send it in parts")

    def _apply(self, deleted: Iterator[tuple[Graph, Triple]], inserted: Iterator[tuple[Graph, Triple]]) -> None:
        going, coming = dict.fromkeys(deleted), dict.fromkeys(inserted)
        homes: dict[tuple[Term, Term], set[str]] = {}
        for graph, triple in going.keys() - coming.keys():  # what comes again stays where it is
            had = self._changes.delete(graph, triple)
            homes.setdefault(triple[:2], set()).update(had)
        for graph, triple in coming:
            # A value that takes the place of another stands where that stood, if that was in one file.
            home = homes.get(triple[:2], set())
            self._changes.insert(graph, triple, next(iter(home)) if len(home) == 1 else None)

    def _modify(self, operation: Modify) -> None:
        default = operation.within
        solutions = list(self._solutions(operation))
        deleted = (each for solution in solutions for each in fill(operation.delete, solution, default))
        inserted = (each for solution in solutions for each in fill(operation.insert, solution, default))
        self._apply(deleted, inserted)

    def _solutions(self, operation: Modify) -> Iterator[Mapping[str, Term | None]]:
        """Yield the solutions of the pattern, as far as the templates need them, each once if that is enough."""
        names = variables([*operation.delete, *operation.insert])
        distinct = "" if has_blank_nodes(operation.insert) else "DISTINCT "
        head = " ".join(f"?{name}" for name in names) or "(1 AS ?x_kb_one)"
        default_graphs, named_graphs = operation.using, operation.using_named
        if not default_graphs and not named_graphs and operation.within is not None:
            # WITH chooses the default graph alone; naming graphs costs, and only GRAPH asks for them.
            default_graphs = (operation.within,)
            named_graphs = (*self._changes.names(), *COMPUTED) if "GRAPH" in operation.where.upper() else ()
        answer = self._current().query(
            f"{operation.prologue}SELECT {distinct}{head} WHERE {operation.where}",
            self._kb.prefixes,
            base=self._kb.settings.base,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
        )
        for number, row in enumerate(answer.rows()):
            if number == _MOST:
                raise UsageError(f"its pattern has more than {_MOST:,} solutions", hint="send it in parts")
            yield dict(zip(names, row, strict=False)) if names else {}

    def _manage(self, operation: Manage) -> None:
        changes, graph = self._changes, operation.graph
        if operation.verb == "CREATE":
            if graph is not None and not changes.exists(graph):
                changes.create(graph)
            elif not operation.silent:
                raise WriteConflictError(f"the graph <{graph}> is there already", hint="CREATE SILENT lets that pass")
            return
        if graph is not None:
            if self._is_there(graph, operation.silent):
                (changes.clear if operation.verb == "CLEAR" else changes.drop)(graph)
        elif operation.verb == "CLEAR" or operation.kind == "DEFAULT":
            changes.clear(None)
        else:
            for each in changes.names():
                changes.drop(each)

    def _transfer(self, operation: Transfer) -> None:
        source, target, changes = operation.source, operation.target, self._changes
        if source == target or (source is not None and not self._is_there(source, operation.silent)):
            return
        if target is None:
            self._to_default(operation.verb, source or "")
            return
        triples = list(changes.triples(source))
        if operation.verb != "ADD":
            changes.clear(target)
        changes.create(target)
        for triple in triples:
            changes.insert(target, triple)
        if operation.verb == "MOVE":
            self._keep_only(target) if source is None else changes.drop(source)

    def _to_default(self, verb: str, source: str) -> None:
        """Make the union of all graphs what ``source`` holds, or leave it as it is: it holds that already."""
        if verb == "ADD":
            return
        self._keep_only(source)
        if verb == "MOVE" and source != self._changes.default:
            for triple in list(self._changes.triples(source)):
                self._changes.insert(self._changes.default, triple)
            self._changes.drop(source)

    def _keep_only(self, graph: str) -> None:
        for each in self._changes.names():
            if each != graph:
                self._changes.clear(each)

    def _is_there(self, graph: str, silent: bool) -> bool:
        if not self._changes.exists(graph):
            if not silent:
                raise WriteConflictError(f"there is no graph <{graph}>", hint="SILENT lets that pass")
            return False
        return True

    def _current(self) -> EmbeddedStore:
        """Return a store that holds what there is by now."""
        steps = self._changes.steps
        if self._seen == len(steps):
            return self._copy or self._store
        if self._copy is None:
            shutil.rmtree(self._folder, ignore_errors=True)  # of one that was killed
            self._store.backup(self._folder)
            self._copy = EmbeddedStore.open(self._folder)
        for added, group in groupby(steps[self._seen :], key=lambda step: step[0]):
            quads = [each for _, each in group]
            (self._copy.add if added else self._copy.remove)(quads)
        self._seen = len(steps)
        return self._copy
