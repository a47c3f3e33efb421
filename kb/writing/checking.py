"""Validates what a write would leave, before it counts: only what it brings in is told.

What a change can have touched is judged again, and the rest is known from the last time. A server that writes keeps
the compiled shapes, so that a small change is judged in a fraction of a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.choosing import choose
from kb.columns.changing import Change
from kb.columns.loading import DataFile
from kb.columns.table import Columns
from kb.findings import Finding, Result
from kb.fingerprinting import identity
from kb.namespaces import FC, SCHEMA
from kb.origins.statements import after
from kb.project import KnowledgeBase
from kb.validating import Request, choice_of, fails, reader_of
from kb.validation import counts_origins, validate_files
from kb.validation.beside import snapshot_findings
from kb.validation.checking import Checked, Checker
from kb.validation.memory import Memory
from kb.validation.places import Sought, locate
from kb.validation.remembering import digest, key_of
from kb.validation.rules import ShapesFile, own_shapes, rulebook
from kb.validation.wording import Wording

from .errors import WriteConflictError

_OA = "http://www.w3.org/ns/oa#"
_ABOUT_SNAPSHOTS = (
    *(FC + name for name in ("file", "sha256", "of", "from")),
    *(_OA + name for name in ("exact", "prefix", "suffix")),
    *(SCHEMA + name for name in ("encodingFormat", "url")),
)


@dataclass(frozen=True)
class Check:
    """What checking a write came to: the findings that it may not bring in, and what is known of the files then."""

    findings: list[Finding]
    memory: Memory
    folder: Path
    key: str

    def remember(self) -> None:
        """Keep what was found, once the files are as they were checked."""
        self.memory.write(self.folder, self.key)


class Checking:
    """How the files of a knowledge base are checked: by which shapes, and which findings count, as kb.toml says.

    ``digests`` tells the digest of every file; what is not known of the files yet is found out at once.

    Raises:
        KbError: if the files or the shapes cannot be used.
    """

    def __init__(self, kb: KnowledgeBase, digests: Mapping[str, str]) -> None:
        self._kb, self._request, self._digests = kb, _configured(kb), dict(digests)
        self._shapes = [*own_shapes(), *map(ShapesFile.of, self._request.shapes)]
        self._key, self._folder = key_of(self._shapes, kb.settings.base), kb.state / "validation"
        self._files = {name: self._file(name) for name in digests}
        self._checker = _checker(tuple(self._shapes))
        self._known = self._remembered()

    def check(self, contents: Mapping[str, bytes | None]) -> Check:
        """Check the files, with some ``contents`` in place of theirs; None stands for a file that goes.

        Raises:
            KbError: if a shape turns out to be faulty.
        """
        known = self._known
        new = {name: self._file(name, data) if data is not None else None for name, data in contents.items()}
        change = known.after(new)
        if counts_origins(self._shapes):
            change = after(known.columns, change)
        checked = self._checker.recheck(known.columns, change, known.judged)
        files = {name: file for name, file in {**self._files, **new}.items() if file is not None}
        found = self._worded(_new(known, checked), change.columns, files)
        found += self._beside(known.columns, change, files)
        memory = Memory(change.columns, checked.judged, _digests(self._digests, contents), known.broken)
        return Check(self._chosen(found, files), memory, self._folder, self._key)

    def _file(self, name: str, content: bytes | None = None) -> DataFile:
        return DataFile.of(self._kb.folder / name, name, self._kb.settings.base, content)

    def _remembered(self) -> Memory:
        """Return what is known of the files as they are."""
        known = Memory.read(self._folder, self._key)
        if known is None or dict(known.digests) != self._digests:
            prefixes, base = self._kb.prefixes, self._kb.settings.base
            files = list(self._files.values())
            validate_files(files, prefixes=prefixes, base=base, shapes=self._shapes, memory=self._folder)
            known = Memory.read(self._folder, self._key)
        if known is None or dict(known.digests) != self._digests:
            raise WriteConflictError("the files changed while they were read", hint="send it again")
        return known

    def _worded(self, results: Sequence[Result], columns: Columns, files: Mapping[str, DataFile]) -> list[Finding]:
        wording = Wording(rulebook(tuple(self._shapes)), self._kb.prefixes, columns.values_of)
        places = locate([Sought.of(result) for result in results], columns, files)
        return [wording.finding(result, place) for result, place in zip(results, places, strict=True)]

    def _beside(self, before: Columns, change: Change, after: Mapping[str, DataFile]) -> list[Finding]:
        """Return what a change brings in between snapshots, quotes and their files."""
        predicates = {change.columns.terms.find(f"<{iri}>") for iri in _ABOUT_SNAPSHOTS}
        if not predicates & {int(each) for each in change.predicates}:
            return []
        folder, prefixes = self._kb.folder, self._kb.prefixes
        old = Counter(identity(each) for each in snapshot_findings(before, folder, prefixes, self._files))
        new = []
        for finding in snapshot_findings(change.columns, folder, prefixes, after):
            if old[identity(finding)]:
                old[identity(finding)] -= 1
            else:
                new.append(finding)
        return new

    def _chosen(self, findings: list[Finding], files: Mapping[str, DataFile]) -> list[Finding]:
        """Return the findings that count as failures, those that comments ignore or a baseline knows left out."""
        choice = choice_of(self._request, self._shapes)
        named = sorted({name for finding in findings for name in finding.files})
        chosen = choose(findings, choice, reader_of(files), named).findings
        brought = {identity(finding) for finding in findings}
        level = self._request.fail_level
        return [each for each in chosen if identity(each) in brought and fails([each], level)]


@lru_cache(maxsize=2)
def _checker(shapes: tuple[ShapesFile, ...]) -> Checker:
    checker = Checker(rulebook(shapes).graph)
    checker.read_queries()
    return checker


def _configured(kb: KnowledgeBase) -> Request:
    """Return what ``kb validate`` is asked for by kb.toml alone."""
    table = kb.settings.commands.get("validate", {})
    baseline = table.get("baseline")
    return Request(
        folder=kb.folder,
        kb=kb,
        shapes=tuple(kb.folder / path for path in table.get("shapes", ())),
        select=tuple(table.get("select", ())) or ("ALL",),
        ignore=tuple(table.get("ignore", ())),
        extend_select=tuple(table.get("extend-select", ())),
        per_file_ignores=table.get("per-file-ignores", {}),
        baseline=kb.folder / baseline if baseline is not None else None,
        fail_level=table.get("fail-level", "violation"),
    )


def _new(known: Memory, checked: Checked) -> list[Result]:
    """Return the results that were not there before, wherever they stood."""
    old = Counter(_key(each.result) for each in known.judged)
    new = []
    for each in checked.judged:
        key = _key(each.result)
        if old[key]:
            old[key] -= 1
        else:
            new.append(each.result)
    return new


def _key(result: Result) -> tuple[str, ...]:
    focus, value = ("_:" if text.startswith("_") else text for text in (result.focus, result.value))
    return result.shape, result.component, focus, result.path, value


def _digests(before: Mapping[str, str], contents: Mapping[str, bytes | None]) -> dict[str, str]:
    found = dict(before)
    for name, data in contents.items():
        if data is None:
            found.pop(name, None)
        else:
            found[name] = digest(data)
    return found
