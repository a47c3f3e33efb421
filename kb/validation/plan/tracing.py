"""Traces changed triples back along paths: from which nodes something may look otherwise now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.columns.table import Columns
from kb.columns.terms import Ids

from .shapes import Alternative, Path, Repeated, Sequence, Step
from .walking import turned, walk

NOTHING = np.zeros(0, np.int32)


def joined(*parts: Ids) -> Ids:
    """Return all nodes of all parts, sorted, each once."""
    return np.unique(np.concatenate([NOTHING, *parts]))


@dataclass(frozen=True)
class Trace:
    """The data before and after a change, and the subjects, predicates and objects of what came or went."""

    before: Columns
    after: Columns
    subjects: Ids
    predicates: Ids
    objects: Ids

    def having(self, text: str) -> tuple[Ids, Ids]:
        """Return the subjects and objects of the changed triples with one predicate."""
        found = self.predicates == self.before.terms.find(text)
        return self.subjects[found], self.objects[found]

    def starts(self, path: Path) -> Ids:
        """Return the nodes from which a path may lead elsewhere now."""
        match path:
            case Step(predicate, inverse):
                return self.having(predicate)[1 if inverse else 0]
            case Alternative(parts):
                return joined(*map(self.starts, parts))
            case Repeated(inner):
                return self.back(Repeated(inner, reflexive=True, transitive=True), self.starts(inner))
            case Sequence(parts):
                found = NOTHING
                for part in reversed(parts):
                    found = joined(self.starts(part), self.back(part, found))
                return found

    def back(self, path: Path, nodes: Ids) -> Ids:
        """Return the nodes from which a path leads to ``nodes``, before or after the change."""
        return self.along(turned(path), nodes)

    def along(self, path: Path, nodes: Ids) -> Ids:
        """Return the nodes to which a path leads from ``nodes``, before or after the change."""
        if not len(nodes):
            return NOTHING
        return joined(*(walk(columns, path, nodes)[1] for columns in (self.before, self.after)))

    def beside(self, nodes: Ids, *, inverse: bool) -> Ids:
        """Return the objects of ``nodes`` by whatever predicate, or their subjects if ``inverse``."""
        found = []
        for columns in (self.before, self.after):
            for predicate in columns.used_predicates:
                pairs = columns.pairs(predicate)
                found.append((pairs.inverse if inverse else pairs).follow(nodes)[1])
        return joined(*found)
