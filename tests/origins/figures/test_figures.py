"""Figures of chains: what is in them, and that no name can break out of its box."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kb.origins.chains import Chains
from kb.origins.figures import Arrow, Figure, dot, figure, mermaid
from kb.origins.network import Network
from tests.origins.test_analysis import CLAIM, columns_of

GRAPHS = Path(__file__).parents[1] / "graphs"
HOSTILE = 'Eve\\" ]\n"; --> `<b>`{}|#'


def figure_of(text: str, caption: str = "What it comes to.") -> Figure:
    columns = columns_of(text)
    return figure("claim:x", "The bridge is open.", Chains(Network(columns)).of_claim(CLAIM), caption)


def graph(name: str) -> str:
    return (GRAPHS / f"{name}.ttl").read_text(encoding="utf-8")


def hostile() -> Figure:
    name = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return figure_of(graph("chain").replace('schema:name "Ann"', f'schema:name "{name}"'))


def test_a_root_that_two_relay_is_one_box_with_two_arrows() -> None:
    found = figure_of(graph("diamond"))
    assert [box.lines[0] for box in found.boxes] == ["The bridge is open.", "Ann", "Bob", "someone", "Cat"]
    assert {(arrow.start, arrow.end) for arrow in found.arrows} == {
        ("claim", "report1"),
        ("report1", "report2"),
        ("report1", "report4"),
        ("report2", "report3"),
        ("report4", "report3"),
    }


def test_a_circle_closes() -> None:
    assert Arrow("report2", "report1", "on the word of") in figure_of(graph("circle")).arrows


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("chain", ["claim", "report", "report", "possible"]),
        ("named-and-unnamed", ["claim", "firm", "possible"]),
        ("a-later-date", ["claim", "amiss", "possible"]),
    ],
)
def test_a_box_shows_what_its_report_is(name: str, kinds: list[str]) -> None:
    assert [box.kind for box in figure_of(graph(name)).boxes] == kinds


def test_a_denial_is_labelled_as_one() -> None:
    assert "denied by" in {arrow.label for arrow in figure_of(graph("denial")).arrows}


def test_ten_thousand_hops_make_a_figure() -> None:
    hops = "".join(f"x:{at} fc:by x:ann ; fc:per x:{at + 1} .\n" for at in range(1, 10_000))
    head = graph("chain").partition("x:1 a")[0]
    found = figure_of(f"{head}x:1 fc:claim x:claim .\n{hops}x:10000 fc:by x:someone .")
    assert (len(found.boxes), len(found.arrows)) == (10_001, 10_000)


def test_in_dot_no_name_ends_its_label() -> None:
    text = dot.write([hostile()])
    labels = re.findall(r'label="((?:[^"\\]|\\.)*)"', text)
    assert len(labels) == 1 + 4 + 3
    assert text.count('"') - text.count('\\"') == 2 * len(labels)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_it() -> None:
    done = subprocess.run(["dot", "-Tsvg"], input=dot.write([hostile()]).encode(), capture_output=True)
    assert done.returncode == 0, done.stderr


def test_in_mermaid_no_name_ends_its_label() -> None:
    lines = mermaid.write([hostile()]).splitlines()
    assert lines[:2] == ["%% What it comes to.", "flowchart TD"]
    box = next(line for line in lines if "Eve" in line)
    assert re.fullmatch(r'  report1\["[^"\'`<>{}|\[\]()]*"\]', box)


def test_a_caption_stays_on_its_line() -> None:
    assert mermaid.write([figure_of(graph("chain"), "One\nline")]).startswith("%% One line\nflowchart TD\n")
