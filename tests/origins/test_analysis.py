"""The origins of claims in small graphs, one idea each, and of the example's newsletter."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.columns.loading import DataFile, load
from kb.origins.analysis import Origins, origins
from kb.origins.counting import Interval

HEAD = """@prefix fc: <https://w3id.org/factcheck-kb/ns#> . @prefix schema: <https://schema.org/> .
@prefix x: <https://x.example/> .
x:a a schema:Person . x:b a schema:Person . x:u a fc:UnnamedSource . x:v a fc:UnnamedSource .
"""


def of(text: str) -> Origins:
    file = DataFile(Path("x.ttl"), "x.ttl", "https://x.example/", content=(HEAD + text).encode())
    return origins(load([file])[0])["<https://x.example/c>"]


CASES = {
    "chain": ("x:1 fc:claim x:c; fc:by x:a; fc:per x:2 . x:2 fc:by x:u .", 1, 1),
    "two unnamed": ("x:1 fc:claim x:c; fc:by x:u . x:2 fc:claim x:c; fc:by x:v .", 1, 2),
    "two firm": (
        "x:1 fc:claim x:c; fc:by x:a; fc:access fc:witness . x:2 fc:claim x:c; fc:by x:b; fc:access fc:document .",
        2,
        2,
    ),
    "one employer": (
        "x:1 fc:claim x:c; fc:by x:a; fc:access fc:witness . x:2 fc:claim x:c; fc:by x:b; fc:access fc:witness ."
        "x:a schema:worksFor x:o . x:b schema:memberOf x:o .",
        1,
        1,
    ),
    "unstated basis": ("x:1 fc:claim x:c; fc:by x:a . x:2 fc:claim x:c; fc:by x:b .", 1, 2),
    "told is not firm": (
        "x:1 fc:claim x:c; fc:by x:a; fc:access fc:told . x:2 fc:claim x:c; fc:by x:b; fc:access fc:told .",
        1,
        2,
    ),
    "diamond": (
        "x:1 fc:claim x:c; fc:by x:a; fc:per x:2, x:3 . x:2 fc:by x:b; fc:per x:4 . x:3 fc:by x:a; fc:per x:4 ."
        "x:4 fc:by x:u .",
        1,
        1,
    ),
    "elsewhere": ("x:1 fc:claim x:c; fc:by x:a; fc:per <https://other.example/r> .", 1, 1),
    "circle": ("x:1 fc:claim x:c; fc:by x:a; fc:per x:2 . x:2 fc:claim x:c; fc:by x:b; fc:per x:1 .", 0, 0),
    "questions": ("x:1 fc:claim x:c; fc:by x:a; fc:polarity fc:questions .", 0, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_the_interval_is_the_one_counted_by_hand(case: str) -> None:
    text, least, most = CASES[case]
    assert of(text).affirmed == Interval(least, most)


def test_reports_that_only_lead_round_are_circular() -> None:
    assert of(CASES["circle"][0]).circular


def test_who_denies_is_counted_apart() -> None:
    found = of("x:1 fc:claim x:c; fc:by x:a . x:2 fc:claim x:c; fc:by x:b; fc:polarity fc:denies .")
    assert (found.affirmed, found.denied) == (Interval(1, 1), Interval(1, 1))


def test_a_retracted_report_is_left_out_and_said_to_be() -> None:
    found = of('x:1 fc:claim x:c; fc:by x:a; fc:per x:2 . x:2 fc:claim x:c; fc:by x:u; fc:retractedOn "2024-01-01" .')
    assert (found.roots, found.circular, found.retracted) == ((), False, ("<https://x.example/2>",))


def test_the_newsletter_ends_at_one_informant() -> None:
    folder = next((Path(__file__).parents[2] / "kb").rglob("kamikaze-drones"))
    files = [DataFile.of(path, path.name, "https://kamikaze-drones.example/") for path in sorted(folder.rglob("*.ttl"))]
    base = "https://kamikaze-drones.example/"
    found = origins(load(files)[0])[f"<{base}claim/maker-negotiates-with-russian-military>"]
    assert found.roots == (f"<{base}report/maker-negotiates-informants>",)
    assert found.affirmed == Interval(1, 1)
