"""Takes one item after the other: finds out what is new about it, and lays that out in files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from kb.project import KnowledgeBase

from .agents import Agents, Node, Pairs
from .files import Files
from .known import Known
from .labels import Labels
from .mapping import Mapped, Mapper
from .matching import Claims
from .outcome import Outcome
from .record import original_of, record_node
from .records import Capture, FactCheck, Item, Rejected, Triples
from .revising import Revisions
from .terms import TYPE, encodable, iri, prov

_LONGEST = 16_000_000
"""Bytes that a text may have: what is longer, parsers cannot hold."""


class Taking:
    """The items of one import on their way into files."""

    def __init__(self, kb: KnowledgeBase, format: str, language: str, files: Files, activity: str) -> None:
        base = kb.settings.base
        self.outcome = Outcome()
        self._kb, self._base, self._format, self._files, self._activity = kb, base, format, files, activity
        self._known = Known(kb)
        self._agents = Agents(self._known, base)
        self._mapper = Mapper(base, self._known, self._agents, Labels(kb), language)
        self._revisions = Revisions(self._known)
        self._claims = Claims(self._known, base)
        self._records: set[str] = set()
        self._classes: dict[str, list[str]] = {}
        self._rows: set[tuple[str, str, str]] = set()
        self._whole: Known | None = None

    def take(self, item: Item, reject: Callable[[Rejected], None]) -> None:
        """Take an item; what cannot be imported is handed to ``reject``."""
        self.outcome.read += 1
        if not isinstance(item, Rejected):
            fault = _fault(item)
            if fault is not None:
                item = Rejected(item.where, fault, item.original)
        if isinstance(item, Rejected):
            self.outcome.rejected += 1
            reject(item)
            return
        self.outcome.note(item.where, item.notes)
        self.outcome.unmapped.update(item.unmapped)
        if isinstance(item, FactCheck):
            self._take_fact_check(item)
        elif isinstance(item, Capture):
            self._take_capture(item)
        else:
            self._take_triples(item)

    def _take_fact_check(self, item: FactCheck) -> None:
        record = original_of(self._base, self._format, item.original, item.claim)
        mapped = self._mapper.map(item)
        self._count_label(item, mapped)
        self.outcome.undetermined += mapped.is_undetermined
        review, pairs = mapped.nodes.pop()
        if record in self._records or self._known.has(record):
            self.outcome.known += 1
            self._judge(item, mapped.file, review, pairs)
            return
        self._records.add(record)
        revised = self._revisions.revised(review, pairs)
        derived = (prov("wasDerivedFrom"), record)
        if revised is None:
            self.outcome.known += 1
            mapped.nodes.append((review, [derived]))
        else:
            self.outcome.new += revised[0] == review
            self.outcome.corrected += revised[0] != review
            mapped.nodes.append((revised[0], [*revised[1], derived]))
        mapped.nodes.append(record_node(record, item.original, self._activity))
        self._files.add(mapped.file, mapped.nodes, item.where)
        self._add_agents(mapped.agents, item.where)
        if mapped.is_new_claim:
            self._claims.add(mapped.claim, mapped.claim_text)

    def _judge(self, item: FactCheck, file: str, review: str, pairs: Pairs) -> None:
        """Give a review the verdict that a map has come to know for its label, if it has none."""
        added = self._revisions.judged(review, pairs)
        if added is not None:
            self.outcome.judged_anew += 1
            self._files.add(file, [added], item.where)

    def _count_label(self, item: FactCheck, mapped: Mapped) -> None:
        if item.label:
            self.outcome.labels += 1
            if mapped.is_unmapped:
                self.outcome.unknown_labels[mapped.publisher, item.label] += 1

    def _add_agents(self, agents: list[Node], where: str) -> None:
        if agents:
            self.outcome.agents += len(agents)
            self._files.add("agents", agents, where)

    def _take_capture(self, item: Capture) -> None:
        record = original_of(self._base, self._format, item.original)
        mapped = self._mapper.capture(item)
        if not mapped.nodes or record in self._records or self._known.has(record):
            self.outcome.known += 1
            return
        self._records.add(record)
        self.outcome.new += 1
        nodes = [(node, [*pairs, (prov("wasDerivedFrom"), record)]) for node, pairs in mapped.nodes]
        self._files.add(mapped.file, [*nodes, record_node(record, item.original, self._activity)], item.where)
        self._add_agents(mapped.agents, item.where)

    def _take_triples(self, item: Triples) -> None:
        known = self._known_whole()
        new = [row for row in dict.fromkeys(item.rows) if row not in self._rows and not known.holds(row)]
        self._rows.update(new)
        record = original_of(self._base, self._format, item.original) if item.original else ""
        if not new or (record and (record in self._records or known.has(record))):
            self.outcome.known += 1
            return
        by_subject: dict[str, Pairs] = {}
        for subject, predicate, object in new:
            by_subject.setdefault(subject, []).append((predicate, object))
            if predicate == TYPE:
                self._classes.setdefault(subject, []).append(object)
        nodes: list[Node] = list(by_subject.items())
        if record:
            self._records.add(record)
            nodes.append(record_node(record, item.original, self._activity))
        self.outcome.new += 1
        self.outcome.triples += len(new)
        self._files.add(item.file or self._format, nodes, item.where)

    def _known_whole(self) -> Known:
        if self._whole is None:
            self._whole = Known(self._kb, whole=True)
        return self._whole

    def kinds(self, node: str) -> list[str]:
        """Return the classes of a node that came in or was there."""
        if kind := self._agents.classes.get(node):
            return [kind]
        return self._classes.get(node) or self._mapper.kinds(node) or self._known.types(node)

    def has(self, node: str) -> bool:
        """Tell whether the knowledge base had a node before."""
        return self._known.has(node)

    def finish(self, *, propose: bool) -> None:
        """Add what follows from all items: proposals of claims that may be the same."""
        if propose:
            nodes = self._claims.proposals(iri(f"{self._base}agent/kb-import"))
            self.outcome.proposed = len(nodes)
            if nodes:
                self._files.add("matches", nodes)


def _fault(item: FactCheck | Capture | Triples) -> str | None:
    """Return why no file can hold what an item says, or None."""
    if len(item.original) > _LONGEST // 4 and len(item.original.encode("utf-8", "replace")) > _LONGEST:
        return "a text is longer than 16 MB, which parsers cannot hold"
    if item.original and "\\ud" not in item.original and encodable(item.original):
        return None  # what is read from it has no such half, either
    return (
        None if all(map(encodable, _strings(item))) else "a text has half of a surrogate pair, which no file can hold"
    )


def _strings(value: Any) -> list[str]:
    """Return all texts within a record."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in _strings(each)]
    if is_dataclass(value):
        return [text for each in fields(value) for text in _strings(getattr(value, each.name))]
    return []
