"""Drives the endpoint with wrk, side by side with ``oxigraph serve-read-only`` on the very same store.

Run it as ``python -m tests.bench.throughput FOLDER [--seconds 4] [--rounds 3]``, where FOLDER holds a generated
knowledge base. Both servers run all the while; for each query they are asked in turn, so that noise meets both alike.
Each request of "fresh" asks with another text, so that no answer can come from a cache; "again" asks the same.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from kb.building import build
from kb.manifest import store_folder
from kb.project import KnowledgeBase, load
from kb.questions import questions
from kb.stores.embedded import EmbeddedStore
from kb.stores.wording import declared_prefixes, mask

LUA = Path(__file__).parent / "wrk.lua"
CONNECTIONS = 16
_CURRENT = "OPTIONAL { ?review fc:retractedOn ?retracted } FILTER(!BOUND(?retracted))"
_HEAVY = ("claims-by-verdict", "retracted", "matches-to-judge", "who-denied-what", "opinions-and-predictions")
TABLE, GRAPH = "application/sparql-results+json", "application/n-triples"


@dataclass(frozen=True)
class Load:
    """A kind of query: several texts, of which each is asked in turn."""

    name: str
    texts: Sequence[str]
    accept: str = TABLE


@dataclass(frozen=True)
class Peer:
    """A server under load."""

    name: str
    url: str
    path: str


@dataclass(frozen=True)
class Rate:
    """What a server did: answers a second without those that failed, how many failed, the 99th percentile in s."""

    per_second: float
    failed: int
    p99: float


def loads(kb: KnowledgeBase) -> list[Load]:
    """Return the kinds of queries, over claims, topics and publishers that are there."""
    store = EmbeddedStore.open(store_folder(kb, build(kb).manifest), read_only=True)

    def some(pattern: str, most: int) -> list[str]:
        answer = store.query(f"SELECT DISTINCT ?x {{ {pattern} }} ORDER BY SHA1(STR(?x)) LIMIT {most}", kb.prefixes)
        return [str(row[0]) for row in answer.rows()]

    claims, topics = some("?x a fc:Claim", 500), some("?claim fc:about ?x", 200)
    publishers = some("?source schema:publisher ?x", 20)
    found = [
        Load("one claim", [f"SELECT ?p ?o {{ {claim} ?p ?o }}" for claim in claims]),
        Load(
            "claims about a topic, with verdict",
            [
                f"SELECT ?claim ?verdict {{ ?claim fc:about {topic} . ?review schema:itemReviewed ?claim ; "
                f"fc:verdict ?verdict . {_CURRENT} }}"
                for topic in topics
            ],
        ),
        Load("who reports a claim", [f"SELECT ?r ?who {{ ?r fc:claim {claim} ; fc:by ?who }}" for claim in claims]),
        Load("describe a claim", [f"DESCRIBE {claim}" for claim in claims], GRAPH),
        Load(
            "all sources of a publisher",
            [f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s schema:publisher {each} ; ?p ?o }}" for each in publishers],
            GRAPH,
        ),
        Load(
            "counts by verdict and publisher",
            ["SELECT ?by ?v (COUNT(*) AS ?n) { ?r fc:verdict ?v ; schema:author ?by } GROUP BY ?by ?v"],
        ),
    ]
    saved = questions(kb)
    return found + [Load(slug, [saved[slug].text]) for slug in _HEAVY if slug in saved]


def with_prefixes(text: str, kb: KnowledgeBase) -> str:
    """Return a query with the prefixes that it needs declared: other servers know none of ours."""
    masked = mask(text)
    known = declared_prefixes(masked)
    needed = [prefix for prefix in kb.prefixes if prefix not in known and f"{prefix}:" in masked]
    return "".join(f"PREFIX {prefix}: <{kb.prefixes[prefix]}> " for prefix in needed) + text


def drive(peer: Peer, load: Load, kb: KnowledgeBase, seconds: float, *, fresh: bool, scratch: Path) -> Rate:
    """Ask a server the queries of a load for some seconds, on 16 connections."""
    file = scratch / "queries"
    file.write_text("".join(quote(with_prefixes(text, kb), safe="") + "\n" for text in load.texts))
    environment = {
        **os.environ,
        "KB_QUERIES": str(file),
        "KB_PATH": peer.path,
        "KB_ACCEPT": load.accept,
        "KB_START": str(time.monotonic_ns()),
        **({"KB_FRESH": "1"} if fresh else {}),
    }
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout=60s", "-s", str(LUA), peer.url]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    asked, failed, duration, p99 = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    return Rate((int(asked) - int(failed)) / float(duration), int(failed), float(p99))


@contextlib.contextmanager
def served(command: Sequence[str], probe: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block, which begins when ``probe`` is answered."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(probe)
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _wait_for(url: str, seconds: float = 60) -> None:
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.01)
    raise SystemExit(f"nothing answers at {url}")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def our_server(port: int, *options: str) -> list[str]:
    """Return the command of our server."""
    return [sys.executable, "-m", "kb", "serve", f"--port={port}", "--log=off", *options]


def wait_for_memory(url: str, seconds: float = 300) -> float:
    """Wait until our server works in memory, and return how long that took; or give up, and say so."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        with urllib.request.urlopen(url + "/metrics", timeout=10) as response:
            if b"kb_store_in_memory 1.0" in response.read():
                return time.monotonic() - start
        time.sleep(0.2)
    print("our server serves from disk")
    return float("nan")


def oxigraph_server(port: int, store: Path) -> list[str]:
    """Return the command of Oxigraph's own server on a store."""
    command = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if command is None:
        raise SystemExit("oxigraph is not installed: pip install oxigraph")
    return [command, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="the beginnings of the names of loads, with commas between")
    parser.add_argument("options", nargs="*", help="options of kb serve, after --")
    arguments = parser.parse_args()
    kb = load(arguments.folder.resolve())
    kinds = [each for each in loads(kb) if each.name.startswith(tuple(arguments.only.split(",")))]
    ours, theirs = free_port(), free_port()
    us, them = Peer("kb", f"http://127.0.0.1:{ours}", "sparql"), Peer("oxigraph", f"http://127.0.0.1:{theirs}", "query")
    probe = urlencode({"query": "ASK {}"})
    start = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(our_server(ours, *arguments.options), f"{us.url}/sparql?{probe}", kb.folder),
    ):
        print(f"first answer after {time.monotonic() - start:.2f} s", end=", ")
        print(f"in memory after another {wait_for_memory(us.url):.1f} s\n")
        store = store_folder(kb, build(kb).manifest)
        with served(oxigraph_server(theirs, store), f"{them.url}/query?{probe}", kb.folder):
            print("| query | oxigraph/s | kb fresh/s | ratio | kb again/s | ratio | p99 ms: oxigraph, kb, again |")
            print("|---|---:|---:|---:|---:|---:|---|")
            for kind in kinds:
                print(_row(kind, kb, us, them, arguments.seconds, arguments.rounds, Path(scratch)), flush=True)


def _row(kind: Load, kb: KnowledgeBase, us: Peer, them: Peer, seconds: float, rounds: int, scratch: Path) -> str:
    rates: dict[str, list[Rate]] = {"them": [], "fresh": [], "again": []}
    for _ in range(rounds):
        rates["them"].append(drive(them, kind, kb, seconds, fresh=True, scratch=scratch))
        rates["fresh"].append(drive(us, kind, kb, seconds, fresh=True, scratch=scratch))
        rates["again"].append(drive(us, kind, kb, seconds, fresh=False, scratch=scratch))
    middle = {name: statistics.median(each.per_second for each in found) for name, found in rates.items()}
    p99 = {name: statistics.median(each.p99 for each in found) * 1000 for name, found in rates.items()}
    failed = {name: sum(each.failed for each in found) for name, found in rates.items()}
    note = f" (failed: {failed})" if any(failed.values()) else ""
    ratios = {name: middle[name] / middle["them"] if middle["them"] else float("nan") for name in middle}
    return (
        f"| {kind.name}{note} | {middle['them']:.1f} | {middle['fresh']:.1f} | {ratios['fresh']:.2f} "
        f"| {middle['again']:.1f} | {ratios['again']:.2f} "
        f"| {p99['them']:.1f}, {p99['fresh']:.1f}, {p99['again']:.1f} |"
    )


if __name__ == "__main__":
    main()
