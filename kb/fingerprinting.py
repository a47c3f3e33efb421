"""What makes a finding the same one in another run, wherever its lines have moved to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from kb.findings import Finding


def identity(finding: Finding) -> tuple[str, ...]:
    """Return what a finding is told apart by: its rule, node, path and value; without a node, its file and message."""
    if finding.result is not None:
        value = "_:" if finding.result.value.startswith("_") else finding.result.value
        focus = "_:" if finding.result.focus.startswith("_") else finding.result.focus
        return finding.rule, focus, finding.result.path, value
    if finding.node:
        return finding.rule, finding.node, finding.path, finding.value
    return finding.rule, finding.place.file if finding.place else "", finding.message, ""


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a short digest of the identity of each finding; equal ones are counted."""
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        key = identity(finding)
        seen[key] += 1
        text = "\0".join([*key, *([str(seen[key])] if seen[key] > 1 else [])])
        yield hashlib.sha256(text.encode()).hexdigest()[:32]
