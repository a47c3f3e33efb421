"""Which graph a request is about (SPARQL 1.1 Graph Store HTTP Protocol §4)."""

from __future__ import annotations

import os
from urllib.parse import quote

from kb.errors import UsageError
from kb.formats import iri_fault
from kb.project import KnowledgeBase

from .protocol import Parameters, values


def named_graph(parameters: Parameters) -> str | None:
    """Return the IRI of the graph that parameters name, None for the default graph (§4.2).

    Raises:
        UsageError: if they do not name one, or not by an IRI.
    """
    graphs = values(parameters, "graph")
    is_default = any(name == "default" for name, _ in parameters)
    if len(graphs) + is_default != 1:
        raise UsageError("one graph must be named", hint="send ?graph=IRI, or ?default for the union of all graphs")
    for iri in graphs:
        check_iri(iri)
    return graphs[0] if graphs else None


def graph_at(kb: KnowledgeBase, name: str) -> str:
    """Return the IRI of the graph that an address ``/file/name`` leads to (§4.1)."""
    return f"{kb.settings.base}file/{quote(os.fsencode(name.rstrip('/')))}"


def check_iri(text: str) -> None:
    """Let an IRI pass.

    Raises:
        UsageError: if it is none.
    """
    if (fault := iri_fault(text)) is not None:
        raise UsageError(f"'{text[:200]}' is no IRI: {fault}")
