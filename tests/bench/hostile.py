"""Puts hostile queries to the endpoint while others ask quick ones: what is stopped when, and what it costs the others.

Run it as ``python -m tests.bench.hostile FOLDER [--limit 2]``, where FOLDER holds a generated knowledge base. With
``--peer``, Oxigraph's server is asked the same. Memory is the most that all processes of a server hold by themselves.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from kb.building import build
from kb.manifest import store_folder
from kb.project import load

from .throughput import Peer, free_port, our_server, oxigraph_server, served

HOSTILE = {
    "cartesian product, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cartesian product, streamed": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian product, ordered": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
    "cartesian product, grouped": "SELECT ?a ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?f",
    "distinct pairs": "SELECT DISTINCT ?a ?f { ?a ?b ?c . ?d ?e ?f }",
    "unbounded paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b . ?b (!<x:y>|^!<x:z>)+ ?c }",
    "growing strings": (
        "SELECT (STRLEN(?z) AS ?n) { BIND('"
        + "x" * 1000
        + "' AS ?a) "
        + "".join(
            f"BIND(CONCAT(?{p},?{p},?{p},?{p},?{p},?{p},?{p},?{p}) AS ?{q}) "
            for p, q in zip("abcdefghi", "bcdefghiz", strict=True)
        )
        + "}"
    ),
    "nested optionals": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?c OPTIONAL { ?f ?g ?e } } "
    "FILTER NOT EXISTS { ?x ?y ?z . ?z ?w ?c . ?v ?u ?x } }",
}
QUICK = "SELECT ?p ?o { <https://bench.example/claim/bridge-claim-0> ?p ?o }"
_LOOK = 0.05  # seconds


@dataclass(frozen=True)
class Outcome:
    """What became of a hostile query: seconds, status (0: the connection broke), megabytes at most, seconds busy after."""

    seconds: float
    status: str
    megabytes: float
    lingers: float


class Watch:
    """Looks at the memory and the processor time of a process and all below it."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.most = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_LOOK):
            self.most = max(self.most, sum(private_megabytes(pid) for pid in tree(self._pid)))


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    children: dict[int, list[int]] = {}
    for child, parent in zip(listed[::2], listed[1::2], strict=True):
        children.setdefault(int(parent), []).append(int(child))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def private_megabytes(pid: int) -> float:
    """Return what a process holds by itself, without what it shares with its parent."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and all below it."""
    total = 0.0
    for each in tree(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / 100
    return total


def ask(peer: Peer, text: str, timeout: float, name: str = "127.0.0.1") -> tuple[float, str]:
    """Ask a query from a loopback address, and return seconds and status."""
    parts = urlsplit(peer.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout, source_address=(name, 0))
    start = time.monotonic()
    try:
        connection.request("GET", f"/{peer.path}?" + urlencode({"query": text}), headers={"Accept": "text/csv"})
        response = connection.getresponse()
        while response.read(1 << 20):
            pass
        status = str(response.status)
    except (OSError, http.client.HTTPException) as error:
        status = f"broken ({type(error).__name__})"
    finally:
        connection.close()
    return time.monotonic() - start, status


def alone(peer: Peer, pid: int, text: str, limit: float) -> Outcome:
    """Ask one hostile query, and wait until the server is quiet again, for ten times the limit at most."""
    with Watch(pid) as watch:
        seconds, status = ask(peer, text, 10 * limit, "127.0.2.1")
        start = time.monotonic()
        while time.monotonic() - start < 10 * limit:
            before = processor_seconds(pid)
            time.sleep(0.3)
            if processor_seconds(pid) - before < 0.1:
                break
        return Outcome(seconds, status, watch.most, max(0.0, time.monotonic() - start - 0.3))


def latencies(peer: Peer, seconds: float, limit: float) -> list[float]:
    """Ask quick queries one after another, and return how long each took; one that fails counts as the limit."""
    found = []
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        took, status = ask(peer, f"{QUICK} #{time.monotonic_ns()}-{number}", 30, "127.0.0.1")
        found.append(took if status == "200" else 10 * limit)
    return found


def together(peer: Peer, clients: int, addresses: int, seconds: float, limit: float) -> list[float]:
    """Return how long quick queries take while hostile clients ask without end from some addresses."""
    stop = threading.Event()
    texts = list(HOSTILE.values())

    def attack(number: int) -> None:
        turn = number
        while not stop.is_set():
            ask(peer, texts[turn % len(texts)], 10 * limit, f"127.0.1.{number % addresses + 1}")
            turn += 1

    threads = [threading.Thread(target=attack, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        return latencies(peer, seconds, limit)
    finally:
        stop.set()
        for thread in threads:
            thread.join(10 * limit)


def p99(found: list[float]) -> float:
    """Return the 99th percentile, in milliseconds."""
    return statistics.quantiles(found, n=100)[98] * 1000 if len(found) > 1 else found[0] * 1000


def report(peer: Peer, pid: Callable[[], int], limit: float, seconds: float) -> None:
    """Print both tables for one server."""
    print(f"\n{peer.name}, limit {limit:g} s\n\n| query | s | status | MB | s busy after |\n|---|---:|---|---:|---:|")
    for name, text in list(HOSTILE.items())[: 0 if seconds < 6 else None]:
        found = alone(peer, pid(), text, limit)
        print(
            f"| {name} | {found.seconds:.2f} | {found.status} | {found.megabytes:.0f} | {found.lingers:.1f} |",
            flush=True,
        )
    quiet = latencies(peer, seconds, limit)
    print("\n| hostile clients | their addresses | quick queries | median ms | p99 ms | of p99 without |")
    print(f"|---|---|---:|---:|---:|---|\n{_line(0, 0, quiet, quiet)}", flush=True)
    for clients, addresses in ((1, 1), (2, 2), (8, 1), (8, 8)):
        print(_line(clients, addresses, together(peer, clients, addresses, seconds, limit), quiet), flush=True)


def _line(clients: int, addresses: int, found: list[float], quiet: list[float]) -> str:
    middle = statistics.median(found) * 1000
    return (
        f"| {clients} | {addresses} | {len(found)} | {middle:.1f} | {p99(found):.1f} | {p99(found) / p99(quiet):.1f} |"
    )


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("options", nargs="*", help="options of kb serve, after --")
    arguments = parser.parse_args()
    kb = load(arguments.folder.resolve())
    store = store_folder(kb, build(kb).manifest)
    probe, port = urlencode({"query": "ASK {}"}), free_port()
    us = Peer("kb", f"http://127.0.0.1:{port}", "sparql")
    command = our_server(port, f"--query-timeout={arguments.limit}", *arguments.options)
    with served(command, f"{us.url}/sparql?{probe}", kb.folder) as process:
        report(us, lambda: process.pid, arguments.limit, arguments.seconds)
    if arguments.peer:
        port = free_port()
        them = Peer("oxigraph", f"http://127.0.0.1:{port}", "query")
        command = [*oxigraph_server(port, store), "--timeout-s", f"{arguments.limit:g}"]
        with served(command, f"{them.url}/query?{probe}", kb.folder) as process:
            report(them, lambda: process.pid, arguments.limit, arguments.seconds)


if __name__ == "__main__":
    main()
