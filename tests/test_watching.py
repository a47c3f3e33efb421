"""`kb validate --watch` checks again whenever a file changes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import PREFIXES, ROOT, VALID


class Watcher:
    """A `kb validate --watch` at work, and what it has written so far."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / ".watch.log"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KB_")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kb", "validate", "--watch", "--format", "concise"],
                cwd=folder,
                env=environment | {"PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_for(self, text: str, times: int = 1) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            said = self.log.read_text()
            if said.count(text) >= times:
                return said
            time.sleep(0.05)
        raise AssertionError(f"it does not say {text!r}: {self.log.read_text()}")


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\n')
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID)
    found = Watcher(tmp_path)
    yield found
    found.process.kill()
    found.process.wait()


def test_a_fault_is_shown_when_it_is_made_and_gone_when_it_is_mended(watcher: Watcher, tmp_path: Path) -> None:
    watcher.wait_for("0 violations")
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID.replace(" ; fc:cites source:a", ""))
    watcher.wait_for("claim-without-source [violation]")
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID)
    watcher.wait_for("0 violations", times=2)


def test_a_file_that_does_not_parse_is_told_and_the_next_change_waited_for(watcher: Watcher, tmp_path: Path) -> None:
    watcher.wait_for("0 violations")
    (tmp_path / "claims.ttl").write_text(PREFIXES + VALID.replace(" .", " ", 1))
    watcher.wait_for("syntax-error [violation]")
    (tmp_path / "more.ttl").write_text("")
    watcher.wait_for("watching for changes", times=3)


def test_a_broken_configuration_does_not_end_it(watcher: Watcher, tmp_path: Path) -> None:
    watcher.wait_for("0 violations")
    (tmp_path / "claims.ttl").unlink()
    (tmp_path / "claims.ttl").mkdir()
    watcher.wait_for("watching for changes", times=2)
    assert watcher.process.poll() is None


def test_an_interrupt_ends_it_without_a_traceback(watcher: Watcher) -> None:
    watcher.wait_for("watching for changes")
    watcher.process.send_signal(signal.SIGINT)
    watcher.process.wait(timeout=10)
    assert "Traceback" not in watcher.log.read_text()
