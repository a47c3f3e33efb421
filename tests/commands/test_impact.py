"""`kb impact`, as a user runs it on the example."""

from __future__ import annotations

import csv
import io
import json

from tests.conftest import EXAMPLE, run_kb


def test_the_fall_of_a_magazine_is_told_in_words_and_a_table() -> None:
    done = run_kb("impact", "agent:der-spiegel", folder=EXAMPLE)
    assert done.code == 0
    assert done.out.startswith("If agent:der-spiegel falls, so do ")
    assert "claim:maker-negotiates-with-" in done.out and "verdict:not-enough-" in done.out


def test_a_spreadsheet_gets_each_claim_before_and_after() -> None:
    rows = list(
        csv.DictReader(io.StringIO(run_kb("impact", "agent:der-spiegel", "--format", "csv", folder=EXAMPLE).out))
    )
    claim = "https://kamikaze-drones.example/claim/maker-negotiates-with-russian-military"
    assert {"claim": claim, "before": "1..1", "after": "0..0"}.items() <= {row["claim"]: row for row in rows}[
        claim
    ].items()


def test_programs_get_json() -> None:
    found = json.loads(run_kb("impact", "agent:der-spiegel", "--format", "json", folder=EXAMPLE).out)
    assert found["reports"] and found["resting"] and found["reviews"] and found["changes"]


def test_a_node_that_is_not_there_is_told() -> None:
    done = run_kb("impact", "agent:nobody", folder=EXAMPLE)
    assert (done.code, "there is no node" in done.err) == (2, True)
