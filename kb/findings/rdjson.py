"""The diagnostics of reviewdog; its columns count bytes of UTF-8."""

from __future__ import annotations

import json
from typing import Any

from . import Finding, Location, Report, Severity
from .concise import sentence

_SEVERITIES = {Severity.VIOLATION: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(report: Report) -> str:
    """Write a ``DiagnosticResult``."""
    diagnostics = [_diagnostic(finding, report) for finding in report.findings]
    table = {"source": {"name": "kb validate"}, "severity": "INFO", "diagnostics": diagnostics}
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def _diagnostic(finding: Finding, report: Report) -> dict[str, Any]:
    node = f"{finding.node}: " if finding.node else ""
    table: dict[str, Any] = {
        "message": node + sentence(finding),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if finding.place is not None:
        table["location"] = _location(finding.place, report)
    return table


def _location(place: Location, report: Report) -> dict[str, Any]:
    table: dict[str, Any] = {"path": place.file}
    if place.line is None:
        return table
    text = report.read(place.file)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text is not None else []
    ends = (("start", place.line, place.column), ("end", place.end_line, place.end_column))
    table["range"] = {name: _position(line, column, lines) for name, line, column in ends if line is not None}
    return table


def _position(line: int, column: int | None, lines: list[str]) -> dict[str, int]:
    if column is None or line > len(lines):
        return {"line": line}
    return {"line": line, "column": len(lines[line - 1][: column - 1].encode()) + 1}
