"""Measures pages on a large knowledge base: processor time of the server and its processes per page, and their sizes.

Usage: python -m tests.bench.pages FOLDER [REPEAT]; the folder must hold a knowledge base made by tests.bench.generate,
and have been built.
"""

from __future__ import annotations

import os
import sys
import urllib.request
from pathlib import Path

from kb.opening import open_for_reading
from kb.project import load
from tests.server.conftest import Server, children

_BUSIEST = """SELECT ?node (COUNT(*) AS ?number) WHERE {{ {pattern} }} GROUP BY ?node ORDER BY DESC(?number) LIMIT 1"""
PATTERNS = {
    "claim": "?report fc:claim ?node",
    "source": "?claim fc:cites ?node",
    "agent": "?report fc:by ?node",
    "topic": "?claim fc:about ?node",
    "review": "?evidence fc:for ?node",
}
OTHERS = ("/", "/search", "/search?q=the+bridge+was+closed", "/questions", "/rules", "/about")


def paths(folder: Path) -> list[str]:
    """Return the page of the busiest thing of each family, and the others."""
    kb = load(folder)
    store, found = open_for_reading(kb), []
    for pattern in PATTERNS.values():
        row = next(iter(store.query(_BUSIEST.format(pattern=pattern), kb.prefixes).rows()))
        found.append("/" + str(row[0])[1:-1].removeprefix(kb.settings.base))
    return [*found, *OTHERS]


def seconds(pid: int) -> float:
    """Return the processor time of a process and of all below it that still run."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(map(seconds, children(pid)))


def main() -> None:
    """Print a line for each page."""
    folder, repeat = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50
    server = Server(folder, timeout=120)
    try:
        for path in paths(folder):
            request = urllib.request.Request(server.url.rstrip("/") + path, headers={"Accept": "text/html"})
            size = max(len(urllib.request.urlopen(request).read()) for _ in range(3))
            start = seconds(server.process.pid)
            for _ in range(repeat):
                urllib.request.urlopen(request).read()
            spent = (seconds(server.process.pid) - start) / repeat
            print(f"{spent * 1000:7.1f} ms {size:7} bytes  {path}", flush=True)
    finally:
        server.close()


if __name__ == "__main__":
    main()
