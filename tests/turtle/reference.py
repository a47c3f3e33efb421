"""The authority's triples, blank nodes named by the order in which they are mentioned."""

from __future__ import annotations

import pyoxigraph as ox

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
}


def reference(data: bytes, format: str = "turtle", base: str | None = None) -> list[tuple[str, str, str, str]]:
    """Return subject, predicate, object and graph of each triple.

    Raises:
        SyntaxError: if there is a fault.
    """
    names: dict[str, str] = {}

    def name(term: object) -> str:
        text = str(term)
        if text == "DEFAULT":
            return ""
        return names.setdefault(text, f"_:b{len(names)}") if text.startswith("_") else text

    quads = ox.parse(data, FORMATS[format], base_iri=base)
    return [(name(q.subject), str(q.predicate), name(q.object), name(q.graph_name)) for q in quads]
