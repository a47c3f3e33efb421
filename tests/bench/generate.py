"""Writes a made-up knowledge base: same arguments, same bytes, and memory that does not grow with its size.

Run it as ``python -m tests.bench.generate FOLDER --claims N [--faults K] [--seed S]``. ``FOLDER/expected.json`` says
how many findings each rule must have: the made-up content has none, and each fixture of ``tests/shapes`` is copied
``K`` times, with a base IRI of its own each time, so that copies cannot meet. What one copy of all fixtures gives is
found by validating it; the rest is multiplication.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from itertools import count
from pathlib import Path

from kb.namespaces import STANDARD, instance_prefixes
from kb.validation import validate
from kb.validation.rules import rules

from .invent import World

BASE = "https://bench.example/"
FIXTURES = Path(__file__).parent.parent / "shapes"
FIXTURE_BASE = "https://fixtures.example/"


def main() -> int:
    """Read the arguments and generate."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.generate", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that is empty or does not exist")
    parser.add_argument("--claims", type=int, required=True, metavar="N", help="how many claims, at least 1")
    parser.add_argument("--faults", type=int, default=0, metavar="K", help="how many copies of each rule's fixture")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another content")
    given = parser.parse_args()
    if given.claims < 1 or given.faults < 0:
        parser.error("--claims must be 1 or more, --faults 0 or more")
    if given.folder.exists() and any(given.folder.iterdir()):
        parser.error(f"{given.folder} is not empty")
    generate(given.folder, claims=given.claims, faults=given.faults, seed=given.seed)
    return 0


def generate(folder: Path, *, claims: int, faults: int = 0, seed: int = 1) -> None:
    """Write a knowledge base of ``claims`` claims with ``faults`` copies of each fixture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "kb.toml", f'name = "Benchmark"\nbase = "{BASE}"\n')
    _write_content(folder, World(claims, seed))
    expected = _write_faults(folder / "faults", faults)
    _write(folder / "expected.json", json.dumps(expected, indent=1, sort_keys=True) + "\n")


def _write_content(folder: Path, world: World) -> None:
    """Write every kind of entry, a few hundred to a file, a hundred files to a folder."""
    prefixes = {**STANDARD, **instance_prefixes(BASE)}
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(prefixes.items()))
    for kind, total, share in world.kinds():
        for number, start in zip(count(), range(0, total, share)):
            path = folder / kind / f"{number // 100:03}" / f"{number:05}.ttl"
            entries = [world.write(kind, entry) for entry in range(start, min(start + share, total))]
            _write(path, "\n".join([header, *entries]))


def _write_faults(folder: Path, copies: int) -> dict[str, int]:
    """Write the copies of every fixture; return how many findings each rule must have."""
    first = []
    for rule in rules() if copies else []:
        fixture = FIXTURES / f"{rule.name}.ttl"
        if not fixture.is_file():
            continue
        text = fixture.read_text(encoding="utf-8")
        for copy in range(copies):
            path = folder / rule.name / f"{copy:05}.ttl"
            _write(path, text.replace(FIXTURE_BASE, f"{BASE}fault/{rule.name}/{copy}/"))
            first += [path] if copy == 0 else []
    findings = validate(first, base=BASE, prefixes={}).findings if first else []
    return {rule: found * copies for rule, found in Counter(finding.rule for finding in findings).items()}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
