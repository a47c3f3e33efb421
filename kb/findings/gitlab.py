"""GitLab's Code Quality report, which it shows in merge requests."""

from __future__ import annotations

import json

from kb.fingerprinting import fingerprints

from . import Report, Severity
from .concise import sentence

_SEVERITIES = {Severity.VIOLATION: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """Write an array of issues; one that is in no file stands at the top of the knowledge base's ``kb.toml``."""
    table = [
        {
            "description": sentence(finding),
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": finding.place.file if finding.place else "kb.toml",
                "lines": {"begin": (finding.place.line if finding.place else None) or 1},
            },
        }
        for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
    ]
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"
