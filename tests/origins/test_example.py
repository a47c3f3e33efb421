"""Every claim of the example rests on whom the article names: ``example.csv`` was checked against it, line by line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kb.columns.loading import DataFile, load
from kb.origins.analysis import Origins, answers
from kb.origins.chains import Chains
from kb.origins.network import Network
from tests.conftest import EXAMPLE

BASE = "https://kamikaze-drones.example/"
TABLE = Path(__file__).with_name("example.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def network() -> Network:
    files = [DataFile.of(path, path.name, BASE) for path in sorted(EXAMPLE.rglob("*.ttl"))]
    return Network(load(files)[0])


@pytest.fixture(scope="module")
def found(network: Network) -> dict[str, Origins]:
    return {claim.rpartition("/")[2].strip(">"): answer for claim, answer in answers(network).items()}


def test_every_claim_was_checked(found: dict[str, Origins]) -> None:
    assert set(found) == {row["claim"] for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim"])
def test_a_claim_has_the_origins_that_the_article_gives_it(
    row: dict[str, str], network: Network, found: dict[str, Origins]
) -> None:
    answer, chains = found[row["claim"]], Chains(network)
    counts = (answer.affirmed.least, answer.affirmed.most, answer.denied.most)
    assert counts == (int(row["atLeast"]), int(row["atMost"]), int(row["denied"]))
    assert "; ".join(sorted({chains.agent(root) for root in answer.roots})) == row["origins"]
