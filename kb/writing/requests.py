"""What can be asked of a write, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .templates import Graph


@dataclass(frozen=True)
class Update:
    """A request of SPARQL 1.1 Update; ``using`` and ``using_named`` are the graphs that the protocol gives (§2.2.3)."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Put:
    """A graph to hold just what is sent (SPARQL 1.1 Graph Store Protocol §5.3), or ``keep`` what it has, too (§5.5).

    ``parts`` are bodies with the names of their formats. ``graph`` is None for the default graph.
    """

    graph: Graph
    parts: tuple[tuple[bytes, str], ...]
    keep: bool = False


@dataclass(frozen=True)
class Remove:
    """A graph that is to go (§5.4)."""

    graph: Graph


Asked: TypeAlias = Update | Put | Remove


@dataclass(frozen=True)
class Write:
    """A write, who asks for it and why.

    ``match`` are the tags of which the graph must have one, if any is given (``*``: that of any graph); of an update,
    all graphs together are meant. ``unless`` is the same the other way round.
    """

    asked: Asked
    author: str
    reason: str = ""
    match: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What a write did: for each file, how many triples came and how many went; the new tag of what it was about.

    ``created`` tells whether the graph was not there before. ``time`` is in UTC. ``commit`` is git's, if there is one.
    """

    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    tag: str = ""
    created: bool = False
    time: str = ""
    commit: str = ""
