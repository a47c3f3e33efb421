"""One JSON object: ``findings``, each with all that is known of it, and a ``summary``."""

from __future__ import annotations

import json

from . import Finding, Report, Severity


def render(report: Report) -> str:
    """Write an object with ``findings`` (in the order shown) and ``summary``."""
    return (
        json.dumps(
            {
                "findings": [_finding(finding) for finding in report.findings],
                "summary": {
                    "files": report.summary.files,
                    "named": report.summary.named,
                    "triples": report.summary.triples,
                    **{severity.value: report.summary.counts[severity] for severity in Severity},
                },
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "node": finding.node or None,
        "path": finding.path or None,
        "value": finding.value or None,
        "component": finding.component or None,
        "hint": finding.hint or None,
        "locations": [{"file": place.file, "line": place.line, "column": place.column} for place in finding.locations],
    }
