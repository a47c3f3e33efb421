"""Times the commands on a made-up knowledge base, beside what the libraries take without us.

Run it as ``python -m tests.bench.run --claims 10000 [--only build,query,…]``; see the README beside.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from .measure import ROOT, Measure, ProcessFailedError, measure, remove

if TYPE_CHECKING:
    from .stores import Engine

FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml")
ROOTS = (
    "SELECT DISTINCT ?claim ?root { ?report fc:claim ?claim ; fc:per* ?root . "
    "OPTIONAL { ?root fc:per ?other } FILTER(!BOUND(?other)) }"
)
DERIVED = "SELECT ?claim ?root { ?claim fc:root ?root }"
LOOK_UP = "SELECT ?property ?value WHERE { claim:bridge-claim-0 ?property ?value }"
PEER = "tests.bench.peers"


@dataclass(frozen=True)
class Row:
    """A line of the table; ``peer`` is what its time is compared with."""

    what: str
    measure: Measure
    peer: Row | None = None

    def markdown(self) -> str:
        ratio = ""
        if self.peer and self.peer.measure.seconds and self.measure.seconds:
            ratio = f"{self.measure.seconds / self.peer.measure.seconds:.3g} of {self.peer.what}"
        runs = self.measure.runs
        return f"| {self.what} | {self.measure.time} | {runs} | {self.measure.megabytes:.0f} | {ratio} |"


class Bench:
    """A generated knowledge base and the measurements made on it."""

    def __init__(
        self, place: Path, claims: int, faults: int, limit: float, pyshacl: bool, pyrudof: bool = False
    ) -> None:
        self.folder, self._scratch = place / "kb", place / "scratch"
        self._claims, self._faults, self._limit, self._pyshacl = claims, faults, limit, pyshacl
        self._pyrudof = pyrudof
        self._scratch.mkdir()
        self._edits = 0

    def generate(self) -> Iterator[Row]:
        """Make the knowledge base up; always done."""
        job = ("tests.bench.generate", str(self.folder), f"--claims={self._claims}", f"--faults={self._faults}")
        yield Row("generate", self._measure(*job, before=remove(self.folder), once=True))

    def read(self) -> Iterator[Row]:
        """Read all files into memory."""
        engine = Row("pyoxigraph: parse", self._peer("engine_parse"))
        rdflib = Row("rdflib: parse", self._peer("rdflib_parse"))
        yield from (engine, rdflib, Row("read rows, sorted", self._peer("read_rows"), rdflib))

    def build(self) -> Iterator[Row]:
        """Build from nothing, with nothing changed, and with one file changed."""
        store, single = self._scratch / "store", self._scratch / "all.nq"
        empty = remove(store)
        self._peer("one_file", str(single), once=True)
        yield Row("pyoxigraph: bulk_load", self._peer("bulk_load", str(store), before=empty))
        optimized = self._peer("bulk_load_and_optimize", str(store), before=empty)
        peer = Row("pyoxigraph: bulk_load, optimize", optimized)
        yield peer
        fastest = self._peer("bulk_load_one_file", str(single), str(store), before=empty)
        yield Row("pyoxigraph: bulk_load, optimize, one N-Quads file", fastest, peer)
        empty()
        yield Row("kb build, fresh", self._kb("build", before=remove(self.folder / ".kb")), peer)
        yield Row("kb build, nothing changed", self._kb("build"))
        yield Row("kb build, one file changed", self._kb("build", before=self._edit))

    def validate(self) -> Iterator[Row]:
        """Validate by every rule: from nothing, with nothing changed, with one file changed; and the peers."""
        peer = None
        if self._pyshacl:
            peer = Row("pySHACL alone", self._peer("pyshacl_validate"))
            yield peer
        if self._pyrudof:
            single = str(self._scratch / "all.nt")
            self._peer("all_triples", single, once=True)
            rudof = Row("pyrudof", self._peer("pyrudof_validate", single))
            yield rudof
            peer = peer or rudof
        forget = remove(self.folder / ".kb" / "validation")
        yield Row(
            "kb validate --no-cache", self._kb("validate", "--no-cache", "--output-format=json", before=forget), peer
        )
        yield Row("kb validate, fresh", self._kb("validate", "--output-format=json", before=forget), peer)
        yield Row("kb validate, nothing changed", self._kb("validate", "--output-format=json"), peer)
        yield Row(
            "kb validate, one file changed", self._kb("validate", "--output-format=json", before=self._edit), peer
        )

    def query(self) -> Iterator[Row]:
        """Ask every saved question; the slowest come first."""
        self._kb("build", once=True)
        slugs = sorted(path.stem for path in (ROOT / "ontology" / "questions").glob("*.rq"))
        rows = [Row(f"kb query {slug}", self._kb("query", slug, "--format=csv")) for slug in slugs]
        yield from sorted(rows, key=lambda row: row.measure.seconds or self._limit, reverse=True)

    def lookup(self) -> Iterator[Row]:
        """Ask for all that is said of one claim."""
        self._kb("build", once=True)
        yield Row("kb query, all of one claim", self._kb("query", LOOK_UP, "--format=csv"))

    def origins(self) -> Iterator[Row]:
        """Tell on whose word every claim rests, in a knowledge base of chains alone; the peers find the roots only."""
        folder = self._scratch / "chains"
        self._measure("tests.bench.chains", str(folder), f"--claims={self._claims}", once=True)
        peer = Row("networkx, roots", measure((PEER, "networkx_roots", str(folder)), folder, self._limit))
        yield peer
        forget = remove(folder / ".kb")
        job = ("kb", "origins", "--format=csv")
        yield Row("kb origins, fresh", measure(job, folder, self._limit, before=forget), peer)
        measure(("kb", "build"), folder, self._limit, once=True)
        for name, query in (("by property paths", ROOTS), ("from what a build derives", DERIVED)):
            yield Row(
                f"kb query, roots {name}", measure(("kb", "query", query, "--format=csv"), folder, self._limit), peer
            )

    def export(self) -> Iterator[Row]:
        """Write everything in each format."""
        self._kb("build", once=True)
        state = self.folder / ".kb"
        number = json.loads((state / "build.json").read_text(encoding="utf-8"))["store"]
        output = str(self._scratch / "dump.nq")
        peer = Row("pyoxigraph: dump N-Quads", self._measure(PEER, "dump", str(state / "stores" / str(number)), output))
        yield peer
        for name in FORMATS:
            output = str(self._scratch / f"export-{name}")
            yield Row(f"kb export --format {name}", self._kb("export", f"--format={name}", f"--output={output}"), peer)

    def stores(self) -> Iterator[Row]:
        """Build into and ask the stores side by side: embedded, Oxigraph's server, Virtuoso."""
        from .stores import engines

        firsts: list[Row] = []
        for engine in engines(self._scratch):
            for number, row in enumerate(self.on(engine)):
                firsts += [row] if len(firsts) == number else []
                yield replace(row, peer=firsts[number] if firsts[number] is not row else None)

    def on(self, engine: Engine) -> Iterator[Row]:
        """Yield the measurements of one store."""

        def run(*arguments: str, before: Callable[[], None] | None = None, once: bool = False) -> Measure:
            return self._measure("kb", *arguments, before=before, once=once, environment=engine.environment)

        yield Row(f"kb build, fresh, {engine.name}", run("build", before=remove(self.folder / ".kb"), once=True))
        yield Row(f"kb build, one file changed, {engine.name}", run("build", before=self._edit))
        run("build", once=True)
        yield Row(f"kb query, all of one claim, {engine.name}", run("query", LOOK_UP, "--format=csv"))
        for slug in sorted(path.stem for path in (ROOT / "ontology" / "questions").glob("*.rq")):
            yield Row(f"kb query {slug}, {engine.name}", run("query", slug, "--format=csv"))
        yield Row(f"kb validate --store, {engine.name}", run("validate", "--store", "--output-format=json", once=True))

    def _edit(self) -> None:
        """Add a triple to the first file with claims."""
        self._edits += 1
        path = self.folder / "claims" / "000" / "00000.ttl"
        with path.open("a", encoding="utf-8") as file:
            file.write(f'\nclaim:bridge-claim-0 schema:alternateName "Case {self._edits}"@en .\n')

    def _kb(self, *arguments: str, before: Callable[[], None] | None = None, once: bool = False) -> Measure:
        return self._measure("kb", *arguments, before=before, once=once)

    def _peer(
        self, name: str, *arguments: str, before: Callable[[], None] | None = None, once: bool = False
    ) -> Measure:
        return self._measure(PEER, name, str(self.folder), *arguments, before=before, once=once)

    def _measure(
        self,
        *job: str,
        before: Callable[[], None] | None = None,
        once: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> Measure:
        folder = self.folder if self.folder.exists() else self._scratch
        return measure(job, folder, self._limit, before=before, once=once, environment=environment)


PARTS = ("read", "build", "lookup", "query", "export", "origins", "validate")
ON_DEMAND = ("stores",)
"""Parts that are measured only where they are asked for."""


def main() -> int:
    """Read the arguments, measure, print the table line by line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000, metavar="N")
    parser.add_argument("--faults", type=int, default=0, metavar="K", help="copies of each rule's fixture")
    parser.add_argument(
        "--only", default=",".join(PARTS), metavar="PARTS", help=f"some of {','.join((*PARTS, *ON_DEMAND))}"
    )
    parser.add_argument("--with-pyshacl", action="store_true", help="time pySHACL alone, too: very slow")
    parser.add_argument("--with-pyrudof", action="store_true", help="time pyrudof: needs the extra 'bench'")
    parser.add_argument("--limit", type=float, default=3600.0, metavar="SECONDS", help="end a process that takes more")
    given = parser.parse_args()
    parts = given.only.split(",")
    known = (*PARTS, *ON_DEMAND)
    if unknown := [part for part in parts if part not in known]:
        parser.error(f"--only: unknown {', '.join(unknown)}; there are {', '.join(known)}")
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as place:
        bench = Bench(Path(place), given.claims, given.faults, given.limit, given.with_pyshacl, given.with_pyrudof)
        try:
            _print(bench, ["generate", *(part for part in known if part in parts)])
        except ProcessFailedError as error:
            print(f"stopped: {error}", file=sys.stderr)
            return 2
    return 0


def _print(bench: Bench, parts: list[str]) -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "pyshacl"))
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {libraries}.")
    print("Whole processes, started anew each time (cold); files and stores in the system's cache (warm).\n")
    for part in parts:
        for row in getattr(bench, part)():
            if part == "generate":
                files = [path.stat().st_size for path in bench.folder.rglob("*.ttl")]
                print(f"{len(files)} files, {sum(files) / 1e6:.1f} MB of Turtle.\n")
                print("| what | seconds | runs | peak MB | ratio |\n|---|---:|---:|---:|---|")
            print(row.markdown(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
