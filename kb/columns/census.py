"""Counts what columns hold: triples by property, entities by class, different subjects and objects."""

from __future__ import annotations

import numpy as np

from kb.namespaces import FC, RDF

from .table import Columns, once
from .terms import IRI
from .texts import lexical


def triples_by_property(columns: Columns) -> dict[str, int]:
    """Return how many different triples each property has, by its IRI."""
    text = columns.terms.text
    return {lexical(text(predicate)): len(columns.pairs(predicate)) for predicate in columns.used_predicates}


def entities_by_class(columns: Columns) -> dict[str, int]:
    """Return how many instances with an IRI each class has, by its IRI."""
    types = columns.pairs_of(f"{RDF}type")
    kinds = columns.terms.kinds
    is_entity = kinds[types.left] == IRI
    classes, first = np.unique(types.right, return_inverse=True)
    counts = np.bincount(first, weights=is_entity, minlength=len(classes)).astype(int)
    named = kinds[classes] == IRI
    return {
        lexical(columns.terms.text(int(found))): int(count)
        for found, count, is_named in zip(classes, counts, named, strict=True)
        if is_named
    }


def distinct_subjects(columns: Columns, base: str) -> tuple[int, int]:
    """Return how many subjects have an IRI that begins with ``base``, and how many have none."""
    subjects = once(columns.subjects)
    texts = columns.terms.texts(subjects)
    own = sum(text.startswith(f"<{base}") for text in texts)
    return own, len(texts) - own


def distinct_objects(columns: Columns) -> int:
    """Return how many different objects there are."""
    return len(once(columns.objects))


def first_claims(columns: Columns, count: int) -> list[str]:
    """Return the IRIs of the first claims by name."""
    claims = columns.pairs_of(f"{RDF}type").inverse.values(columns.terms.find(f"<{FC}Claim>"))
    return sorted(lexical(columns.terms.text(claim)) for claim in claims)[:count]
