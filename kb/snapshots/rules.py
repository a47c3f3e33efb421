"""What can be wrong between the knowledge base and the files of its snapshots; no shape can see into those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.findings import Severity

_SNAPSHOT = """snapshot:bridge-closure a fc:Snapshot ;
  fc:of source:bridge-closure ;
  fc:capturedAt "2026-03-02T09:14:00Z"^^xsd:dateTime ;
  fc:sha256 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" ;
  fc:file "snapshots/bridge-closure.html" ."""
_QUOTE = """quote:closure a fc:Quote ;
  fc:from snapshot:bridge-closure ;
  oa:prefix "Mayor Klein said that " ;
  oa:exact "the bridge will be shut from 4 May" ;
  oa:suffix ". Drivers have to" ."""


@dataclass(frozen=True)
class SnapshotRule:
    """A rule about snapshots or quotes."""

    name: str
    concept: str
    severity: Severity
    message: str
    description: str
    example: str


_ALL = (
    SnapshotRule(
        "snapshot-file-missing",
        "snapshot",
        Severity.INFO,
        "The file of the snapshot is not there.",
        "Nobody can look up what the source said on that day. It is told only where other snapshots have their files: "
        "many desks keep theirs elsewhere than in git.",
        _SNAPSHOT,
    ),
    SnapshotRule(
        "snapshot-digest-differs",
        "snapshot",
        Severity.VIOLATION,
        "The file of the snapshot is not the one that was captured.",
        "A snapshot is evidence because nobody can change it unseen: this file was changed, or exchanged.",
        _SNAPSHOT,
    ),
    SnapshotRule(
        "snapshot-without-text",
        "snapshot",
        Severity.INFO,
        "The words of quotes cannot be looked for in the file of the snapshot.",
        "Whether the source says what is quoted from it has to be checked by eye.",
        _SNAPSHOT,
    ),
    SnapshotRule(
        "quote-not-in-snapshot",
        "quote",
        Severity.VIOLATION,
        "The words of the quote are not in the snapshot.",
        "A quotation that cannot be found is a wrong quotation, or points at the wrong source.",
        _QUOTE,
    ),
    SnapshotRule(
        "quote-changed",
        "quote",
        Severity.VIOLATION,
        "The words of the quote are others in the snapshot.",
        "Readers take the words between quotation marks for those of the source, to the letter.",
        _QUOTE,
    ),
    SnapshotRule(
        "quote-found-several-times",
        "quote",
        Severity.WARNING,
        "The words of the quote are several times in the snapshot.",
        "Nobody can tell which passage is meant; the words around it tell.",
        _QUOTE,
    ),
    SnapshotRule(
        "quote-found-normalised",
        "quote",
        Severity.INFO,
        "The words of the quote are in the snapshot, with other characters.",
        "Quotation marks, dashes and spaces were typed in another way than they are printed: the words are the same.",
        _QUOTE,
    ),
)
RULES: Mapping[str, SnapshotRule] = {rule.name: rule for rule in _ALL}
