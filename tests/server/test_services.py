"""What the guide to the services says: each command line in it is answered."""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from kb.project import load
from kb.searching import refresh

from .conftest import ROOT, Server

GUIDE = (ROOT / "docs" / "services.md").read_text()
COMMANDS = re.findall(r"^curl .*$", GUIDE, re.MULTILINE)


@pytest.fixture(scope="module")
def drones(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example, served."""
    folder = tmp_path_factory.mktemp("drones") / "kb"
    shutil.copytree(example, folder)
    refresh(load(folder))
    found = Server(folder, timeout=20)
    yield found
    found.close()


def test_the_guide_has_examples() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_of_the_guide_is_answered(drones: Server, command: str) -> None:
    words = shlex.split(command.replace("http://127.0.0.1:8000/", drones.url))
    done = subprocess.run([*words, "--fail", "--silent", "--show-error"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "https://kamikaze-drones.example/" in done.stdout or "verdict" in done.stdout


def test_the_python_of_the_guide_works(drones: Server) -> None:
    code = "".join(re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))
    found: list[dict[str, object]] = []
    given = {"print": found.append}
    exec(code.replace("http://127.0.0.1:8000/", drones.url), given)  # the code is ours
    given["claims"].close()  # type: ignore[attr-defined]
    assert found[0]["claims"]


def test_a_spreadsheet_imports_an_answer(drones: Server) -> None:
    with urlopen(f"{drones.url}q/claims-by-verdict.csv") as response:  # no headers can be set there
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(response.read().decode())))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 2
