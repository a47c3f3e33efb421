"""Findings are chosen by selectors, by comments with reasons, by file, and by what was known before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.choosing import Choice, choose
from kb.choosing.baseline import Baseline, baseline_text
from kb.choosing.comments import read_ignores
from kb.choosing.selection import Selection
from kb.errors import ConfigurationError, UsageError
from kb.findings import Finding, Location, Severity
from kb.validation.rules import Rule, explained

RULES = explained()
CLAIM = "claim-without-source"


def finding(rule: str = CLAIM, line: int = 3, *, file: str = "a.ttl", node: str = "claim:a") -> Finding:
    known = {each.name: each for each in RULES}[rule]
    return Finding(
        rule, known.severity, known.message, known.concept, node, locations=(Location(file, line, 1, line, 9),)
    )


def selection(
    select: list[str] | None = None, ignore: list[str] | None = None, extend: list[str] | None = None
) -> Selection:
    return Selection.of(RULES, select or ["ALL"], ignore or [], extend or [])


@pytest.mark.parametrize("selector", [CLAIM, f"rule:{CLAIM}", "claim", "violation", "ALL", "claim-*", "report,claim"])
def test_a_selector_is_a_rule_a_concept_a_severity_a_pattern_or_all(selector: str) -> None:
    assert selection([selector]).includes(finding())


@pytest.mark.parametrize("selector", ["report", "warning", "claim-with-*", "claim-without-text"])
def test_what_is_not_selected_is_left_out(selector: str) -> None:
    assert not selection([selector]).includes(finding())


def test_an_unknown_selector_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        selection(["claim-without-sorce"])
    assert caught.value.hint == f"did you mean '{CLAIM}'?"


def test_the_more_special_selector_decides() -> None:
    assert selection([CLAIM], ["claim"]).includes(finding())
    assert not selection(["claim"], [CLAIM]).includes(finding())
    assert not selection(["claim"], ["claim"]).includes(finding())
    assert selection(["violation"], ["ALL"]).includes(finding())


def test_extending_adds_to_what_is_selected() -> None:
    assert selection(["report"], extend=["claim"]).includes(finding())


def test_a_syntax_error_cannot_be_left_out() -> None:
    assert selection(["claim"], ["ALL", "syntax"]).includes(finding("syntax-error"))


def chosen(text: str, *findings: Finding, select: Selection | None = None) -> list[str]:
    found = choose(list(findings), Choice(select or selection()), {"a.ttl": text}.get, ["a.ttl"])
    return [each.rule for each in found.findings]


def test_a_comment_at_the_end_of_a_line_covers_the_line() -> None:
    text = f"x\ny\nclaim:a a fc:Claim . # kb: ignore[{CLAIM}] being digitised\nz"
    assert chosen(text, finding(line=3)) == []
    assert chosen(text, finding(line=3), finding(line=4)) == [CLAIM]


def test_a_comment_on_a_line_of_its_own_covers_the_statement_below() -> None:
    text = f'# kb: ignore[{CLAIM}] being digitised\n\nclaim:a a fc:Claim ;\n  schema:text "x. y"@en ;\n  fc:p [ fc:q 1 ] .\nclaim:b a fc:Claim .'
    for line in (3, 4, 5):
        assert chosen(text, finding(line=line)) == []
    assert CLAIM in chosen(text, finding(line=3), finding(line=6))


def test_a_comment_can_cover_the_file_and_several_rules() -> None:
    text = f"# kb: ignore-file[{CLAIM}, claim-without-text] imported\nx y z ."
    assert chosen(text, finding(line=40), finding("claim-without-text", 50)) == []


def test_what_only_looks_like_a_comment_ignores_nothing() -> None:
    text = f'claim:a schema:text """\n# kb: ignore[{CLAIM}] no\n"""@en .'
    assert list(read_ignores("a.ttl", text)) == []


def test_a_comment_without_a_reason_is_reported_and_not_heeded() -> None:
    assert chosen(f"x y z . # kb: ignore[{CLAIM}]", finding(line=1)) == [CLAIM, "ignore-without-reason"]


def test_a_comment_for_an_unknown_rule_is_reported_with_the_nearest() -> None:
    found = choose([], Choice(selection()), {"a.ttl": "# kb: ignore[claim-without-sorce] why"}.get, ["a.ttl"]).findings
    assert [(each.rule, each.hint) for each in found] == [("ignore-of-unknown-rule", f"did you mean '{CLAIM}'?")]


def test_a_comment_without_effect_is_reported_unless_its_rule_was_not_looked_for() -> None:
    text = f"x y z . # kb: ignore[{CLAIM}] why"
    assert chosen(text) == ["ignore-without-effect"]
    assert chosen(text, select=selection(["report"])) == []


def test_a_syntax_error_cannot_be_ignored() -> None:
    assert "syntax-error" in chosen("x # kb: ignore[syntax-error] why", finding("syntax-error", 1))


def test_findings_are_ignored_in_files_that_match() -> None:
    choice = Choice(selection(), {"imported/*": selection(["claim"])})
    found = choose([finding(file="imported/x.ttl"), finding()], choice, lambda name: None, [])
    assert [each.place.file for each in found.findings if each.place] == ["a.ttl"]
    assert found.left_out == {"ignored by file": 1}


def test_a_baseline_hides_what_it_lists_and_shows_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_text([finding(), finding(), finding(node="claim:gone")]), encoding="utf-8")
    new, known, gone = Baseline.load(path).split(
        [finding(line=90), finding(line=7), finding(line=8), finding(node="claim:b")]
    )
    assert [each.node for each in new] == ["claim:a", "claim:b"]
    assert (len(known), gone) == (2, 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"findings": [{"rule": 1}]}'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        Baseline.load(path)


names = st.sampled_from([each.name for each in RULES if each.name != "syntax-error"])
found = st.lists(st.builds(finding, names, st.integers(1, 9), node=st.sampled_from(["claim:a", "claim:b"])), max_size=8)


@given(findings=found, line=st.integers(1, 50))
def test_a_baseline_of_findings_hides_them_all_wherever_they_have_moved(findings: list[Finding], line: int) -> None:
    import json
    from collections import Counter

    table = json.loads(baseline_text(findings))
    baseline = Baseline(Counter(tuple(entry.values()) for entry in table["findings"]))
    moved = [replace(each, locations=(Location("b.ttl", line),)) for each in findings]
    assert baseline.split(moved) == ([], moved, 0)


@given(rule=st.sampled_from(RULES))
def test_every_rule_can_be_selected_alone(rule: Rule) -> None:
    alone = selection([rule.name])
    assert alone.includes(finding(rule.name))
    assert [each.name for each in RULES if alone.includes(finding(each.name))] == sorted(
        {rule.name, "syntax-error"}, key=[each.name for each in RULES].index
    )


def test_severities_are_all_selectors() -> None:
    assert all(selection([severity.value]) for severity in Severity)
