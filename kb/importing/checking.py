"""Validates what an import would write, some files at a time: findings name the record and the field that they are about.

Of what files refer to in others, only the kinds are known, which is what rules ask of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.columns.loading import DataFile, load
from kb.findings import Finding, Severity
from kb.parallel import Crew
from kb.progress import Progress, silent
from kb.project import KnowledgeBase

from .terms import TYPE

_KEPT = 1000  # findings that are worded
_ELSEWHERE = "<elsewhere>"
_BATCH = 8_000_000  # bytes that are judged together


@dataclass
class Judged:
    """How many findings there are of each rule, and the first of them, each with the place of its record."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[tuple[str, Finding]] = field(default_factory=list)

    @property
    def fails(self) -> bool:
        """Whether there is a violation."""
        return any(severity == Severity.VIOLATION.value for severity, _ in self.counts)


def check(
    kb: KnowledgeBase,
    staged: Mapping[str, Path],
    places: Mapping[str, Mapping[str, str]],
    kinds: Callable[[str], list[str]],
    *,
    progress: Progress[int] = silent,
) -> Judged:
    """Validate staged files, on all processors.

    ``places`` tells which record each new node of a file came from, ``kinds`` the classes of a node elsewhere.

    Raises:
        KbError: if the shapes cannot be used.
    """
    batches = list(_batches(staged))

    def worker(chosen: Iterator[int]) -> Judged:
        judged = Judged()
        for number in chosen:
            names = batches[number]
            here = {node: where for name in names for node, where in places[name].items()}
            _judge(kb, {name: staged[name] for name in names}, here, kinds, judged)
        return judged

    total = Judged()
    for each in Crew(worker, len(batches)).join(progress, "validating"):
        total.counts += each.counts
        total.findings += each.findings
    total.findings.sort(key=lambda found: (found[1].severity.rank, found[1].rule, found[0], found[1].node))
    return total


def _batches(staged: Mapping[str, Path]) -> Iterator[list[str]]:
    """Yield the names of files that are judged together, so that small ones do not take long."""
    batch: list[str] = []
    size = 0
    for name in sorted(staged):
        batch.append(name)
        size += staged[name].stat().st_size
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _judge(
    kb: KnowledgeBase,
    staged: Mapping[str, Path],
    places: Mapping[str, str],
    kinds: Callable[[str], list[str]],
    judged: Judged,
) -> None:
    from kb.validation import validate_files

    base = kb.settings.base
    files = [DataFile(path, name, base) for name, path in staged.items()]
    around = DataFile(kb.folder, _ELSEWHERE, base, "ntriples", _kinds_around(files, base, places, kinds))
    found = validate_files([*files, around], prefixes=kb.prefixes, base=base).findings
    for finding in found:
        focus = finding.result.focus if finding.result is not None else ""
        if focus in places or not focus:
            judged.counts[finding.severity.value, finding.rule] += 1
            if len(judged.findings) < _KEPT and finding.severity is Severity.VIOLATION:
                judged.findings.append((places.get(focus, ""), finding))


def _kinds_around(
    files: Sequence[DataFile], base: str, places: Mapping[str, str], kinds: Callable[[str], list[str]]
) -> bytes:
    """Return the classes of the nodes that files refer to, and do not describe."""
    columns, _ = load(files)
    start, lines = f"<{base}", []
    objects = {node for predicate in columns.used_predicates for node in columns.pairs(predicate).inverse.starts.tolist()}
    for node in map(columns.terms.text, sorted(objects)):
        if node.startswith(start) and node not in places:
            lines += [f"{node} {TYPE} {kind} .\n" for kind in kinds(node)]
    return "".join(lines).encode()
