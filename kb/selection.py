"""Chooses a part of the content: all instances of one concept, or one node with everything it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .content import TYPE, Row
from .errors import UnknownNameError
from .namespaces import CONCEPTS, FC, INSTANCE_STEMS, SCHEMA

# From a claim to what is said and found of it: these are followed backwards, from the chosen nodes alone.
_ABOUT_CHOSEN = {f"<{FC}claim>", f"<{SCHEMA}itemReviewed>"}
# What belongs to a node wherever it is met: snapshots of a source, evidence for a review, ratings.
_BELONGING = {f"<{FC}of>", f"<{FC}for>", f"<{FC}assesses>"}
_CLAIM = f"<{FC}Claim>"


def concept(rows: list[Row], stem: str) -> list[Row]:
    """Return the rows about the instances of one concept (``claim`` … ``agent``), or about the topics of claims.

    Raises:
        UnknownNameError: if there is no such concept.
    """
    if stem not in INSTANCE_STEMS:
        raise UnknownNameError("concept", stem, INSTANCE_STEMS, hint=f"there are: {', '.join(INSTANCE_STEMS)}")
    agents = _instances(rows, CONCEPTS["agent"])
    if stem == "topic":
        chosen = {row.object for row in rows if row.predicate == f"<{FC}about>"} - agents
    else:
        chosen = _instances(rows, CONCEPTS[stem])
    return [row for row in rows if row.subject in chosen]


def _instances(rows: list[Row], classes: Iterable[str]) -> set[str]:
    wanted = {f"<{iri}>" for iri in classes}
    return {row.subject for row in rows if row.predicate == TYPE and row.object in wanted}


def closure(rows: list[Row], iri: str) -> list[Row]:
    """Return the rows about one node and everything it rests on.

    For a claim: its reports and all that they relay, its reviews with their evidence, the sources with their
    snapshots, quotes, agents and topics. Other claims that are met on the way come without their own reports.

    Raises:
        UnknownNameError: if no row is about the node.
    """
    start = f"<{iri}>"
    objects: dict[str, set[str]] = defaultdict(set)
    belonging: dict[str, set[str]] = defaultdict(set)
    chosen = {start}
    for row in rows:
        objects[row.subject].add(row.object)
        if row.predicate in _BELONGING:
            belonging[row.object].add(row.subject)
        if row.object == start and row.predicate in _ABOUT_CHOSEN:
            chosen.add(row.subject)
    if start not in objects:
        raise UnknownNameError("node", iri, (subject[1:-1] for subject in objects if subject[0] == "<"))
    claims = _instances(rows, [FC + "Claim"])
    waiting = list(chosen)
    while waiting:
        node = waiting.pop()
        further = belonging[node] | (set() if node in claims and node != start else objects[node] & objects.keys())
        waiting += further - chosen
        chosen |= further
    return [row for row in rows if row.subject in chosen]
