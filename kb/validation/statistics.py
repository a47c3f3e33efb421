"""How many findings each rule has, and what checking by its shape took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kb.findings import Finding

from . import Validation


def statistics_text(findings: Iterable[Finding], validation: Validation) -> str:
    """Write the findings by rule, the slowest shapes, and which of them pySHACL had to judge whole."""
    counts = Counter(finding.rule for finding in findings)
    lines = [f"{count:>7}  {rule}" for rule, count in counts.most_common()]
    found = validation.statistics
    if validation.remembered:
        lines.append("only what changed since the last run was looked at")
    slowest = sorted(found, key=lambda each: each.planning + each.judging, reverse=True)[:5]
    if slowest:
        lines += ["", " planning   judging   applied to   suspects  shape"]
    for each in slowest:
        focus, suspects = ("?" if number is None else str(number) for number in (each.focus, each.suspects))
        lines.append(f"{each.planning:>8.3f}s {each.judging:>8.3f}s {focus:>12} {suspects:>10}  {each.shape}")
    lines += [
        f"pySHACL judges all by itself: {each.shape or 'everything'}: {each.reason}" for each in found if each.reason
    ]
    return "\n".join(lines) + "\n"
