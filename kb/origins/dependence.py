"""Origins that are counted apart though the texts that carry them seem to be copied: dependence that nobody declared.

It is told, and never changes a count: that two texts share their words does not say who has it from whom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from kb.columns.table import Columns
from kb.findings import Severity
from kb.namespaces import FC
from kb.snapshots.facts import is_file, read_characters, read_facts
from kb.snapshots.rules import SnapshotRule
from kb.snapshots.texts import UnreadableError, text_of

from .overlaps import Overlap, Texts

RULE = SnapshotRule(
    "origins-in-shared-words",
    "origin",
    Severity.WARNING,
    "Two origins that are counted apart come in the same words.",
    "Whoever writes for himself writes otherwise. Long sequences of rare words in two texts mean that one has it from "
    "the other, or both from a third: if so, the reports should say so by fc:per, and the origins count once.",
    """report:gazette-on-closure a fc:Report ;
  fc:claim claim:bridge-closes ;
  fc:by agent:harbour-gazette ;
  fc:in source:bridge-closure ;
  fc:per report:agency-on-closure .""",
)
_SHORTENED = 90  # characters of the sequence that a message shows


@dataclass(frozen=True)
class Dependence:
    """Two sources through which origins of a claim come that are counted apart, and what their texts share."""

    claim: str
    one: str
    other: str
    overlap: Overlap

    def message(self, short: Mapping[str, str]) -> str:
        """Say what is shared, and how the score comes about; ``short`` are the names of the sources."""
        overlap, words = self.overlap, self.overlap.longest
        shown = words if len(words) <= _SHORTENED else words[:_SHORTENED].rsplit(" ", 1)[0] + " …"
        return (
            f"Two origins are counted apart, but {short[self.one]} and {short[self.other]} share "
            f"{overlap.longest_words} words in a row, “{shown}”, and {overlap.share:.0%} of the shorter "
            f"({overlap.shared_words} of {overlap.words} words) in sequences of at least eight that are rare elsewhere."
        )


def dependences(columns: Columns, folder: Path) -> list[Dependence]:
    """Return the pairs of sources that carry different origins of a claim and share their words.

    ``columns`` hold what is counted of the claims. Compared are the snapshots below ``folder`` and all quotes.
    """
    pairs = sorted(set(_pairs(columns)))
    if not pairs:
        return []
    passages = _passages(columns, folder, {source for _, one, other in pairs for source in (one, other)})
    texts = Texts(passages)
    found = []
    for claim, one, other in pairs:
        overlap = texts.overlap(one, other) if one in passages and other in passages else None
        if overlap is not None:
            found.append(Dependence(claim, one, other, overlap))
    return found


def _pairs(columns: Columns) -> Iterator[tuple[str, str, str]]:
    """Yield claims with two sources through which different origins come."""
    roots, whose = columns.pairs_of(FC + "root"), columns.pairs_of(FC + "origin")
    claims, counts = np.unique(roots.left, return_counts=True)
    terms = columns.terms
    for claim in claims[counts > 1].tolist():
        carriers: dict[int, set[int]] = defaultdict(set)
        for root in roots.values(claim):
            for origin in whose.values(root):
                carriers[origin] |= _sources(columns, root)
        for one, other in combinations(sorted(carriers), 2):
            for left in carriers[one] - carriers[other]:
                for right in carriers[other] - carriers[one]:
                    first, second = sorted((terms.text(left), terms.text(right)))
                    yield terms.text(claim), first, second


def _sources(columns: Columns, root: int) -> set[int]:
    """Return the source that a root stands in, or else those of the reports that relay it."""
    standing = columns.pairs_of(FC + "in")
    own = standing.values(root)
    relaying = [] if own else columns.pairs_of(FC + "per").inverse.values(root)
    return {*own, *(source for report in relaying for source in standing.values(report))}


def _passages(columns: Columns, folder: Path, sources: set[str]) -> dict[str, Sequence[str]]:
    """Return what there is to read of sources: the texts of their snapshots, else their quotes."""
    found: dict[str, list[str]] = defaultdict(list)
    for snapshot in read_facts(columns).snapshots:
        path = (folder / snapshot.file).resolve()
        if snapshot.source in sources and path.is_relative_to(folder.resolve()) and is_file(path):
            try:
                found[snapshot.source].append(text_of(path, snapshot.media_type, snapshot.url))
            except (UnreadableError, OSError):
                continue  # the rules for snapshots tell it
    snapshots, quotes = columns.pairs_of(FC + "of"), columns.pairs_of(FC + "from").inverse
    for source in sources - found.keys():
        number = columns.terms.find(source)
        for place in (number, *snapshots.inverse.values(number)):
            for quote in quotes.values(place):
                found[source] += read_characters(columns, quote, "http://www.w3.org/ns/oa#exact")
    return {source: texts for source, texts in found.items() if texts}
