"""Every rule's fixture breaks that rule and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import UnknownNameError
from kb.namespaces import STANDARD, instance_prefixes
from kb.validation import validate
from kb.validation.rules import rule
from tests.conftest import ROOT

FIXTURES = sorted((ROOT / "tests" / "shapes").glob("*.ttl"))
BASE = "https://fixtures.example/"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_breaks_its_own_rule_alone(path: Path) -> None:
    findings = validate([path], base=BASE, prefixes={**STANDARD, **instance_prefixes(BASE)}).findings
    assert {finding.rule for finding in findings} == ({path.stem} if path.stem != "valid" else set())
    assert {finding.severity for finding in findings} <= {rule(path.stem).severity} if findings else True


def test_a_rule_can_be_named_with_its_prefix() -> None:
    assert rule("rule:claim-without-source").name == "claim-without-source"


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        rule("claim-without-sorce")
    assert caught.value.hint == "did you mean 'claim-without-source'?"
