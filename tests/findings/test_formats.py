"""Every output format is as the golden files have it, and as its readers need it."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from xml.etree import ElementTree

import jsonschema
import pyoxigraph as ox
import pytest

from kb.errors import UnknownNameError
from kb.findings import Finding, formats, renderer
from kb.findings.github import side_files
from tests.conftest import ROOT

from .golden_files import FOLDER, golden
from .sample import FINDINGS, report

SH = "http://www.w3.org/ns/shacl#"


@pytest.mark.parametrize("name", formats())
def test_a_format_is_as_its_golden_file(name: str) -> None:
    assert renderer(name)(report()) == golden(name).read_text(encoding="utf-8"), "python -m tests.findings.golden_files"


def test_colours_are_as_the_golden_file_has_them() -> None:
    assert renderer("full")(report(colour=True)) == (FOLDER / "full-colour.txt").read_text(encoding="utf-8")


def test_the_documented_formats_are_those_that_there_are() -> None:
    table = (ROOT / "docs" / "validating.md").read_text(encoding="utf-8")
    assert [name for name in formats() if f"`{name}`" not in table] == []


@pytest.mark.parametrize("name", formats())
def test_no_findings_are_written_too(name: str) -> None:
    assert renderer(name)(report(findings=[])).endswith("\n")


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        renderer("jsno")
    assert caught.value.hint == "did you mean 'json'?"


def test_json_is_as_its_schema_says() -> None:
    schema = json.loads((files("kb.findings") / "schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(renderer("json")(report())), schema)
    *findings, summary = [json.loads(line) for line in renderer("json-lines")(report()).splitlines()]
    jsonschema.validate({"findings": findings, **summary}, schema)


def test_the_caret_stands_below_what_is_meant() -> None:
    lines = renderer("full")(report()).splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith("6 |"))
    assert lines[at][lines[at + 1].index("^") :].startswith("fc:fcat")
    assert lines[at + 1].count("^") == len("fc:fcat")


def test_wide_characters_take_two_columns() -> None:
    lines = renderer("full")(report()).splitlines()
    at = max(number for number, line in enumerate(lines) if line.strip().startswith("4 |"))
    assert lines[at + 1].count("^") == len('"漢字 und Tür"') + 2


def test_the_reason_of_a_rule_is_told_once() -> None:
    assert renderer("full")(report()).count("Search depends on the language.") == 1


def test_github_s_commands_come_worst_first_and_escaped() -> None:
    lines = renderer("github")(report()).splitlines()
    kinds = [line.split()[0] for line in lines if line.startswith("::")]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index)
    odd = next(line for line in lines if "Odd: " in line)
    assert "100 %25" in odd
    assert "%0Aline break" in odd
    assert "title=claim-text-without-language (claim%3Aa)" in odd


def test_github_s_summary_has_a_table_with_a_row_for_each_finding() -> None:
    ((path, table),) = side_files(report(), {"GITHUB_STEP_SUMMARY": "/summary.md"}).items()
    assert path == "/summary.md"
    rows = [line for line in table.splitlines() if line.startswith("| ") and "severity" not in line]
    assert len(rows) == len(FINDINGS)
    assert all(row.replace("\\|", "").count("|") == 6 for row in rows)
    assert side_files(report(), {}) == {}


def moved(findings: list[Finding], lines: int) -> list[Finding]:
    return [
        replace(
            finding,
            locations=tuple(
                replace(place, line=place.line + lines, end_line=(place.end_line or 0) + lines)
                for place in finding.locations
                if place.line is not None
            ),
        )
        for finding in findings
    ]


@pytest.mark.parametrize("name", ["gitlab", "sarif"])
def test_fingerprints_survive_moved_lines_and_differ(name: str) -> None:
    def fingerprints(findings: list[Finding]) -> list[str]:
        table = json.loads(renderer(name)(report(findings=findings)))
        if name == "gitlab":
            return [issue["fingerprint"] for issue in table]
        return [each["partialFingerprints"]["ruleNodePathValue/v1"] for each in table["runs"][0]["results"]]

    twice = [*FINDINGS, FINDINGS[1]]
    assert fingerprints(twice) == fingerprints(moved(twice, 3))
    assert len(set(fingerprints(twice))) == len(twice)


def test_sarif_names_the_rules_and_where_they_are_broken() -> None:
    run = json.loads(renderer("sarif")(report()))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for each, finding in zip(run["results"], FINDINGS, strict=True):
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"] == finding.rule
        assert len(each["locations"]) + len(each.get("relatedLocations", [])) == len(finding.locations)
    assert run["results"][4]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gone%20file.ttl"


def test_junit_counts_violations_as_failures() -> None:
    root = ElementTree.fromstring(renderer("junit")(report()))
    assert (root.get("tests"), root.get("failures")) == ("6", "2")
    assert len(root.findall(".//failure")) == 2
    assert len(ElementTree.fromstring(renderer("junit")(report(findings=[]))).findall(".//testcase")) == 1


def test_junit_is_xml_whatever_the_message_has_in_it() -> None:
    odd = replace(FINDINGS[0], message="\x00\x1b]]> \ud800 <&>")
    assert ElementTree.fromstring(renderer("junit")(report(findings=[odd]))).get("failures") == "1"


def test_reviewdog_s_columns_count_bytes() -> None:
    diagnostics = json.loads(renderer("rdjson")(report()))["diagnostics"]
    place = diagnostics[3]["location"]["range"]
    assert place["start"] == {"line": 4, "column": 14}
    assert place["end"] == {"line": 4, "column": 26 + 4 + 1}


def test_turtle_is_the_standard_report() -> None:
    quads = list(ox.parse(renderer("turtle")(report()).encode(), ox.RdfFormat.TURTLE))
    predicates = [quad.predicate.value.removeprefix(SH) for quad in quads]
    assert predicates.count("result") == sum(finding.result is not None for finding in FINDINGS)
    assert predicates.count("detail") == 1
    conforms = next(quad.object.value for quad in quads if quad.predicate.value == SH + "conforms")
    assert conforms == "false"
    assert "true" in renderer("turtle")(report(findings=[]))
