"""What an import came to, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .checking import Judged
from .records import Rejected

_KEPT = 20  # notes that are shown in full


@dataclass
class Outcome:
    """Counts of records and of what became of them.

    ``new`` fact-checks, ``corrected`` ones (revisions), and those that were there already (``known``) add up, with
    ``rejected``, to what was read. ``unmapped`` counts keys without a term, ``labels`` all labels by publisher,
    ``unknown_labels`` those that no map has. ``judged_anew`` are known reviews that got a verdict,
    ``undetermined`` claims whose language nobody tells. ``hindered`` says why ``rejected_file`` is not beside
    the input.
    """

    read: int = 0
    new: int = 0
    corrected: int = 0
    known: int = 0
    rejected: int = 0
    triples: int = 0
    agents: int = 0
    proposed: int = 0
    judged_anew: int = 0
    undetermined: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    labels: int = 0
    unknown_labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    noted: int = 0
    notes: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    judged: Judged = field(default_factory=Judged)
    rejections: list[Rejected] = field(default_factory=list)
    rejected_file: Path | None = None
    hindered: str = ""
    refused: bool = False

    def note(self, where: str, notes: tuple[str, ...]) -> None:
        """Keep what has to be said of a record."""
        self.noted += len(notes)
        if len(self.notes) < _KEPT:
            self.notes += [f"{where}: {note}" for note in notes]
