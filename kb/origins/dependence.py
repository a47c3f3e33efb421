"""Origins that are counted apart though the texts that carry them seem to be copied: dependence that nobody declared.

It is told, and never changes a count: that two texts share their words does not say who has it from whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from kb.columns.table import Columns
from kb.columns.terms import Ids
from kb.findings import Severity
from kb.namespaces import FC, SCHEMA
from kb.snapshots.facts import is_file, read_characters
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
    passages = {source: _passages(columns, folder, source) for source in {each for pair in pairs for each in pair[1:]}}
    texts = Texts({source: found for source, found in passages.items() if found})
    found = []
    for claim, one, other in pairs:
        overlap = texts.overlap(one, other) if passages[one] and passages[other] else None
        if overlap is not None:
            found.append(Dependence(claim, one, other, overlap))
    return found


def _pairs(columns: Columns) -> Iterator[tuple[str, str, str]]:
    """Yield claims with two sources that can be read and through which different origins come."""
    carriers: dict[int, dict[int, set[int]]] = {}
    for claim, origin, source in zip(*(column.tolist() for column in _carried(columns)), strict=True):
        carriers.setdefault(claim, {}).setdefault(origin, set()).add(source)
    text = columns.terms.text
    for claim, sources in carriers.items():
        for one, other in combinations(sorted(sources), 2):
            for left in sources[one] - sources[other]:
                for right in sources[other] - sources[one]:
                    first, second = sorted((text(left), text(right)))
                    yield text(claim), first, second


def _carried(columns: Columns) -> tuple[Ids, Ids, Ids]:
    """Return claims with more than one root, the origins of these, and the sources that each comes through.

    A root comes through the source that it stands in, or else through those of the reports that relay it.
    """
    all_roots, standing = columns.pairs_of(FC + "root"), columns.pairs_of(FC + "in")
    claims = all_roots.starts[all_roots.count(all_roots.starts) > 1]
    index, roots = all_roots.follow(claims)
    own, sources = standing.follow(roots)
    elsewhere = np.flatnonzero(standing.count(roots) == 0)
    relayed, reports = columns.pairs_of(FC + "per").inverse.follow(roots[elsewhere])
    through, further = standing.follow(reports)
    rows = np.concatenate([own, elsewhere[relayed[through]]])
    sources = np.concatenate([sources, further])
    kept = np.isin(sources, _readable(columns))
    rows, sources = rows[kept], sources[kept]
    whose, origins = columns.pairs_of(FC + "origin").follow(roots[rows])
    return claims[index[rows[whose]]], origins, sources[whose]


def _readable(columns: Columns) -> Ids:
    """Return the sources that have quotes, or snapshots with files."""
    of, quoted = columns.pairs_of(FC + "of"), columns.pairs_of(FC + "from").right
    captured = np.concatenate([columns.pairs_of(FC + "file").left, quoted])
    return np.concatenate([quoted, of.follow(captured)[1]])


def _passages(columns: Columns, folder: Path, source: str) -> list[str]:
    """Return what there is to read of a source: the texts of its snapshots, else its quotes."""
    number, top = columns.terms.find(source), folder.resolve()
    snapshots = columns.pairs_of(FC + "of").inverse.values(number)
    url = "".join(read_characters(columns, number, SCHEMA + "url")[:1])
    found = []
    for snapshot in snapshots:
        media_type = "".join(read_characters(columns, snapshot, SCHEMA + "encodingFormat")[:1])
        for name in read_characters(columns, snapshot, FC + "file"):
            found += _text(top, name, media_type, url)
    if found:
        return found
    quotes = columns.pairs_of(FC + "from").inverse
    places = (number, *snapshots)
    return [text for place in places for quote in quotes.values(place) for text in _quoted(columns, quote)]


def _text(top: Path, name: str, media_type: str, url: str) -> list[str]:
    path = top / name
    if not is_file(path) or not path.resolve().is_relative_to(top):
        return []
    try:
        return [text_of(path, media_type, url)]
    except (UnreadableError, OSError):
        return []  # the rules for snapshots tell it


def _quoted(columns: Columns, quote: int) -> list[str]:
    return read_characters(columns, quote, "http://www.w3.org/ns/oa#exact")
