"""What docs/endpoint.md says is what the endpoint does."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess

import pytest

from kb.errors import KbError
from kb.formats import FORMATS
from kb.server import errors
from kb.server.envelope import LONGEST_URL

from .conftest import ROOT, Server

PAGE = (ROOT / "docs" / "endpoint.md").read_text(encoding="utf-8")
COMMANDS = [line for line in PAGE.splitlines() if line.startswith("curl ")]


def test_the_page_has_examples() -> None:
    assert len(COMMANDS) == 6


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_gets_an_answer(server: Server, command: str) -> None:
    words = shlex.split(command.replace("http://127.0.0.1:8000/", server.url))
    done = subprocess.run([*words, "-s", "--fail-with-body"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert '"boolean":true' in done.stdout or "https://w3id.org/factcheck-kb/ns#" in done.stdout


def test_the_problem_document_is_what_comes(server: Server) -> None:
    before, _, after = PAGE.partition("```json\n")
    said = json.loads(after.partition("```")[0])
    (query,) = re.findall(r"`(SELECT [^`]+)` gets\s*$", before)
    assert server.query(query).json == said


def test_the_formats_are_those_that_there_are() -> None:
    said = dict(re.findall(r"^\| [^|]*\| `(\w+)` \| `([^`]+)`", PAGE, re.MULTILINE))
    assert said == {**{name: format.media_type for name, format in FORMATS.items()}, "html": "text/html"}


@pytest.mark.parametrize("path", sorted(re.findall(r"^\| `(/[\w.-]*(?:/[\w.-]+)?)` \|", PAGE, re.MULTILINE)))
def test_a_path_is_there(server: Server, path: str) -> None:
    assert server.request(path).status in {200, 400}


def test_the_longest_url_is_as_long_as_it_says() -> None:
    assert f"URLs may be {LONGEST_URL // 1024} KiB long" in PAGE


def test_every_status_of_an_error_of_the_endpoint_is_explained() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, KbError)]
    said = {int(status) for row in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE) for status in row.split(",")}
    assert {kind.status for kind in kinds} <= said
