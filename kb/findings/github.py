"""Workflow commands of GitHub Actions, which it shows beside the lines of a pull request.

GitHub shows ten annotations of each kind for a step: so the worst come first. All findings are in the table of the
step's summary.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import Finding, Report, Severity
from .concise import place, sentence, total

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MOST_ROWS = 500


def render(report: Report) -> str:
    """Write a command for each finding, the worst first, and the summary as plain text."""
    worst_first = sorted(report.findings, key=lambda finding: finding.severity.rank)
    return "".join(f"{_command(finding)}\n" for finding in worst_first) + f"{total(report.summary)}\n"


def side_files(report: Report, environ: Mapping[str, str]) -> dict[str, str]:
    """Return what is to be appended to further files, by their paths: the table for the step's summary."""
    path = environ.get("GITHUB_STEP_SUMMARY")
    return {path: _table(report)} if path else {}


def _command(finding: Finding) -> str:
    properties = {"title": f"{finding.rule} ({finding.node})" if finding.node else finding.rule}
    if (at := finding.place) is not None:
        properties["file"] = at.file
        if at.line is not None:
            properties |= {"line": str(at.line), "endLine": str(at.end_line or at.line)}
            if at.column is not None and at.end_line in (None, at.line):
                properties |= {"col": str(at.column), "endColumn": str(at.end_column or at.column)}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = sentence(finding) + (f"\n{finding.why}" if finding.why else "")
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _table(report: Report) -> str:
    worst_first = sorted(report.findings, key=lambda finding: finding.severity.rank)
    rows = [
        f"| {finding.severity.value} | `{finding.rule}` | {_cell(place(finding.place) if finding.place else '')} "
        f"| {_cell(finding.node)} | {_cell(sentence(finding))} |"
        for finding in worst_first[:_MOST_ROWS]
    ]
    more = len(report.findings) - len(rows)
    head = ["| severity | rule | place | node | what |", "|---|---|---|---|---|"] if rows else []
    tail = [f"\n… and {more} more."] if more > 0 else []
    return "\n".join(["### kb validate", "", f"{total(report.summary)}", "", *head, *rows, *tail]) + "\n"


def _cell(text: str) -> str:
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("|", "\\|")
