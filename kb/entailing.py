"""Brings the graph of entailments up to date: all of it in a new store, else what the changed triples can touch."""

from __future__ import annotations

from collections.abc import Iterable

from .entailments import entailments
from .formats import Quad, has_blank_node, quad
from .namespaces import COMPUTED, ENTAILED
from .project import KnowledgeBase
from .stores.embedded import EmbeddedStore

_MANY = 20_000  # triples; where more have changed, asking for all of them is as fast


def entail(kb: KnowledgeBase, store: EmbeddedStore) -> int:
    """Bring the graph of entailments up to date, and return how many there are.

    They are what the entailment queries construct, less what is authored. Only the difference is written: it can be
    small where the graph is large, and writing costs more than asking.
    """
    rules = entailments()
    before = set(store.graph(ENTAILED))
    authored = {_entailed(found) for head in {rule.head for rule in rules} for found in store.authored(head)}
    after = _constructed(kb, store, (rule.text for rule in rules)) - authored
    store.remove(before - after)
    store.add(after - before)
    return len(after)


class Update:
    """Brings the graph of entailments up to date after some triples were removed and others added.

    Made before the store changes, it asks what followed from the subjects concerned; ``finish`` asks again after.
    """

    def __init__(self, kb: KnowledgeBase, store: EmbeddedStore, changed: Iterable[Quad]) -> None:
        self._kb, self._store, self._rules = kb, store, entailments()
        properties = frozenset[str]().union(*(rule.properties for rule in self._rules))
        self._changed = [found for found in changed if found.predicate.value in properties]
        # A blank node has no name to ask for it by.
        self._is_small = len(self._changed) < _MANY and not any(map(has_blank_node, self._changed))
        self._before = self._following() if self._is_small else set()

    def finish(self, before: int) -> int:
        """Write what follows now instead of what did; ``before`` is how many entailments there were, the result now."""
        if not self._is_small:
            return entail(self._kb, self._store)
        heads = {rule.head for rule in self._rules}
        candidates = self._before | self._following()
        candidates |= {_entailed(found) for found in self._changed if found.predicate.value in heads}
        if any(map(has_blank_node, candidates)):
            return entail(self._kb, self._store)
        # As the store writes them: it takes 01 and 1 for the same.
        present = {stored for found in candidates for stored in self._store.as_stored(found)}
        wanted = {found for found in self._derived(candidates) if not self._is_authored(found)}
        self._store.remove(present - wanted)
        self._store.add(wanted - present)
        return before + len(wanted) - len(present)

    def _following(self) -> set[Quad]:
        """Return what follows from the subjects of the changed triples."""
        subjects = {found.subject for found in self._changed}
        queries = (rule.bound([rule.centre], ([subject] for subject in subjects)) for rule in self._rules)
        return _constructed(self._kb, self._store, queries) if subjects else set()

    def _is_authored(self, found: Quad) -> bool:
        graphs = self._store.graphs_with(found.subject, found.predicate, found.object)
        return any(graph not in COMPUTED for graph in graphs)

    def _derived(self, candidates: Iterable[Quad]) -> set[Quad]:
        """Return those of the candidates that follow from anything."""
        found: set[Quad] = set()
        for rule in self._rules:
            pairs = [(each.subject, each.object) for each in candidates if each.predicate.value == rule.head]
            if pairs:
                query = rule.bound([rule.subject, rule.object], pairs)
                found |= _constructed(self._kb, self._store, [query])
        return found


def _constructed(kb: KnowledgeBase, store: EmbeddedStore, queries: Iterable[str]) -> set[Quad]:
    return {quad(*triple, ENTAILED) for query in queries for triple in store.query(query, kb.prefixes).triples()}


def _entailed(found: Quad) -> Quad:
    return quad(found.subject, found.predicate, found.object, ENTAILED)
