"""Brings up to date what a store says of origins: the graph of what is counted from the chains of reports.

After a change of some files, only those reports are read that decide what the claims come to which it may have
touched; the counting itself is that of ``kb.origins``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from .columns.table import Columns
from .columns.terms import Terms
from .formats import LITERAL, NAMED_NODE, Quad, Term, quad, term
from .namespaces import DERIVED, FC, RDF
from .origins.network import LINKS, Network
from .origins.statements import statements
from .stores.embedded import EmbeddedStore

_TYPE, _UNNAMED = NAMED_NODE(RDF + "type"), NAMED_NODE(FC + "UnnamedSource")
_CLAIM, _PER, _BY = (NAMED_NODE(FC + name) for name in ("claim", "per", "by"))
_OF_REPORTS = (_CLAIM, _PER, _BY, *(NAMED_NODE(FC + name) for name in ("access", "polarity", "retractedOn")))
_LINKS = tuple(map(NAMED_NODE, LINKS))

PREDICATES = (*_OF_REPORTS, *_LINKS)
"""What is read of reports and agents, beside which agents are unnamed sources."""

UNNAMED = (_TYPE, _UNNAMED)

Triple = tuple[Term, Term, Term]


def derive(store: EmbeddedStore, changed: Iterable[Quad] | None, differing: list[Quad] | None = None) -> int:
    """Bring the graph of origins up to date after some quads came or went, all of them if None.

    Returns by how many triples it has grown. Only what differs is written, and added to ``differing``.
    """
    if changed is None:
        touched, before = None, set(store.graph(DERIVED))
        triples = _everything(store)
    else:
        near = _Near(store, changed)
        touched, triples = near.subjects, near.triples()
        before = {found for subject in touched for found in store.about(subject, DERIVED)}
    after = {quad(*triple, DERIVED) for triple in counted(triples) if touched is None or triple[0] in touched}
    gone, new = before - after, after - before
    store.remove(gone)
    store.add(new)
    if differing is not None:
        differing += [*gone, *new]
    return len(new) - len(gone)


def _everything(store: EmbeddedStore) -> Iterator[Triple]:
    for predicate in PREDICATES:
        yield from store.match(None, predicate, None)
    yield from store.match(None, *UNNAMED)


def counted(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what is counted from some triples, which must be all that matter to it."""
    numbers: dict[Term, int] = {}
    rows = [[numbers.setdefault(each, len(numbers)) for each in triple] for triple in triples]
    known, terms = list(numbers), Terms(map(str, numbers))
    subjects, predicates, objects = np.array(rows, np.int32).reshape(-1, 3).T
    columns = Columns(terms, [""], (subjects, predicates, objects, np.zeros(len(rows), np.int32)))
    found = statements(Network(columns))
    known += [term(terms.text(number), {}) for number in range(len(known), len(terms))]
    for subject, predicate, object in zip(*(column.tolist() for column in found), strict=True):
        yield known[subject], known[predicate], known[object]


class _Near:
    """What a change may have touched; ``subjects`` are the claims and reports of which something else may be said."""

    def __init__(self, store: EmbeddedStore, changed: Iterable[Quad]) -> None:
        self._store = store
        agents, reports, claims = set[Term](), set[Term](), set[Term]()
        self._relayed = set[Term]()  # known, perhaps, from those alone that relay them
        for each in changed:
            if each.predicate in _OF_REPORTS:
                reports.add(each.subject)
                claims |= {each.object} if each.predicate == _CLAIM else set()
                self._relayed |= {each.object} if each.predicate == _PER else set()
            elif each.predicate in _LINKS:
                agents |= {each.subject, each.object}
            elif each.predicate == _TYPE and each.object == _UNNAMED:
                agents.add(each.subject)
        reports |= self._back(_BY, self._organisations(agents))
        above = _closed(reports, lambda report: self._back(_PER, {report}))
        claims |= {claim for report in above for claim in self._values(report, _CLAIM)}
        below = above | self._relayed | self._back(_CLAIM, claims)
        self._reports = _closed(below, lambda report: self._values(report, _PER))
        self.subjects = set(filter(_is_node, claims | above | self._relayed))

    def triples(self) -> Iterator[Triple]:
        """Yield all that matters to what may be said of the subjects."""
        agents = set[Term]()
        for report in filter(_is_node, self._reports):
            for predicate in _OF_REPORTS:
                for triple in self._store.match(report, predicate, None):
                    agents |= {triple[2]} if predicate == _BY else set()
                    yield triple
        for report in self._relayed:
            yield from itertools.islice(self._store.match(None, _PER, report), 1)
        for agent in filter(_is_node, agents):
            yield from self._store.match(agent, _TYPE, _UNNAMED)
        for predicate in _LINKS if agents else ():
            yield from self._store.match(None, predicate, None)

    def _values(self, node: Term, predicate: Term) -> set[Term]:
        return {end for _, _, end in self._store.match(node, predicate, None)} if _is_node(node) else set()

    def _back(self, predicate: Term, nodes: Iterable[Term]) -> set[Term]:
        return {subject for node in nodes for subject, _, _ in self._store.match(None, predicate, node)}

    def _organisations(self, agents: set[Term]) -> set[Term]:
        """Return agents with all that are linked to them, by any way."""
        linked: dict[Term, set[Term]] = {}
        for predicate in _LINKS if agents else ():
            for subject, _, object in self._store.match(None, predicate, None):
                linked.setdefault(subject, set()).add(object)
                linked.setdefault(object, set()).add(subject)
        return _closed(agents, lambda agent: linked.get(agent, set()))


def _is_node(term: Term) -> bool:
    return not isinstance(term, LITERAL)


def _closed(nodes: set[Term], steps: Callable[[Term], set[Term]]) -> set[Term]:
    """Return nodes with all that steps lead to, however many."""
    found, waiting = set(nodes), list(nodes)
    while waiting:
        new = steps(waiting.pop()) - found
        found |= new
        waiting += new
    return found
