"""The origins of claims in small graphs, counted by hand, one idea a file, and of the example's newsletter."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from kb.columns.loading import DataFile, load
from kb.columns.table import Columns
from kb.origins.analysis import Origins, origins
from kb.origins.counting import Interval
from tests.conftest import EXAMPLE

GRAPHS = sorted((Path(__file__).parent / "graphs").glob("*.ttl"))
CLAIM = "<https://x.example/claim>"


def columns_of(*contents: str) -> Columns:
    files = [
        DataFile.of(Path(f"{at}.ttl"), f"{at}.ttl", "https://x.example/", content.encode())
        for at, content in enumerate(contents)
    ]
    columns, faults = load(files)
    assert not faults
    return columns


def origins_of(*contents: str) -> Origins:
    return origins(columns_of(*contents))[CLAIM]


def expected(text: str) -> Origins:
    """Read what a file says at its top."""
    said = dict(re.findall(r"^# (\w+): ?(.*)$", text, re.MULTILINE))
    roots = (root if root.startswith("<") else f"<https://x.example/{root[2:]}>" for root in said["roots"].split())
    retracted = re.findall(r"^x:(\d) [^\n]*fc:retractedOn", text, re.MULTILINE)
    return Origins(
        roots=tuple(sorted(roots)),
        affirmed=Interval(*map(int, said["affirmed"].split(".."))),
        denied=Interval(*map(int, said["denied"].split(".."))),
        circular=said["circular"] == "true",
        unnamed=bool(said["roots"]) and all(_is_unnamed(root, text) for root in said["roots"].split()),
        retracted=tuple(f"<https://x.example/{number}>" for number in retracted),
        partly_circular=said.get("partlyCircular") == "true",
    )


def _is_unnamed(root: str, text: str) -> bool:
    return re.search(rf"^{root} [^\n]*fc:by x:(?:someone|another)\b", text, re.MULTILINE) is not None


def test_there_are_more_than_twenty_ideas() -> None:
    assert len(GRAPHS) > 20


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_the_answer_is_the_one_counted_by_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert origins_of(text) == expected(text)


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_it_does_not_matter_how_the_statements_are_spread_over_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    head = [line for line in lines if line.startswith("@prefix")]
    rest = [line for line in lines if not line.startswith("@prefix")]
    random.Random(path.stem).shuffle(rest)
    parts = (rest[::3], rest[1::3], rest[2::3])
    assert origins_of(*("\n".join(head + part) for part in parts)) == expected(text)


def test_the_newsletter_ends_at_one_informant() -> None:
    base = "https://kamikaze-drones.example/"
    files = [DataFile.of(path, path.name, base) for path in sorted(EXAMPLE.rglob("*.ttl"))]
    found = origins(load(files)[0])[f"<{base}claim/maker-negotiates-with-russian-military>"]
    assert found.roots == (f"<{base}report/maker-negotiates-informants>",)
    assert found.affirmed == Interval(1, 1)


def test_of_two_agents_of_a_report_the_same_one_counts_whatever_is_read_first() -> None:
    head = (
        "@prefix fc: <https://w3id.org/factcheck-kb/ns#> . @prefix schema: <https://schema.org/> . "
        "@prefix x: <https://x.example/> .\n"
    )
    lines = [
        "x:bob schema:worksFor x:o .",
        "x:1 fc:claim x:claim ; fc:by x:bob , x:ann .",
        "x:2 fc:claim x:claim ; fc:by x:bob .",
        "x:ann schema:name 'Ann' .",
    ]
    assert origins_of(head + "\n".join(lines)) == origins_of(head + "\n".join(reversed(lines)))
    assert origins_of(head + "\n".join(lines)).affirmed == Interval(1, 2)
