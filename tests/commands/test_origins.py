"""``kb origins`` on the example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import cli
from kb.errors import UnknownNameError


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("origins") / "desk"
    assert CliRunner().invoke(cli, ["init", str(folder), "--example", "kamikaze-drones"]).exit_code == 0
    return folder


def run(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(desk), "origins", *arguments])


def test_the_newsletter_rests_on_one_unnamed_origin(desk: Path) -> None:
    done = run(desk, "claim:maker-negotiates-with-russian-military", "--format", "json")
    (found,) = json.loads(done.stdout)
    assert found["affirmed"] == {"least": 1, "most": 1}
    assert [root.rpartition("/")[2] for root in found["roots"]] == ["maker-negotiates-informants>"]


def test_at_most_keeps_no_claim_with_more(desk: Path) -> None:
    every, few = (json.loads(run(desk, *more, "--format", "json").stdout) for more in ((), ("--at-most", "1")))
    assert few == [claim for claim in every if claim["affirmed"]["most"] <= 1]
    assert 0 < len(few) < len(every)


def test_the_table_shortens_names(desk: Path) -> None:
    assert "claim:" in run(desk).stdout


def test_a_claim_that_nobody_reports_is_a_usage_error(desk: Path) -> None:
    done = run(desk, "claim:nowhere")
    assert isinstance(done.exception, UnknownNameError)
    assert done.exception.exit_code == 2
    assert "claim/nowhere" in done.exception.message


def test_a_file_that_does_not_parse_is_named_and_the_rest_answered(desk: Path) -> None:
    broken = desk / "broken.ttl"
    broken.write_text("claim:x a", encoding="utf-8")
    done = run(desk, "--format", "csv")
    broken.unlink()
    assert done.exit_code == 0
    assert "broken.ttl does not parse" in done.stderr
    assert done.stdout.startswith("claim,atLeast,atMost,denied,circular,roots\n")
