"""Chooses a part of the content: all instances of one concept, or one node with everything it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .content import TYPE, Row
from .errors import UnknownNameError
from .namespaces import CONCEPTS, FC, INSTANCE_STEMS, PROV, SCHEMA

# From a claim to what is said and found of it: these are followed backwards, from the chosen nodes alone.
_ABOUT_CHOSEN = {f"<{FC}claim>", f"<{SCHEMA}itemReviewed>"}
# What belongs to a node wherever it is met: snapshots of a source, evidence for a review, ratings.
_BELONGING = {f"<{FC}of>", f"<{FC}for>", f"<{FC}assesses>"}
_IN, _PER, _CITES, _CLAIM = f"<{FC}in>", f"<{FC}per>", f"<{FC}cites>", f"<{FC}claim>"


def concept(rows: list[Row], stem: str) -> list[Row]:
    """Return the rows about the instances of a concept (``claim`` … ``agent``), the topics of claims, or imports.

    Raises:
        UnknownNameError: if there is no such concept.
    """
    if stem not in INSTANCE_STEMS:
        raise UnknownNameError("concept", stem, INSTANCE_STEMS, hint=f"there are: {', '.join(INSTANCE_STEMS)}")
    agents = _instances(rows, CONCEPTS["agent"])
    if stem == "import":
        chosen = _instances(rows, (f"{PROV}Activity", f"{PROV}Entity"))
    elif stem == "topic":
        chosen = {row.object for row in rows if row.predicate == f"<{FC}about>"} - agents
    else:
        chosen = _instances(rows, CONCEPTS[stem])
    return [row for row in rows if row.subject in chosen]


def _instances(rows: list[Row], classes: Iterable[str]) -> set[str]:
    wanted = {f"<{iri}>" for iri in classes}
    return {row.subject for row in rows if row.predicate == TYPE and row.object in wanted}


def closure(rows: list[Row], iri: str) -> list[Row]:
    """Return the rows about one node and everything it rests on, so that they can stand alone.

    For a claim: its reports and all that they relay, its reviews with their evidence, the sources with their
    snapshots and assessments, quotes, agents and topics. Another claim that is met on the way comes with what it
    names itself (topics, sources), without its reviews, and only with the reports that lead to it or that it needs
    to have a source. A report that is in no source comes with those that relay it, up to one that is in a source.

    Left out are matches: they compare the claim with others, and it rests on none of them.

    Raises:
        UnknownNameError: if no row is about the node.
    """
    start = f"<{iri}>"
    links = _Links(rows)
    if start not in links.objects:
        raise UnknownNameError("node", iri, (subject[1:-1] for subject in links.objects if subject[0] == "<"))
    chosen = {start}
    waiting = {start, *(row.subject for row in rows if row.object == start and row.predicate in _ABOUT_CHOSEN)}
    while waiting:
        chosen |= waiting
        waiting = {further for node in waiting for further in links.further(node)} - chosen
        waiting = waiting or links.missing_reports(chosen) - chosen
    return [row for row in rows if row.subject in chosen]


class _Links:
    """Which node leads to which."""

    def __init__(self, rows: list[Row]) -> None:
        self.objects: dict[str, set[str]] = {}
        self._belonging: dict[str, set[str]] = defaultdict(set)
        self._relaying: dict[str, set[str]] = defaultdict(set)
        self._reports: dict[str, set[str]] = defaultdict(set)
        self._placed: set[str] = set()
        self._citing: set[str] = set()
        self._claims = _instances(rows, CONCEPTS["claim"])
        for row in rows:
            self.objects.setdefault(row.subject, set()).add(row.object)
            if row.predicate in _BELONGING:
                self._belonging[row.object].add(row.subject)
            elif row.predicate == _PER:
                self._relaying[row.object].add(row.subject)
            elif row.predicate == _CLAIM:
                self._reports[row.object].add(row.subject)
            elif row.predicate == _IN:
                self._placed.add(row.subject)
            elif row.predicate == _CITES:
                self._citing.add(row.subject)

    def further(self, node: str) -> set[str]:
        """Return what a node brings with it."""
        further = (self.objects[node] & self.objects.keys()) | self._belonging.get(node, set())
        return further if node in self._placed else further | self._relaying.get(node, set())

    def missing_reports(self, chosen: set[str]) -> set[str]:
        """Return the reports that give a source to those chosen claims that have none among what is chosen."""
        missing: set[str] = set()
        for claim in (chosen & self._claims) - self._citing:
            placed = self._reports.get(claim, set()) & self._placed
            if not placed & chosen:
                missing |= placed
        return missing
