"""What is counted, as triples: for queries, exports, pages and rules, which then need not count again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kb.columns.changing import Change
from kb.columns.table import Columns, Pairs, once
from kb.columns.terms import LITERAL, Ids, Mask, Terms
from kb.namespaces import FC, XSD

from .analysis import Counted, count
from .network import Network

COMPUTED = ""
"""The name of the file that computed triples stand in: of none."""

Triples = tuple[Ids, Ids, Ids]


def statements(network: Network) -> Triples:
    """Return what the claims and the roots of a network come to, as numbers of terms; new ones are added.

    A claim has its two numbers, its roots, the numbers of its denials if there are some, and whether it only goes
    round or rests on unnamed ones alone, if so. A root has its origin. Of texts, where a node should stand, nothing can
    be said.
    """
    found = [*_of_claims(count(network)), _of_roots(network)]
    subjects, predicates, objects = (np.concatenate(column).astype(np.int32) for column in zip(*found, strict=True))
    nodes = network.columns.terms.kinds[subjects] != LITERAL
    return subjects[nodes], predicates[nodes], objects[nodes]


def _of_claims(counted: Counted) -> Iterator[Triples]:
    terms, claims, denied = counted.terms, counted.claims, counted.denied_most > 0
    yield _numbered(terms, claims, "originsAtLeast", counted.least)
    yield _numbered(terms, claims, "originsAtMost", counted.most)
    yield _numbered(terms, claims[denied], "denialsAtLeast", counted.denied_least[denied])
    yield _numbered(terms, claims[denied], "denialsAtMost", counted.denied_most[denied])
    yield _triples(terms, claims[counted.roots.left], "root", counted.roots.right)
    for name, chosen in (("circular", counted.circular), ("unnamedOnly", counted.unnamed)):
        true = np.full(int(chosen.sum()), terms.add(f'"true"^^<{XSD}boolean>'), np.int32)
        yield _triples(terms, claims[chosen], name, true)


def _of_roots(network: Network) -> Triples:
    """Return whose the roots are; one whose agent is not said is an origin of its own."""
    relaying = np.isin(network.nodes, network.columns.pairs_of(FC + "per").left)
    roots = np.flatnonzero(~relaying & ~network.fallen)
    whose = network.organisation[roots]
    itself = whose >= network.organisation[-1] - len(network.nodes)
    return _triples(
        network.columns.terms, network.nodes[roots], "origin", np.where(itself, network.nodes[roots], whose)
    )


def _numbered(terms: Terms, subjects: Ids, name: str, numbers: Ids) -> Triples:
    largest = int(numbers.max(initial=0))
    texts = terms.extend(f'"{number}"^^<{XSD}integer>' for number in range(largest + 1))
    return _triples(terms, subjects, name, texts[numbers])


def _triples(terms: Terms, subjects: Ids, name: str, objects: Ids) -> Triples:
    return subjects, np.full(len(subjects), terms.add(f"<{FC}{name}>"), np.int32), objects


def with_statements(columns: Columns) -> Columns:
    """Return a graph with what its claims come to; what was computed of them before is left out."""
    found = statements(Network(columns))
    files = columns.files if COMPUTED in columns.files else [*columns.files, COMPUTED]
    number = files.index(COMPUTED)
    kept = columns.owners != number
    subjects, predicates, objects = _unwritten(columns, kept, found)
    if kept.all() and not len(subjects):
        return columns
    return columns.replaced(kept, (subjects, predicates, objects, np.full(len(subjects), number, np.int32)), files)


def _unwritten(columns: Columns, kept: Mask, computed: Triples) -> Triples:
    """Leave out what somebody has written, or imported, as it is computed."""
    written = kept & np.isin(columns.predicates, np.unique(computed[1]))
    if not written.any():
        return computed
    rows = (columns.subjects[written], columns.predicates[written], columns.objects[written])
    known = set(zip(*(column.tolist() for column in rows), strict=True))
    new = np.array([row not in known for row in zip(*(column.tolist() for column in computed), strict=True)], bool)
    return computed[0][new], computed[1][new], computed[2][new]


def authored(columns: Columns) -> int:
    """Return how many different triples of a graph somebody wrote."""
    computed = int((columns.owners == columns.files.index(COMPUTED)).sum()) if COMPUTED in columns.files else 0
    return len(columns) - computed


def after(before: Columns, change: Change) -> Change:
    """Return a change with what the claims come to after it."""
    columns = with_statements(change.columns)
    old = (change.subjects, change.predicates, change.objects)
    parts = zip(old, _differing(_computed(before), _computed(columns)), strict=True)
    subjects, predicates, objects = (np.concatenate(part) for part in parts)
    return Change(columns, subjects, predicates, objects, change.faulty)


def _differing(one: Triples, other: Triples) -> Triples:
    """Return the triples that only one of two graphs has; they are sorted by predicate, subject and object."""
    found: list[Triples] = []
    for predicate in once(np.concatenate([one[1], other[1]])).tolist():
        here, there = (
            Pairs(subjects[predicates == predicate], objects[predicates == predicate])
            for subjects, predicates, objects in (one, other)
        )
        for pairs, others in ((here, there), (there, here)):
            new = ~others.contains(pairs.left, pairs.right)
            found.append((pairs.left[new], np.full(int(new.sum()), predicate, np.int32), pairs.right[new]))
    if not found:
        return one
    subjects, predicates, objects = (np.concatenate(column) for column in zip(*found, strict=True))
    return subjects, predicates, objects


def _computed(columns: Columns) -> tuple[Ids, Ids, Ids]:
    chosen = columns.owners == columns.files.index(COMPUTED) if COMPUTED in columns.files else slice(0, 0)
    return columns.subjects[chosen], columns.predicates[chosen], columns.objects[chosen]
