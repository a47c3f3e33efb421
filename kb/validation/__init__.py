"""Validates the files of a knowledge base: syntax first, then every rule of the shapes.

``plan`` compiles shapes so that whole sets of nodes are judged at once, ``query`` does so for their SPARQL;
``checking`` lets pySHACL (``authority``) judge the suspects that are left, and ``stored`` does all that where the data
stays in a store; ``places`` finds where findings stand; ``memory`` keeps what was found for the next time. This module
puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.findings import Finding, Location, Severity, Summary
from kb.progress import Progress, silent

from .rules import SYNTAX_ERROR, Rulebook, ShapesFile, own_shapes
from .rules import rulebook as rulebook_of

if TYPE_CHECKING:
    from kb.columns.loading import DataFile, Faulty
    from kb.columns.table import Columns
    from kb.stores import Store
    from kb.turtle.faults import Fault

    from .checking import Checked, ShapeStatistics
    from .memory import Memory

_UNKNOWN_IRI = re.compile(r"@prefix (\S*): <…>")
"""What the advice on a prefix leaves open, and the knowledge base may know."""


@dataclass
class Validation:
    """What a validation found, in the order shown; how many files and triples it looked at, and what it took.

    ``columns`` are the triples of all files, with the origins that they come to, and empty where the data stays in a
    store.
    """

    findings: list[Finding]
    files: int
    triples: int
    columns: Columns
    statistics: list[ShapeStatistics] = field(default_factory=list)
    remembered: bool = False

    @property
    def summary(self) -> Summary:
        """The summary of all findings."""
        return Summary.of(self.findings, self.files, self.triples)


def validate(
    paths: Iterable[Path],
    *,
    base: str | None,
    prefixes: Mapping[str, str],
    name: Callable[[Path], str] = str,
    shapes: Sequence[ShapesFile] | None = None,
    memory: Path | None = None,
) -> Validation:
    """Validate data files together by shapes, by default our own.

    ``name`` words a path in findings. ``memory`` is a folder in which to keep what was found, so that the next time
    only what changed is looked at.

    Raises:
        FileError: if a file cannot be read.
        DataSyntaxError: if a file of shapes does not parse.
        KbError: if the shapes cannot be used.
    """
    from kb.columns.loading import DataFile

    files = [DataFile.of(path, name(path), base) for path in paths]
    return validate_files(files, prefixes=prefixes, base=base, shapes=shapes, memory=memory)


def validate_files(
    files: Sequence[DataFile],
    *,
    prefixes: Mapping[str, str],
    base: str | None = None,
    shapes: Sequence[ShapesFile] | None = None,
    memory: Path | None = None,
    progress: Progress[int] = silent,
) -> Validation:
    """Validate files that are described already; see ``validate``."""
    from .memory import Memory
    from .remembering import digests_of, key_of

    shapes = own_shapes() if shapes is None else shapes
    by_name = {file.name: file for file in files}
    if memory is None:
        columns, faulty, checked, rulebook = _everything(files, shapes, progress)
        return _worded(columns, faulty, checked, rulebook, prefixes, by_name)
    key, digests = key_of(shapes, base), digests_of(files)
    known = Memory.read(memory, key)
    changed = known.changed(by_name, digests) if known is not None else None
    if known is None or changed is None:
        columns, faulty, checked, rulebook = _everything(files, shapes, progress)
    else:
        columns, faulty, checked, rulebook = _changes(known, changed, shapes)
    if known is None or changed is None or changed:
        broken = tuple(each.name for each in faulty)
        Memory(columns, checked.judged, digests, broken).write(memory, key)
    validation = _worded(columns, faulty, checked, rulebook, prefixes, by_name)
    return replace(validation, remembered=changed is not None)


def validate_store(
    store: Store,
    *,
    prefixes: Mapping[str, str],
    shapes: Sequence[ShapesFile] | None = None,
    progress: Progress[int] = silent,
) -> Validation:
    """Validate what a store holds by shapes, by default our own. The data stays there; findings have no places.

    Raises:
        DataSyntaxError: if a file of shapes does not parse.
        KbError: if the shapes cannot be used, or the store cannot be asked.
    """
    from kb.columns.table import Columns

    from .checking import Checker
    from .stored import check_store, labels_of, size_of
    from .wording import Wording

    rulebook = rulebook_of(tuple(own_shapes() if shapes is None else shapes))
    checked = check_store(Checker(rulebook.graph), store, progress=progress)
    wording = Wording(rulebook, prefixes, labels_of(store, {result.focus for result in checked.results}))
    findings = [wording.finding(result) for result in checked.results]
    findings.sort(key=lambda finding: finding.order)
    return Validation(findings, 0, size_of(store), Columns.empty(), checked.statistics)


def _everything(
    files: Sequence[DataFile], shapes: Sequence[ShapesFile], progress: Progress[int]
) -> tuple[Columns, list[Faulty], Checked, Rulebook]:
    """Read and check all files; while they are read, the shapes are compiled."""
    from kb.columns.loading import Loading

    loading = Loading(files)
    try:
        from kb.origins.statements import with_statements

        from .checking import Checker

        rulebook = rulebook_of(tuple(shapes))
        checker = Checker(rulebook.graph)
        if loading.is_large:
            checker.read_queries()  # meanwhile, others read; otherwise each process parses those that it needs
        columns, faulty = loading.columns(progress)
    finally:
        loading.stop()
    if counts_origins(shapes):
        columns = with_statements(columns)
    return columns, faulty, checker.check(columns, progress=progress), rulebook


def counts_origins(shapes: Iterable[ShapesFile]) -> bool:
    """Tell whether data is checked by our own shapes, which may speak of the origins that a build would count."""
    return not set(own_shapes()).isdisjoint(shapes)


def _changes(
    known: Memory, changed: Mapping[str, DataFile | None], shapes: Sequence[ShapesFile]
) -> tuple[Columns, list[Faulty], Checked, Rulebook]:
    """Check what some changed files may have touched, and take the rest as it was."""
    from kb.origins.statements import after

    from .checking import Checked, Checker

    rulebook = rulebook_of(tuple(shapes))
    if not changed:
        return known.columns, [], Checked(known.judged), rulebook
    checker, change = Checker(rulebook.graph), known.after(changed)
    if counts_origins(shapes):
        change = after(known.columns, change)
    return change.columns, change.faulty, checker.recheck(known.columns, change, known.judged), rulebook


def _worded(
    columns: Columns,
    faulty: Sequence[Faulty],
    checked: Checked,
    rulebook: Rulebook,
    prefixes: Mapping[str, str],
    files: Mapping[str, DataFile],
) -> Validation:
    from kb.origins.statements import authored

    from .places import Sought, locate
    from .wording import Wording

    wording = Wording(rulebook, prefixes, columns.values_of)
    broken = [each.name for each in faulty]
    places = locate([Sought.of(result) for result in checked.results], columns, files, broken)
    findings = [_syntax_error(file.name, fault, prefixes) for file in faulty for fault in file.faults]
    findings += [wording.finding(result, place) for result, place in zip(checked.results, places, strict=True)]
    findings.sort(key=lambda finding: finding.order)
    return Validation(findings, len(files), authored(columns), columns, checked.statistics)


def _syntax_error(name: str, fault: Fault, prefixes: Mapping[str, str]) -> Finding:
    known = _UNKNOWN_IRI.search(fault.hint)
    iri = prefixes.get(known.group(1), "…") if known else "…"
    return Finding(
        rule=SYNTAX_ERROR.name,
        severity=Severity.VIOLATION,
        message=fault.message,
        concept=SYNTAX_ERROR.concept,
        hint=fault.hint.replace("<…>", f"<{iri}>"),
        why=SYNTAX_ERROR.description,
        example=SYNTAX_ERROR.example,
        locations=(Location(name, *fault.place),),
    )
