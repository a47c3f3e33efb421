"""Counts origins from what a server holds, and stores there what is counted: a graph that is replaced whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import cast

from .deriving import PREDICATES, UNNAMED, Triple, counted
from .formats import Quad, Term, quad, write_ntriples
from .namespaces import DERIVED
from .stores.writable import WritableStore

_IN_MEMORY = 16 * 1024 * 1024  # bytes; more wait in a temporary file


def derive_remotely(store: WritableStore) -> None:
    """Bring the server's graph of origins up to date: everything is read that decides them, and they are sent anew."""
    quads: list[Quad] = [quad(*triple, DERIVED) for triple in counted(_everything(store))]
    if not quads:
        store.update(f"DROP SILENT GRAPH <{DERIVED}>")
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
        write_ntriples(quads, body)
        store.put(DERIVED, body)


def _everything(store: WritableStore) -> Iterator[Triple]:
    for predicate in PREDICATES:
        query = (
            f"SELECT DISTINCT ?subject ?object WHERE {{ GRAPH ?file {{ ?subject {predicate} ?object }} "
            "FILTER(!ISBLANK(?subject) && !ISBLANK(?object)) }"  # they cannot be named to a server
        )
        for subject, object in store.query(query, {}).rows():
            yield cast(Term, subject), predicate, cast(Term, object)
    kind, unnamed = UNNAMED
    query = f"SELECT DISTINCT ?agent WHERE {{ GRAPH ?file {{ ?agent {kind} {unnamed} }} FILTER(!ISBLANK(?agent)) }}"
    for (agent,) in store.query(query, {}).rows():
        yield cast(Term, agent), kind, unnamed
