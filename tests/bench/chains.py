"""Makes up chains of reports and nothing else: ``python -m tests.bench.chains FOLDER --claims 10000``.

Three reports a claim, in chains of one to forty hops over the claims of a story, with forks, shared roots and circles;
the same arguments give the same bytes. What is asked of it is how long origins take, so that there are no texts,
sources or reviews.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from .words import Dice

_PREFIXES = """\
@prefix agent: <https://chains.example/agent/> .
@prefix claim: <https://chains.example/claim/> .
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix report: <https://chains.example/report/> .
@prefix schema: <https://schema.org/> .
"""
_REPORTS = 3  # a claim
_HOPS = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20, 40)
_A_FILE = 20_000  # reports
_ACCESSES = ("witness", "participant", "document", "analysis", "told", "unstated")


def generate(folder: Path, claims: int, seed: int = 1) -> None:
    """Write the knowledge base into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kb.toml").write_text('name = "Chains"\nbase = "https://chains.example/"\n', encoding="utf-8")
    agents = max(3, claims // 2)
    (folder / "agents.ttl").write_text(_PREFIXES + "".join(_agents(agents, seed)), encoding="utf-8")
    dice, first, number = Dice(f"{seed}/chains"), 0, 0
    while first < claims * _REPORTS:
        path, lines = folder / f"reports-{number:05}.ttl", [_PREFIXES]
        last = min(first + _A_FILE, claims * _REPORTS)
        while first < last:
            hops = min(dice.pick(_HOPS), last - first)
            lines += _chain(dice, first, hops, claims, agents)
            first += hops
        path.write_text("".join(lines), encoding="utf-8")
        number += 1


def _agents(count: int, seed: int) -> Iterator[str]:
    dice = Dice(f"{seed}/agents")
    for number in range(count):
        kind = "fc:UnnamedSource" if dice.chance(0.2) else "schema:Person"
        employer = f" ; schema:worksFor agent:{dice.below(count)}" if dice.chance(0.02) else ""
        yield f"agent:{number} a {kind}{employer} .\n"


def _chain(dice: Dice, first: int, hops: int, claims: int, agents: int) -> Iterator[str]:
    """Write the reports ``first`` to ``first + hops``, each on the word of the next; now and then the last goes round."""
    for at in range(hops):
        number, steps = first + at, []
        if at + 1 < hops:
            steps.append(number + 1)
        elif hops > 1 and dice.chance(0.02):
            steps.append(first + dice.below(hops))
        if at + 2 < hops and dice.chance(0.1):
            steps.append(number + 2 + dice.below(hops - at - 2))
        per = f" ; fc:per {', '.join(f'report:{step}' for step in steps)}" if steps else ""
        access = f" ; fc:access fc:{dice.pick(_ACCESSES)}" if not steps and dice.chance(0.5) else ""
        claim = min(number // _REPORTS, claims - 1)
        yield f"report:{number} a fc:Report ; fc:claim claim:{claim} ; fc:by agent:{dice.below(agents)}{per}{access} .\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.chains", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(given.folder, given.claims, given.seed)
