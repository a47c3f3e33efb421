"""One JSON object: ``findings``, each with all that is known of it, and a ``summary``; see ``schema.json`` beside."""

from __future__ import annotations

import json
from typing import Any

from . import Finding, Location, Report, Severity, Summary


def render(report: Report) -> str:
    """Write an object with ``findings`` (in the order shown) and ``summary``."""
    table = {"findings": [finding_table(each) for each in report.findings], "summary": summary_table(report.summary)}
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def finding_table(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON has it."""
    result = finding.result
    return {
        "rule": finding.rule,
        "concept": finding.concept or None,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint or None,
        "node": finding.node or None,
        "label": finding.label or None,
        "path": finding.path or None,
        "value": finding.value or None,
        "component": finding.component or None,
        "focusNode": (result.focus if result else "") or None,
        "resultPath": (result.path if result else "") or None,
        "valueNode": (result.value if result else "") or None,
        "sourceShape": (result.shape if result else "") or None,
        "sourceConstraintComponent": (result.component if result else "") or None,
        "locations": [_location(place) for place in finding.locations],
    }


def _location(place: Location) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def summary_table(summary: Summary) -> dict[str, Any]:
    """Return a summary as JSON has it."""
    return {
        "files": summary.files,
        "named": summary.named,
        "triples": summary.triples,
        **{severity.value: summary.counts[severity] for severity in Severity},
        "leftOut": dict(summary.left_out),
    }
