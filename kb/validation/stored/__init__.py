"""Checks data that stays in a store, by the same plan: the store names the suspects, and pySHACL judges them.

``translating`` makes a query of each shape (``components``, ``values``, ``words`` and ``queries`` of its parts);
``graph`` fetches what pySHACL looks at. A literal is what the store says it is: engines may write ``01`` as ``1``. In
the queries of constraints, values compare as the store compares them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import rdflib
from rdflib.namespace import RDF
from rdflib.term import BNode, Node, URIRef

from kb.errors import QueryError
from kb.parallel import Crew
from kb.progress import Progress, silent
from kb.stores import Store
from kb.validation.authority import validate_whole
from kb.validation.checking import Checked, Checker, Judged, ShapeStatistics, is_nested
from kb.validation.graph import CachingGraph
from kb.validation.plan.shapes import Shape, Targets
from kb.validation.terms import rdflib_term, text_of

from .graph import Fetching
from .translating import Translator

_SUBCLASSES = "SELECT DISTINCT ?c WHERE {{ ?c <http://www.w3.org/2000/01/rdf-schema#subClassOf>+ {} }}"


def check_store(checker: Checker, store: Store, *, progress: Progress[int] = silent) -> Checked:
    """Check what a store holds by all shapes of a checker.

    Raises:
        KbError: if a shape turns out to be faulty, or the store cannot be asked.
    """
    if checker.plan.whole:
        return _whole(checker, store)
    chosen = checker.plan.targeted()

    def work(numbers: Iterator[int]) -> Checked:
        each, found = _StoreChecker(checker, store), Checked()
        for number in numbers:
            found += each.check(chosen[number])
        return found

    found = Checked()
    for part in Crew(work, len(chosen)).join(progress, "checking") if chosen else []:
        found += part
    return found


def rows_of(store: Store, text: str, prefixes: Mapping[str, str] | None = None) -> Iterator[tuple[str, ...]]:
    """Yield what a query gives, its terms as N-Triples writes them; an unbound variable is empty."""
    for row in store.query(text, prefixes or {}).rows():
        yield tuple("" if term is None else str(term) for term in row)


def labels_of(store: Store, nodes: Iterable[str]) -> Callable[[str, str], list[str]]:
    """Return the function that tells the values which nodes have of the property with an IRI, fetched together."""
    fetching = Fetching(lambda text: rows_of(store, text))
    graph = rdflib.Graph(fetching)
    fetching.expect(rdflib_term(text) for text in sorted(nodes) if text.startswith("<"))

    def values(node: str, iri: str) -> list[str]:
        if not node.startswith("<"):
            return []  # a blank node of an answer has no name by which to ask again
        return [text_of(value) for value in graph.objects(rdflib_term(node), URIRef(iri))]

    return values


def size_of(store: Store) -> int:
    """Return how many triples a store holds."""
    return Fetching(lambda text: rows_of(store, text)).size


class _StoreChecker:
    """Checks a store by one shape after the other, and keeps what it has fetched for the next."""

    def __init__(self, checker: Checker, store: Store) -> None:
        self._checker, self._store = checker, store
        self._prefixes = checker.authority.prefixes
        self._fetching = Fetching(lambda text: rows_of(store, text))
        self._data = CachingGraph(self._fetching, lambda text: checker.queries[text].prepared)
        self._translator = Translator(checker.plan, cache(self._subclasses))

    def check(self, shape: Shape) -> Checked:
        started = time.perf_counter()
        suspects = self._suspects(shape)
        planned = time.perf_counter()
        judged: list[Judged] = []
        if suspects is None or suspects:
            self._fetching.expect(suspects or ())
            found = self._checker.authority.judge(self._data, shape.node, suspects, nested=is_nested(shape))
            judged = [Judged(shape.node, about, result) for about, result in found]
        statistics = ShapeStatistics(
            shape=shape.node,
            focus=None,
            suspects=None if suspects is None else len(suspects),
            results=len(judged),
            planning=planned - started,
            judging=time.perf_counter() - planned,
            reason=self._translator.reason,
        )
        return Checked(judged, [statistics])

    def _suspects(self, shape: Shape) -> list[Node] | None:
        """Return the focus nodes that may break a shape; None if pySHACL must look for them itself."""
        queries = self._translator.suspects(shape)
        if queries is None:
            return None
        try:
            found = {row[0] for query in queries for row in rows_of(self._store, query, self._prefixes)}
        except QueryError as error:
            self._translator.reason = f"the store cannot answer the query for its suspects ({error.message})"
            return None
        blank = [text for text in found if text.startswith("_")]
        if blank and shape.targets.queries:
            self._translator.reason = "a target that is a query, and selects blank nodes"
            return None
        named = found.difference(blank)
        named.update(text for text in shape.targets.nodes if not text.startswith("<"))
        nodes = [rdflib_term(text) for text in sorted(named)]
        return [*nodes, *self._blank_targets(shape.targets)] if blank else nodes

    def _blank_targets(self, targets: Targets) -> Iterable[Node]:
        """Return the blank nodes among the focus nodes."""
        blank, found = self._fetching.blank, set[Node]()
        for text in targets.classes:
            for name in self._translator.subclasses(text) or ():
                found.update(blank.subjects(RDF.type, rdflib_term(name)))
        for text in targets.subjects_of:
            found.update(blank.subjects(rdflib_term(text), None))
        for text in targets.objects_of:
            found.update(blank.objects(None, rdflib_term(text)))
        return sorted(node for node in found if isinstance(node, BNode))

    def _subclasses(self, text: str) -> Sequence[str] | None:
        """Return a class and all below it; None where one of them is a blank node."""
        found = {text, *(row[0] for row in rows_of(self._store, _SUBCLASSES.format(text)))}
        return None if any(each.startswith("_") for each in found) else sorted(found)


def _whole(checker: Checker, store: Store) -> Checked:
    """Fetch everything, and let pySHACL see it at once."""
    started, data = time.perf_counter(), rdflib.Graph()
    for row in rows_of(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        subject, predicate, object = map(rdflib_term, row)
        data.add((subject, predicate, object))
    results = validate_whole(data, checker.authority.shapes.graph)
    judged = [Judged("", result.focus, result) for result in results]
    seconds = time.perf_counter() - started
    return Checked(judged, [ShapeStatistics("", None, None, len(results), 0.0, seconds, checker.plan.whole)])
