"""Tags of graphs: what tells whether a graph is still as somebody read it (RFC 9110 §8.8.3)."""

from __future__ import annotations

import hashlib

from kb.manifest import Manifest
from kb.project import KnowledgeBase

from .errors import ChangedError
from .templates import Graph

ANY = "*"


def tag(kb: KnowledgeBase, manifest: Manifest | None, graph: Graph) -> str:
    """Return the tag of a graph, from its file's digest; of the default graph, from all; empty if there is none."""
    if manifest is None:
        return ""
    if graph is None:
        return hashlib.sha256(repr(sorted(manifest.digests.items())).encode()).hexdigest()[:32]
    file = kb.graph_file(graph)
    built = manifest.files.get(file) if file is not None else None
    return built.sha256[:32] if built is not None else ""


def check_tag(current: str, match: tuple[str, ...], unless: tuple[str, ...]) -> None:
    """Let a write pass whose conditions the tag of its graph fulfils (RFC 9110 §13.1).

    Raises:
        ChangedError: if it does not.
    """
    if match and not (current and (ANY in match or current in match)):
        state = "has been changed since it was read" if current else "is not there"
        raise ChangedError(f"nothing was written: the graph {state}", hint="read it again, then write")
    if unless and current and (ANY in unless or current in unless):
        raise ChangedError("nothing was written: the graph is there already", hint="If-Match replaces it")
