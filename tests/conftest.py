"""Fixtures that all tests share: the command line as a user runs it, and knowledge bases to work on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a script; what is started inherits it
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "kb" / "examples" / "kamikaze-drones"

PREFIXES = """\
@prefix agent: <https://kb.example/agent/> .
@prefix claim: <https://kb.example/claim/> .
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix report: <https://kb.example/report/> .
@prefix schema: <https://schema.org/> .
@prefix source: <https://kb.example/source/> .
@prefix topic: <https://kb.example/topic/> .
@prefix verdict: <https://w3id.org/factcheck-kb/verdict/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""

VALID = """\
claim:a a fc:Claim ; schema:text "The bridge is open."@en ; fc:cites source:a .
source:a a fc:Source ; schema:name "News" ; schema:publisher agent:a ; fc:undated true .
agent:a a schema:Organization ; schema:name "The Courier" .
"""


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


def run_kb(*arguments: str | Path, folder: Path, stdin: str | None = None, **options: Any) -> Run:
    """Run ``kb`` in its own process, in ``folder``, without any KB_ variable but those in ``env``."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KB_")}
    environment["PYTHONPATH"] = str(ROOT)
    environment |= options.pop("env", {})
    done = subprocess.run(
        [*options.pop("before", ()), sys.executable, "-W", "error", "-m", "kb", *map(str, arguments)],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        **options,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small knowledge base with one valid file, ``claims.ttl``."""
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\nname = "Test desk"\n')
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID)
    return tmp_path


@pytest.fixture
def kb(folder: Path) -> Callable[..., Run]:
    """The command line, run in ``folder``."""

    def run(*arguments: str | Path, **options: Any) -> Run:
        return run_kb(*arguments, folder=folder, **options)

    return run


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built copy of the example knowledge base; tests must not change it."""
    target = tmp_path_factory.mktemp("example") / "kd"
    done = run_kb("init", target, "--example", "kamikaze-drones", folder=target.parent)
    assert done.code == 0, done.err
    assert run_kb("build", folder=target).code == 0
    return target


@pytest.fixture
def shared() -> Path:
    """The folder of shared data that KB_SHARED names."""
    if "KB_SHARED" not in os.environ:
        pytest.skip("KB_SHARED is unset: it names the folder of shared data and suites")
    return Path(os.environ["KB_SHARED"])
