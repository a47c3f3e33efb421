"""Which findings are shown: those of the rules that are selected, that no comment ignores and no baseline knows.

``selection`` reads selectors; ``comments`` the ``# kb: ignore`` comments of files; ``baseline`` what was known before.
This module applies them, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from kb.findings import Finding

from .baseline import Baseline
from .comments import Ignores
from .selection import Selection


@dataclass(frozen=True)
class Choice:
    """What is to be shown. ``per_file`` has selections of what is left out in files whose names match a pattern."""

    selection: Selection
    per_file: Mapping[str, Selection] = field(default_factory=dict)
    baseline: Baseline | None = None


@dataclass(frozen=True)
class Chosen:
    """The findings that are shown, how many are not, by reason, and how many entries of the baseline are gone."""

    findings: list[Finding]
    left_out: dict[str, int]
    gone: int = 0


def choose(findings: list[Finding], choice: Choice, read: Callable[[str], str | None], files: list[str]) -> Chosen:
    """Leave out what need not be shown, and report comments that ignore without reason or effect.

    ``read`` returns the text of a file; ``files`` are all that may have comments.
    """
    selected = [finding for finding in findings if choice.selection.includes(finding)]
    left_out = {"not selected": len(findings) - len(selected)}
    kept = [finding for finding in selected if not _is_ignored_in_file(finding, choice.per_file)]
    left_out["ignored by file"] = len(selected) - len(kept)
    ignores = Ignores.of(files, read, choice.selection)
    shown = [finding for finding in kept if not ignores.covers(finding)]
    left_out["ignored by comment"] = len(kept) - len(shown)
    faults = [finding for finding in ignores.faults() if choice.selection.includes(finding)]
    shown = sorted([*shown, *faults], key=lambda finding: finding.order)
    gone = 0
    if choice.baseline is not None:
        new, known, gone = choice.baseline.split(shown)
        shown, left_out["in the baseline"] = new, len(known)
    return Chosen(shown, {reason: count for reason, count in left_out.items() if count}, gone)


def _is_ignored_in_file(finding: Finding, per_file: Mapping[str, Selection]) -> bool:
    return finding.place is not None and any(
        fnmatchcase(finding.place.file, pattern) and selection.includes(finding)
        for pattern, selection in per_file.items()
    )
