"""Reads small Turtle into graphs of rdflib's: shapes, whose terms must be those that the data has."""

from __future__ import annotations

from collections.abc import Iterable

import rdflib

from kb.formats import RdflibTerms, parse


def read_graph(texts: Iterable[tuple[bytes, str | None, str]]) -> rdflib.Graph:
    """Read Turtle into one graph: its bytes, its base and what errors call it.

    Raises:
        DataSyntaxError: if it does not parse.
    """
    terms, graph = RdflibTerms(), rdflib.Graph()
    for data, base, path in texts:
        for quad in parse(data, base=base, path=path):
            graph.add((terms.of(quad.subject), terms.of(quad.predicate), terms.of(quad.object)))
    return graph
