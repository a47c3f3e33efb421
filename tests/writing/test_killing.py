"""What was acknowledged is there after any end, whole; the long variant is ``tests/bench/kill_writer.py``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# In a process of its own: one that has had a store open must not be forked.
RUN = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from tests.writing.killing import kill_often, make
print(json.dumps(asdict(kill_often(make(Path(sys.argv[1])), kills=50, seed=1))))
"""


@pytest.mark.slow
def test_a_writer_that_is_killed_fifty_times_loses_nothing(memory: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(memory / "kb")],
        cwd=ROOT,
        env={**os.environ, "KB_PROCESSES": "1"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
        check=True,
    )
    tally = json.loads(done.stdout)
    assert (tally["kills"], tally["lost"], tally["half"], tally["unlike"]) == (50, 0, 0, 0)
    assert tally["acknowledged"] > 5
