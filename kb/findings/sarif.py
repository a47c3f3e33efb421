"""SARIF 2.1.0, which GitHub's code scanning and many editors read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import kb
from kb.fingerprinting import fingerprints

from . import Finding, Location, Report, Severity
from .concise import sentence

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report) -> str:
    """Write a log with one run; its fingerprints are of rule, node, path and value, and survive moved lines."""
    rules: dict[str, Finding] = {}
    for finding in report.findings:
        rules.setdefault(finding.rule, finding)
    names = list(rules)
    results = [
        _result(finding, names.index(finding.rule), fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True)
    ]
    driver = {
        "name": "kb validate",
        "version": kb.__version__,
        "informationUri": "https://w3id.org/factcheck-kb/",
        "rules": [_rule(finding) for finding in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder of the knowledge base."}}},
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    example = f"\n\nDone right:\n\n{finding.example}" if finding.example else ""
    markdown = f"\n\nDone right:\n\n```turtle\n{finding.example}\n```" if finding.example else ""
    text = finding.why or finding.message
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.message or finding.rule},
        "fullDescription": {"text": text or finding.rule},
        "help": {"text": f"{text or finding.rule}{example}", "markdown": f"{text or finding.rule}{markdown}"},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"concept": finding.concept},
    }


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    node = f"{finding.node}: " if finding.node else ""
    table: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": node + sentence(finding)},
        "locations": [_location(place) for place in finding.locations[:1]],
        "partialFingerprints": {"ruleNodePathValue/v1": fingerprint},
    }
    if finding.locations[1:]:
        table["relatedLocations"] = [
            {"id": number, **_location(place)} for number, place in enumerate(finding.locations[1:], start=1)
        ]
    return table


def _location(place: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file), "uriBaseId": "%SRCROOT%"}}
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    if place.line is not None:
        physical["region"] = {name: number for name, number in region.items() if number is not None}
    return {"physicalLocation": physical}
