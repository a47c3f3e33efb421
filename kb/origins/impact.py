"""What rests on a node, and what becomes of the claims if it falls: before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kb.columns.table import Columns
from kb.errors import UnknownNameError
from kb.namespaces import FC, PROV, SCHEMA

from .analysis import count
from .counting import Interval
from .network import Network

_LEADING = (FC + "in", FC + "by", FC + "quote")
"""From a report to what it falls with: its source, its agent, a quote in it."""


@dataclass(frozen=True)
class Change:
    """A claim whose interval is another one after the fall, with the verdicts on it that stand.

    Nodes are written as N-Triples writes them.
    """

    claim: str
    before: Interval
    after: Interval
    verdicts: tuple[str, ...]


@dataclass(frozen=True)
class Impact:
    """What falls with a node: its reports, those that rest on them, the reviews whose evidence does, and the claims.

    ``reviews`` are those that are not retracted and that no other revises.
    """

    reports: tuple[str, ...]
    resting: tuple[str, ...]
    reviews: tuple[str, ...]
    changes: tuple[Change, ...]


def impact(columns: Columns, node: str) -> Impact:
    """Return what happens if a source, report, agent, quote or snapshot falls; ``node`` as N-Triples writes it.

    Its reports count as retracted, and with them those that are known from them alone. What rests on another word as
    well keeps that.

    Raises:
        UnknownNameError: if the data says nothing of the node.
    """
    number = columns.terms.find(node)
    if number < 0:
        raise UnknownNameError("node", node.strip("<>"), [])
    fallen, basis = _falling(columns, number)
    resting, standing = _resting(columns, fallen), _standing_reviews(columns)
    return Impact(
        reports=_texts(columns, fallen),
        resting=_texts(columns, resting - fallen),
        reviews=_texts(columns, _reviews(columns, basis | resting) & standing),
        changes=_changes(columns, fallen, standing),
    )


def _changes(columns: Columns, fallen: frozenset[int], standing: set[int]) -> tuple[Change, ...]:
    before, after = count(Network(columns)), count(Network(columns, fallen))
    changes = []
    for row in np.flatnonzero((before.least != after.least) | (before.most != after.most)).tolist():
        claim, was, becomes = int(before.claims[row]), before.at(row).affirmed, after.at(row).affirmed
        changes.append(Change(columns.terms.text(claim), was, becomes, _verdicts(columns, claim, standing)))
    return tuple(sorted(changes, key=lambda change: change.claim))


def _falling(columns: Columns, node: int) -> tuple[frozenset[int], set[int]]:
    """Return the reports that fall with a node, and all that evidence may rest on and that falls with it."""
    basis = {node, *_back(columns, FC + "from", [node])}
    fallen = {node} & set(columns.pairs_of(FC + "claim").left.tolist())
    for iri in _LEADING:
        fallen.update(_back(columns, iri, basis))
    fallen |= known_only_through(columns, fallen)
    return frozenset(fallen), basis | fallen


def known_only_through(columns: Columns, fallen: set[int]) -> set[int]:
    """Return the reports that stand in no source and that only fallen ones relay: nobody else knows of them."""
    relayed, sources = columns.pairs_of(FC + "per"), columns.pairs_of(FC + "in")
    found, waiting = set(fallen), list(fallen)
    while waiting:
        for below in relayed.values(waiting.pop()):
            if below not in found and not sources.values(below) and found.issuperset(relayed.inverse.values(below)):
                found.add(below)
                waiting.append(below)
    return found - fallen


def _resting(columns: Columns, fallen: Iterable[int]) -> set[int]:
    """Return reports with all that rest on them, by however many hops."""
    found, waiting = set(fallen), list(fallen)
    while waiting:
        for above in _back(columns, FC + "per", [waiting.pop()]):
            if above not in found:
                found.add(above)
                waiting.append(above)
    return found


def _reviews(columns: Columns, basis: Iterable[int]) -> set[int]:
    evidence = set(_back(columns, FC + "rests", basis))
    found = set(_back(columns, FC + "evidence", evidence))
    for line in evidence:
        found.update(columns.pairs_of(FC + "for").values(line))
    return found


def _standing_reviews(columns: Columns) -> set[int]:
    retracted = set(columns.pairs_of(FC + "retractedOn").left.tolist())
    pairs = columns.pairs_of(PROV + "wasRevisionOf")
    revised = {
        older for newer, older in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True) if newer not in retracted
    }
    return set(columns.pairs_of(SCHEMA + "itemReviewed").left.tolist()) - retracted - revised


def _verdicts(columns: Columns, claim: int, standing: set[int]) -> tuple[str, ...]:
    reviews = standing.intersection(columns.pairs_of(SCHEMA + "itemReviewed").inverse.values(claim))
    return tuple(
        sorted(
            columns.terms.text(verdict)
            for review in reviews
            for verdict in columns.pairs_of(FC + "verdict").values(review)
        )
    )


def _back(columns: Columns, iri: str, nodes: Iterable[int]) -> list[int]:
    inverse = columns.pairs_of(iri).inverse
    return [found for node in nodes for found in inverse.values(node)]


def _texts(columns: Columns, nodes: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(columns.terms.text(node) for node in nodes))
