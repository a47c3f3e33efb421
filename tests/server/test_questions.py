"""The saved questions over HTTP, on the example, from the command as a user starts it."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kb.questions import questions

from .conftest import ROOT

MAKER = "https://kamikaze-drones.example/claim/maker-negotiates-with-russian-military"


@pytest.fixture(scope="module")
def url(example: Path) -> Iterator[str]:
    """The address of `kb serve`, run in the example."""
    command = [sys.executable, "-m", "kb", "serve", "--port", "0", "--log", "off"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=example, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield process.stderr.readline().split()[-1]
        process.terminate()
        assert process.wait(20) == 0


def ask(url: str, query: str) -> str:
    body = urlencode({"query": query}).encode()
    asked = urllib.request.Request(url + "sparql", body, {"Accept": "text/csv"})
    with urllib.request.urlopen(asked, timeout=20) as response:
        return response.read().decode()


@pytest.mark.parametrize("slug", questions())
def test_a_saved_question_is_answered_over_http_as_by_the_command(url: str, slug: str) -> None:
    expected = (ROOT / "ontology" / "questions" / f"{slug}.csv").read_bytes().decode()
    assert ask(url, questions()[slug].text) == expected


def test_the_opening_question_ends_at_informants_whom_nobody_names(url: str) -> None:
    rows = csv.DictReader(io.StringIO(ask(url, questions()["on-whose-word"].text)))
    chain = {
        row["says"]: (row["relaying"], row["onTheWordOf"], row["unnamed"]) for row in rows if row["claim"] == MAKER
    }
    informants = "informants whom Der Spiegel does not name"
    assert chain == {
        "China Boss": ("Der Spiegel", informants, "true"),
        "Der Spiegel": (informants, informants, "true"),
        informants: ("", informants, "true"),
    }
