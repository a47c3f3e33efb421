"""Times whole processes, with the memory that they needed at most.

Nothing that takes memory may be imported here: a new process is credited with what its parent holds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SHORT = 10.0
"""What takes less, in seconds, is run three times and given by its median."""


@dataclass(frozen=True)
class Measure:
    """How long a process took, how much memory, how often it was run; ``seconds`` is None if it ran too long."""

    seconds: float | None
    megabytes: float
    runs: int = 1

    @property
    def time(self) -> str:
        return f"{self.seconds:.2f}" if self.seconds is not None else "too long"


class ProcessFailedError(Exception):
    """A process that was to be timed ended with an error."""


def measure(
    job: Sequence[str], folder: Path, limit: float, *, before: Callable[[], None] | None = None, once: bool = False
) -> Measure:
    """Run ``python -m job…`` in ``folder``, three times if it is short, with ``before`` called before each run."""
    found: list[Measure] = []
    while not found or (len(found) < 3 and not once and _is_short(found[0])):
        if before is not None:
            before()
        found.append(_run(job, folder, limit))
    times = [each.seconds for each in found if each.seconds is not None]
    megabytes = max(each.megabytes for each in found)
    return Measure(statistics.median(times) if times else None, megabytes, len(found))


def _is_short(measure: Measure) -> bool:
    return measure.seconds is not None and measure.seconds < SHORT


def remove(path: Path) -> Callable[[], None]:
    """Return what removes a folder or file, if it is there."""

    def run() -> None:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    return run


def _run(job: Sequence[str], folder: Path, limit: float) -> Measure:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *job],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    timer = threading.Timer(limit, process.kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    # The kernel counts in kilobytes, that of macOS in bytes.
    megabytes = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    if process.returncode < 0 and seconds >= limit:
        return Measure(None, megabytes)
    if process.returncode not in (0, 1):
        raise ProcessFailedError(f"{' '.join(job)} ended with exit code {process.returncode}")
    return Measure(seconds, megabytes)
