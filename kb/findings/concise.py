"""A line per finding, and a summary."""

from __future__ import annotations

from . import Finding, Report, Severity, Summary


def render(report: Report) -> str:
    """Write ``path:line:col: rule [severity] node: message``, as much of it as is known."""
    return "".join(f"{line(finding)}\n" for finding in report.findings) + f"{total(report.summary)}\n"


def line(finding: Finding) -> str:
    """Write one finding on one line."""
    at = finding.place
    place = [str(part) for part in (at.file, at.line, at.column) if part is not None] if at else []
    node = f"{finding.node}: " if finding.node else ""
    value = f" ({finding.value})" if finding.value and finding.value != finding.node else ""
    hint = f"; {finding.hint}" if finding.hint else ""
    where = f"{':'.join(place)}: " if place else ""
    return f"{where}{finding.rule} [{finding.severity.value}] {node}{_inline(finding.message + value + hint)}"


def total(summary: Summary) -> str:
    """Write the summary in a sentence."""
    counts = ", ".join(
        f"{summary.counts[severity]} {_plural(severity, summary.counts[severity])}" for severity in Severity
    )
    named = f"{summary.named} of " if summary.named is not None else ""
    return f"{named}{summary.files} file{'s' * (summary.files != 1)}, {summary.triples} triples: {counts}"


def _plural(severity: Severity, count: int) -> str:
    name: str = severity.value
    return name if severity is Severity.INFO else name + "s" * (count != 1)


def _inline(text: str) -> str:
    return " ".join(text.split())
