"""Times whole processes, with the memory that they needed at most.

Nothing that takes memory may be imported here: a new process is credited with what its parent holds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

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
    job: Sequence[str],
    folder: Path,
    limit: float,
    *,
    before: Callable[[], None] | None = None,
    once: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Measure:
    """Run ``python -m job…`` in ``folder``, three times if it is short, with ``before`` called before each run."""
    found: list[Measure] = []
    while not found or (len(found) < 3 and not once and _is_short(found[0])):
        if before is not None:
            before()
        found.append(_run(job, folder, limit, environment or {}))
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


def _run(job: Sequence[str], folder: Path, limit: float, environment: Mapping[str, str]) -> Measure:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    with tempfile.TemporaryFile() as said:
        return _timed(job, folder, limit, {**os.environ, "PYTHONPATH": path, **environment}, said)


def _timed(job: Sequence[str], folder: Path, limit: float, environment: Mapping[str, str], said: IO[bytes]) -> Measure:
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *job],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=said,
    )
    timer = threading.Timer(limit, process.kill)
    timer.start()
    family = _Family(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    # The kernel counts in kilobytes, that of macOS in bytes.
    megabytes = max(usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024), family.stop())
    if process.returncode < 0 and seconds >= limit:
        return Measure(None, megabytes)
    said.seek(0)
    errors = said.read()
    if process.returncode not in (0, 1) or b"Traceback" in errors:
        reason = errors.decode(errors="replace").strip().splitlines()[-1:]
        raise ProcessFailedError(f"{' '.join(job)} ended with exit code {process.returncode}: {' '.join(reason)}")
    return Measure(seconds, megabytes)


class _Family(threading.Thread):
    """Watches what a process and those that it started hold together; what they share counts once."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process, self._most, self._done = process, 0.0, threading.Event()
        if Path("/proc/self/smaps_rollup").exists():
            self.start()

    def run(self) -> None:
        while not self._done.wait(0.05):
            members = [self._process, *_children(self._process)]
            self._most = max(self._most, sum(map(_share, members)) / 1024 if len(members) > 1 else 0)

    def stop(self) -> float:
        """Return the most that more than one of them held together, in megabytes."""
        self._done.set()
        return self._most


def _children(process: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _share(process: int) -> int:
    """Return the kilobytes that a process holds, of what it shares its part (PSS)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
