"""``kb validate`` of named files, and ``kb rule`` for everything that it can find."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PREFIXES, Run

Kb = Callable[..., Run]


@pytest.fixture
def shared_node(folder: Path) -> Path:
    """A knowledge base with a faulty claim that two files describe."""
    (folder / "a.ttl").write_text(PREFIXES + 'claim:b schema:text "B"@en .')
    (folder / "z.ttl").write_text(PREFIXES + "claim:b a fc:Claim .")
    return folder


@pytest.mark.parametrize(("named", "other"), [("a.ttl", "z.ttl"), ("z.ttl", "a.ttl")])
@pytest.mark.usefixtures("shared_node")
def test_a_finding_stands_at_the_file_that_was_named(kb: Kb, named: str, other: str) -> None:
    found = [line for line in kb("validate", named).out.splitlines() if "claim-without-source" in line]
    assert [line.partition(":")[0] for line in found] == [named]
    findings = json.loads(kb("validate", named, "--format", "json").out)["findings"]
    files = [place["file"] for found in findings for place in found["locations"] if found["node"] == "claim:b"]
    assert files == [named, other]


@pytest.mark.usefixtures("shared_node")
def test_the_summary_tells_how_many_files_were_named_and_how_many_read(kb: Kb) -> None:
    assert kb("validate", "a.ttl").out.splitlines()[-1].startswith("1 of 3 files, ")
    assert kb("validate", "a.ttl", "z.ttl").out.splitlines()[-1].startswith("2 of 3 files, ")
    assert kb("validate").out.splitlines()[-1].startswith("3 files, ")


@pytest.mark.usefixtures("shared_node")
def test_the_summary_in_json_tells_it_too(kb: Kb) -> None:
    summary = json.loads(kb("validate", "a.ttl", "--format", "json").out)["summary"]
    assert (summary["files"], summary["named"]) == (3, 1)
    assert json.loads(kb("validate", "--format", "json").out)["summary"]["named"] is None


def test_every_name_of_a_finding_is_explained(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text("<a> <b> .")
    rule = next(line for line in kb("validate").out.splitlines() if line.startswith("bad.ttl:1:")).split()[1]
    assert rule == "syntax-error"
    done = kb("rule", rule)
    assert (done.code, done.out.splitlines()[0]) == (0, "syntax-error (violation, syntax)")
    assert "Why it matters" in done.out
    assert "How it is done right" in done.out


def test_the_list_of_rules_has_the_syntax_error_below_a_heading_of_its_own(kb: Kb) -> None:
    lines = kb("rule").out.splitlines()
    assert lines[lines.index("syntax") + 1].startswith("  syntax-error ")
    assert not lines[lines.index("syntax") + 2].startswith(" ")


def test_the_example_of_the_syntax_error_does_parse(kb: Kb, folder: Path) -> None:
    table = json.loads(kb("rule", "syntax-error", "--format", "json").out)
    (folder / "x.ttl").write_text(table[0]["example"])
    assert "syntax-error" not in kb("validate").out
