"""Blank nodes by names that last: those of a file are named after its graph and the order in which it mentions them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from .formats import BLANK_NODE, Quad, Term, quad


def label_stem(graph: str) -> str:
    """Return what the labels of all blank nodes of a graph begin with; a number follows, from 0."""
    return f"f{hashlib.sha256(graph.encode()).hexdigest()[:20]}b"


def steady(quads: Iterable[Quad], graph: str) -> Iterator[Quad]:
    """Yield the triples of a file in the graph called ``graph``, its blank nodes by names that depend on nothing else.

    So a blank node of a store can be found again in the file: it is the one with that number among those that the
    triples mention, subjects before objects.
    """
    for subject, predicate, object in steady_terms(quads, graph):
        yield quad(subject, predicate, object, graph)


def steady_terms(quads: Iterable[Quad], graph: str) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the terms of the triples alone; see ``steady``."""
    stem = label_stem(graph)
    names: dict[str, Term] = {}
    for found in quads:
        subject, object = found.subject, found.object
        if isinstance(subject, BLANK_NODE):
            subject = names.setdefault(subject.value, BLANK_NODE(f"{stem}{len(names)}"))  # type: ignore[assignment]
        if isinstance(object, BLANK_NODE):
            object = names.setdefault(object.value, BLANK_NODE(f"{stem}{len(names)}"))
        yield subject, found.predicate, object
