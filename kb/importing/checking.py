"""Validates what an import would write, some files at a time: findings name the record and the field they are about.

Of what files refer to in others, only the kinds are known, which is what rules ask of it. Only violations are looked
for: warnings are for those who work on what came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kb.columns.loading import DataFile, merged, read_share
from kb.columns.table import Columns
from kb.columns.terms import Terms
from kb.errors import KbError
from kb.findings import Finding, Result, Severity
from kb.origins.statements import with_statements
from kb.parallel import Crew
from kb.progress import Progress, silent
from kb.project import KnowledgeBase
from kb.validation.checking import Checker
from kb.validation.rules import Rulebook, own_shapes, rulebook
from kb.validation.wording import Wording

from .files import Files
from .terms import TYPE

_KEPT = 20  # findings of a rule that are worded
_ELSEWHERE = "<elsewhere>"
_BATCH = 24_000_000  # bytes that are judged together


@dataclass
class Judged:
    """How many violations there are of each rule, and the first of them, each with the place of its record."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[str, Finding]] = field(default_factory=list)

    @property
    def fails(self) -> bool:
        """Whether there is a violation."""
        return bool(self.counts)


def check(
    kb: KnowledgeBase, files: Files, kinds: Callable[[str], list[str]], *, progress: Progress[int] = silent
) -> Judged:
    """Validate what files get that is new, on all processors; ``kinds`` tells the classes of a node elsewhere.

    Raises:
        KbError: if the shapes cannot be used.
    """
    batches = list(_batches(files.sizes()))
    if not batches:
        return Judged()
    _checker().read_queries()  # once for all processes

    def worker(chosen: Iterator[int]) -> Judged:
        judged = Judged()
        for number in chosen:
            _judge(kb, files, batches[number], kinds, judged)
        return judged

    total = Judged()
    for each in Crew(worker, len(batches)).join(progress, "validating"):
        total.counts += each.counts
        total.findings += each.findings
    total.findings.sort(key=lambda found: (found[1].rule, found[0], found[1].node))
    return total


def _batches(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield the names of files that are judged together, so that small ones do not take long."""
    batch: list[str] = []
    size = 0
    for name in sorted(sizes):
        batch.append(name)
        size += sizes[name]
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _judge(
    kb: KnowledgeBase, files: Files, names: list[str], kinds: Callable[[str], list[str]], judged: Judged
) -> None:
    base, places = kb.settings.base, files.places(names)
    parts = [DataFile(Path(name), name, base, "turtle", files.statements(name)) for name in names]
    share = read_share(parts, range(len(parts)))
    for each in share.faulty:
        raise KbError(f"what was to be written to {each.name} does not parse: {each.faults[0].message}")
    terms = Terms(share.texts)
    columns = _with_kinds(Columns(terms, names, merged(share, terms, known=True)), base, places, kinds)
    wording = Wording(_rulebook(), kb.prefixes, columns.values_of)
    for result in _checker().check(with_statements(columns), _violations(), alone=True).results:
        if result.focus in places:
            _count(result, places[result.focus], wording, judged)


def _count(result: Result, where: str, wording: Wording, judged: Judged) -> None:
    rule = wording.rule(result)
    judged.counts[rule] += 1
    if judged.counts[rule] <= _KEPT:
        judged.findings.append((where, wording.finding(result)))


@lru_cache(maxsize=1)
def _violations() -> dict[str, None]:
    """Return the shapes whose findings are violations, each for all nodes."""
    found = _rulebook()
    named = [(shape.node, found.rule_of(shape.node)) for shape in _checker().plan.targeted()]
    return {node: None for node, rule in named if rule is None or rule.severity is Severity.VIOLATION}


@lru_cache(maxsize=1)
def _rulebook() -> Rulebook:
    return rulebook(tuple(own_shapes()))


@lru_cache(maxsize=1)
def _checker() -> Checker:
    return Checker(_rulebook().graph)


def _with_kinds(columns: Columns, base: str, places: Mapping[str, str], kinds: Callable[[str], list[str]]) -> Columns:
    """Return columns with the classes of the nodes that files refer to, and do not describe."""
    start, lines = f"<{base}", []
    objects = {node for name in columns.used_predicates for node in columns.pairs(name).inverse.starts.tolist()}
    for number in sorted(objects):
        node = columns.terms.text(number)
        if node.startswith(start) and node not in places:
            lines += [f"{node} {TYPE} {kind} .\n" for kind in kinds(node)]
    elsewhere = DataFile(Path(_ELSEWHERE), _ELSEWHERE, base, "ntriples", "".join(lines).encode())
    share = read_share({len(columns.files): elsewhere}, [len(columns.files)])
    kept = columns.owners >= 0
    return columns.replaced(kept, merged(share, columns.terms), [*columns.files, _ELSEWHERE])
