"""JUnit's XML, which Jenkins, GitLab and others read.

A file is a test suite and each of its findings a test case: a violation has failed, a warning or an info has passed
and says so in its output. Without any finding there is one case, which has passed.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from . import Finding, Report, Severity
from .concise import place, sentence

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Write ``testsuites`` with a suite for each file that has findings."""
    by_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_file.setdefault(finding.place.file if finding.place else "", []).append(finding)
    root = ElementTree.Element("testsuites", _counts("kb validate", report.findings))
    for file, findings in by_file.items():
        suite = ElementTree.SubElement(root, "testsuite", _counts(file or "knowledge base", findings))
        for finding in findings:
            _case(suite, finding)
    if not report.findings:
        suite = ElementTree.SubElement(root, "testsuite", {"name": "kb validate", "tests": "1", "failures": "0"})
        ElementTree.SubElement(suite, "testcase", {"name": "no findings", "classname": "kb.validate"})
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _counts(name: str, findings: list[Finding]) -> dict[str, str]:
    failures = sum(finding.severity is Severity.VIOLATION for finding in findings)
    return {"name": _clean(name), "tests": str(len(findings)), "failures": str(failures), "errors": "0"}


def _case(suite: ElementTree.Element, finding: Finding) -> None:
    name = f"{finding.rule}: {finding.node}" if finding.node else finding.rule
    attributes = {"name": _clean(name), "classname": f"kb.{finding.rule}"}
    if finding.place is not None:
        attributes["file"] = finding.place.file
        if finding.place.line is not None:
            attributes["line"] = str(finding.place.line)
    case = ElementTree.SubElement(suite, "testcase", attributes)
    text = _clean(
        "\n".join(filter(None, [place(finding.place) if finding.place else "", sentence(finding), finding.why]))
    )
    if finding.severity is Severity.VIOLATION:
        attributes = {"message": _clean(finding.message), "type": finding.severity.value}
        ElementTree.SubElement(case, "failure", attributes).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = f"{finding.severity.value}: {text}"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
