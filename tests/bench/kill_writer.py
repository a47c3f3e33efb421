"""Kills a writing process hundreds of times, and fills its disk, and prints what was lost: a table in Markdown.

``python -m tests.bench.kill_writer --kills 300 [--seed S] [--folder F]``. The disk is a small one in memory, which
takes root to mount; without, that part is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.writing import killing
from tests.writing.killing import FILES, Tally, kill_often, make

_FREE = (0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)  # KiB
_SIZE = 48  # MiB


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="a folder on the disk that is to be tried")
    arguments = parser.parse_args()
    os.environ["KB_PROCESSES"] = "1"
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        started = time.monotonic()
        tally = kill_often(make(Path(folder) / "kb"), arguments.kills, arguments.seed)
        print(_table("kill -9", tally, time.monotonic() - started))
    if os.geteuid() == 0:
        started = time.monotonic()
        print(_row("full disk", _fill(), time.monotonic() - started))


def _fill() -> Tally:
    """Write with less and less space left, in processes of their own; a kill is here a write that found none."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}m", "tmpfs", folder], check=True)
        try:
            kb = make(Path(folder) / "kb")
            number = 2
            for free in _FREE * 3:
                filler = Path(folder) / "filler"
                space = os.statvfs(folder)
                filler.write_bytes(b"\0" * max(0, space.f_bavail * space.f_frsize - free * 1024))
                before = {name: (kb.folder / name).read_bytes() for name in FILES}
                done = _succeeds(kb, number)
                after = {name: (kb.folder / name).read_bytes() for name in FILES}
                filler.unlink()
                found = json.loads(killing._in_child(lambda: killing._look(kb)))
                one, two = (set(numbers) for numbers in found["files"])
                tally.kills += not done
                tally.acknowledged += done
                tally.half += len(one ^ two)
                tally.lost += done and number not in one
                tally.more += not done and (number in one or before != after)
                tally.unlike += not found["alike"]
                number += 1
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    return tally


def _succeeds(kb: killing.KnowledgeBase, number: int) -> bool:
    pid = killing._fork(lambda: killing._write(kb, number))
    return os.waitpid(pid, 0)[1] == 0


def _table(name: str, tally: Tally, seconds: float) -> str:
    head = "| ends by | ended | acknowledged | lost | half-written | told nobody | store or log unlike the files | s |"
    return f"{head}\n|---|---|---|---|---|---|---|---|\n{_row(name, tally, seconds)}"


def _row(name: str, tally: Tally, seconds: float) -> str:
    counts = (tally.kills, tally.acknowledged, tally.lost, tally.half, tally.more, tally.unlike)
    return f"| {name} | {' | '.join(map(str, counts))} | {seconds:.0f} |"


if __name__ == "__main__":
    main()
