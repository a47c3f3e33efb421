"""Walks property paths from sets of nodes over columns."""

from __future__ import annotations

import numpy as np

from kb.columns.steps import closure, distinct
from kb.columns.table import Columns, Pairs
from kb.columns.terms import Ids

from .shapes import Alternative, Path, Repeated, Sequence, Step


def walk(columns: Columns, path: Path, nodes: Ids) -> tuple[Ids, Ids]:
    """Return the value nodes of ``nodes``: for each, the index of its node, and itself; each once, sorted."""
    if isinstance(path, Step):
        return _pairs(columns, path).follow(nodes)
    if isinstance(path, Sequence):
        index, reached = np.arange(len(nodes), dtype=np.int32), nodes
        for part in path.parts:
            at, reached = walk(columns, part, reached)
            index = index[at]
        return distinct(index, reached)
    if isinstance(path, Alternative):
        found = [walk(columns, part, nodes) for part in path.parts]
        return distinct(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    return _repeated(columns, path, nodes)


def _pairs(columns: Columns, step: Step) -> Pairs:
    pairs = columns.pairs(columns.terms.find(step.predicate))
    return pairs.inverse if step.inverse else pairs


def _repeated(columns: Columns, path: Repeated, nodes: Ids) -> tuple[Ids, Ids]:
    if not path.transitive:
        index, reached = walk(columns, path.path, nodes)
        start = np.arange(len(nodes), dtype=np.int32)
        return distinct(np.concatenate([start, index]), np.concatenate([nodes, reached]))
    return closure(relation(columns, path.path, nodes), nodes, reflexive=path.reflexive)


def relation(columns: Columns, path: Path, nodes: Ids) -> Pairs:
    """Return a path as pairs, for all nodes that can be reached from ``nodes`` by walking it again and again."""
    if isinstance(path, Step):
        return _pairs(columns, path)
    left, right = [], []
    known = frontier = np.unique(nodes)
    while len(frontier):
        index, reached = walk(columns, path, frontier)
        left.append(frontier[index])
        right.append(reached)
        frontier = np.setdiff1d(reached, known)
        known = np.union1d(known, frontier)
    return Pairs.of(np.concatenate([*left, nodes[:0]]), np.concatenate([*right, nodes[:0]]))


def turned(path: Path) -> Path:
    """Return the path that leads back."""
    match path:
        case Step(predicate, inverse):
            return Step(predicate, not inverse)
        case Sequence(parts):
            return Sequence(tuple(turned(part) for part in reversed(parts)))
        case Alternative(parts):
            return Alternative(tuple(turned(part) for part in parts))
        case Repeated(inner, reflexive, transitive):
            return Repeated(turned(inner), reflexive, transitive)
