"""The GitHub action, the pre-commit hooks and GitLab's example do what they say: their steps are run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import PREFIXES, ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
BAD = PREFIXES + 'claim:b a fc:Claim ; schema:text "B"@en .\n'


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder for temporary files as a runner has it, with the command where the action installs it."""
    command = tmp_path / "factcheck-kb" / "bin" / "kb"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kb "$@"\n')
    command.chmod(0o755)
    return tmp_path


def step(runner: Path, folder: Path, /, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step that validates, with inputs as the action hands them over."""
    given = {name: entry["default"] for name, entry in ACTION["inputs"].items()} | {
        name.replace("_", "-"): value for name, value in inputs.items()
    }
    validate = ACTION["runs"]["steps"][-1]
    environment = {"RUNNER_TEMP": str(runner), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    for name, value in validate["env"].items():
        match = re.fullmatch(r"\$\{\{ (inputs|github)\.([\w-]+) \}\}", value)
        assert match
        environment[name] = given[match.group(2)] if match.group(1) == "inputs" else str(ROOT)
    return subprocess.run(["bash", "-c", validate["run"]], cwd=folder, env=environment, capture_output=True, text=True)


def test_the_action_annotates_and_fails(runner: Path, folder: Path) -> None:
    (folder / "bad.ttl").write_text(BAD)
    done = step(runner, folder)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error title=claim-without-source")


def test_the_action_hands_its_inputs_on(runner: Path, folder: Path) -> None:
    (folder / "bad.ttl").write_text(BAD)
    done = step(
        runner, folder, files="claims.ttl\n\nbad.ttl\n", output_format="json", fail_level="never", select="claim"
    )
    assert done.returncode == 0, done.stderr
    assert [each["rule"] for each in json.loads(done.stdout)["findings"]] == ["claim-without-source"]


@pytest.mark.parametrize("name", sorted(set(ACTION["inputs"]) - {"python-version", "version"}))
def test_an_input_is_never_read_as_a_command(runner: Path, folder: Path, name: str) -> None:
    step(runner, folder, **{name.replace("-", "_"): '$(touch owned)"; touch owned; `touch owned`\n--help'})
    assert not (folder / "owned").exists()


def test_inputs_come_by_the_environment_alone() -> None:
    assert all("${{" not in each.get("run", "") for each in ACTION["runs"]["steps"])


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, entry in ACTION["inputs"].items():
        assert f"inputs.{name}" in text
        assert entry["description"].endswith(".")


@pytest.mark.parametrize(
    "hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()), ids=lambda hook: hook["id"]
)
def test_a_hook_runs_on_the_files_that_are_committed(runner: Path, folder: Path, hook: dict[str, Any]) -> None:
    (folder / "bad.ttl").write_text(BAD.rstrip() + "  ")
    command = [str(runner / "factcheck-kb" / "bin" / "kb"), *hook["entry"].split()[1:], "bad.ttl"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert "claim-without-source" in done.stdout
    assert done.returncode == (1 if hook["id"] == "kb-validate" else 0)
    assert re.search(hook["files"], "claims/bad.ttl")


def test_gitlab_s_example_writes_the_report_that_it_names(runner: Path, folder: Path) -> None:
    (folder / "bad.ttl").write_text(BAD)
    job = yaml.safe_load((ROOT / "docs" / "gitlab-ci.yml").read_text(encoding="utf-8"))["validate"]
    install, validate = job["script"]
    assert install == "pip install factcheck-kb"
    path = f"{runner / 'factcheck-kb' / 'bin'}:{os.environ['PATH']}"
    subprocess.run(["bash", "-c", validate], cwd=folder, env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)})
    report = json.loads((folder / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [issue["check_name"] for issue in report if issue["severity"] == "critical"] == ["claim-without-source"]
