"""Which findings came since a commit: of what the changes since then touched, those that were not there before."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.columns.changing import change
from kb.columns.loading import DataFile
from kb.errors import UsageError
from kb.findings import Finding
from kb.fingerprinting import identity
from kb.origins.statements import after
from kb.project import KnowledgeBase

from . import Validation, counts_origins
from .checking import Checker
from .rules import ShapesFile, rulebook
from .wording import Wording


def brought_in(
    kb: KnowledgeBase,
    commit: str,
    validation: Validation,
    findings: Sequence[Finding],
    files: Sequence[DataFile],
    shapes: Sequence[ShapesFile],
) -> list[Finding]:
    """Return those of ``findings`` that the changes since a commit brought in, in whatever file they show.

    Raises:
        UsageError: if git does not know the commit, or the knowledge base is not in git.
    """
    changed = _changed_names(kb.folder, commit)
    present = {file.name for file in files}
    names = sorted(name for name in changed if name in present or kb.would_hold(kb.folder / name))
    new = _new_results(kb, validation, {name: _then(kb, commit, name) for name in names}, shapes)
    found = []
    for finding in findings:
        if finding.result is None:  # it is about a file, not about how files fit together
            found += [finding] if set(finding.files) & changed else []
        elif new[identity(finding)]:
            new[identity(finding)] -= 1
            found.append(finding)
    return found


def _new_results(
    kb: KnowledgeBase, validation: Validation, before: Mapping[str, DataFile | None], shapes: Sequence[ShapesFile]
) -> Counter[tuple[str, ...]]:
    """Return what is found now, and was not before, about the nodes that the changes touched."""
    rules, now = rulebook(tuple(shapes)), validation.columns
    checker, then = Checker(rules.graph), change(now, before)
    if counts_origins(shapes):
        then = after(now, then)
    touched = checker.touched(now, then)
    focus = {node: nodes for node, nodes in touched.items() if nodes is None or len(nodes)}
    wording = Wording(rules, kb.prefixes, now.values_of)
    found = [
        Counter(identity(wording.finding(result)) for result in checker.check(columns, focus).results)
        for columns in (now, then.columns)
    ]
    return found[0] - found[1]


def _then(kb: KnowledgeBase, commit: str, name: str) -> DataFile | None:
    """Return a file as it was at a commit, None if it was not there."""
    done = _git(kb.folder, "show", f"{commit}:./{name}")
    if done.returncode:
        return None
    return DataFile.of(kb.folder / name, name, kb.settings.base, done.stdout)


def _changed_names(folder: Path, commit: str) -> set[str]:
    if commit.startswith("-"):
        raise UsageError(f"'{commit}' is no commit")
    done = _git(folder, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", ".")
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(
            f"git cannot compare with '{commit}': {reason[0] if reason else 'no reason given'}",
            hint="in CI, fetch the whole history (fetch-depth: 0)",
        )
    new = _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return {name for name in (done.stdout + new.stdout).decode(errors="surrogateescape").split("\0") if name}


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError("--changed-since needs git, which is not installed") from None
