"""``kb match``: what a machine proposes, and what people make of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import PREFIXES, run_kb

from .test_import import Command, invoke

CLAIMS = """\
# Kept by hand.
claim:a a fc:Claim ; schema:text "The bridge is open."@en ; fc:cites source:a .
claim:b a fc:Claim ; schema:text "The bridge is open now."@en ; fc:cites source:a .
source:a a fc:Source ; schema:name "News" ; schema:publisher agent:a ; fc:undated true .
agent:a a schema:Organization ; schema:name "The Courier" .
<https://kb.example/match/m> a fc:Match ; fc:left claim:a ; fc:right claim:b ;   # look at this
  fc:relation fc:same ; fc:judgedBy agent:a ; fc:judgement fc:proposed ; fc:score 0.83 .
<https://kb.example/match/n> a fc:Match ; fc:left claim:b ; fc:right claim:a ;
  fc:relation fc:same ; fc:judgedBy agent:a .
"""


@pytest.fixture
def match(desk: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, run in this process."""
    return lambda *arguments: invoke(desk, capsys, "match", *arguments)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\n')
    (tmp_path / "claims.ttl").write_text(PREFIXES + CLAIMS)
    return tmp_path


def test_the_most_alike_are_listed_first_with_their_texts(desk: Path, match: Command) -> None:
    done = match("list", "--limit", "1")
    assert done.out == (
        "match:m  proposed same  0.83\n"
        "  claim:a\n    “The bridge is open.”\n"
        "  claim:b\n    “The bridge is open now.”\n"
        "… and 1 more\n"
    )


def test_they_are_listed_for_programs(desk: Path, match: Command) -> None:
    found = json.loads(match("list", "--format", "json").out)
    assert [each["iri"] for each in found] == ["https://kb.example/match/m", "https://kb.example/match/n"]
    assert match("list", "--format", "csv").out.startswith("iri,left,left_text,right,")


def test_a_decision_changes_its_two_values_and_nothing_else(desk: Path, match: Command) -> None:
    done = match("confirm", "match:m", "--by", "agent:a", "--relation", "narrower")
    assert (done.code, done.out) == (0, "match:m: confirmed in claims.ttl\n")
    expected = (PREFIXES + CLAIMS).replace("fc:relation fc:same", "fc:relation fc:narrower", 1)
    assert (desk / "claims.ttl").read_text() == expected.replace("fc:proposed", "fc:confirmed")
    assert run_kb("validate", folder=desk).code == 0


def test_a_match_that_says_no_judgement_gets_one(desk: Path, match: Command) -> None:
    assert match("reject", "match:n", "match:m", "--by", "agent:a").code == 0
    found = json.loads(match("list", "--judgement", "rejected", "--format", "json").out)
    assert len(found) == 2
    assert match("list").out == "no match is proposed\n"


def test_deciding_the_same_again_changes_no_byte(desk: Path, match: Command) -> None:
    for _ in range(2):
        match("reject", "match:m", "--by", "agent:a")
        before = (desk / "claims.ttl").read_bytes(), (desk / "changes.jsonl").read_bytes()
    assert len((desk / "changes.jsonl").read_text().splitlines()) == 1
    assert before == ((desk / "claims.ttl").read_bytes(), (desk / "changes.jsonl").read_bytes())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("confirm", "match:mm", "--by", "agent:a"), "there is no match 'https://kb.example/match/mm'"),
        (("confirm", "match:m", "--by", "agent:b"), "there is no agent 'https://kb.example/agent/b'"),
        (("confirm", "match:m"), "Missing option '--by'"),
        (("reject", "nonsense", "--by", "agent:a"), "is neither an IRI nor a name with a known prefix"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_changes(
    desk: Path, match: Command, arguments: tuple[str, ...], message: str
) -> None:
    done = match(*arguments)
    assert (done.code, message in done.err) == (2, True)
    assert (desk / "claims.ttl").read_text() == PREFIXES + CLAIMS
