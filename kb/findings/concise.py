"""A line per finding, and a summary."""

from __future__ import annotations

from . import Finding, Location, Report, Severity, Summary


def render(report: Report) -> str:
    """Write ``path:line:col: rule [severity] node: message``, as much of it as is known."""
    return "".join(f"{line(finding)}\n" for finding in report.findings) + f"{total(report.summary)}\n"


def line(finding: Finding) -> str:
    """Write one finding on one line."""
    node = f"{finding.node}: " if finding.node else ""
    where = f"{place(finding.place)}: " if finding.place else ""
    return f"{where}{finding.rule} [{finding.severity.value}] {node}{_inline(sentence(finding))}"


def sentence(finding: Finding) -> str:
    """Return the message of a finding, with the value that it is about and what to do."""
    value = f" ({finding.value})" if finding.value and finding.value != finding.node else ""
    hint = f"; {finding.hint}" if finding.hint else ""
    return finding.message + value + hint


def place(location: Location) -> str:
    """Write a place as ``path:line:col``."""
    return ":".join(str(part) for part in (location.file, location.line, location.column) if part is not None)


def total(summary: Summary) -> str:
    """Write the summary in a sentence."""
    counts = ", ".join(
        f"{summary.counts[severity]} {_plural(severity, summary.counts[severity])}" for severity in Severity
    )
    named = f"{summary.named} of " if summary.named is not None else ""
    hidden = ", ".join(f"{count} {reason}" for reason, count in summary.left_out.items() if count)
    left_out = f" (left out: {hidden})" if hidden else ""
    files = f"{named}{summary.files} file{'s' * (summary.files != 1)}, " if summary.files else ""
    return f"{files}{summary.triples} triples: {counts}{left_out}"


def _plural(severity: Severity, count: int) -> str:
    name: str = severity.value
    return name if severity is Severity.INFO else name + "s" * (count != 1)


def _inline(text: str) -> str:
    return " ".join(text.split())
