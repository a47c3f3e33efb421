"""Figures of chains: what is in them, and that no name can break out of its box."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from kb.origins.chains import Chains
from kb.origins.figures import Arrow, Figure, dot, figure, mermaid, svg
from kb.origins.figures.layout import broken, layout
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
    assert Arrow("report2", "report1", "round again to") in figure_of(graph("circle")).arrows


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


def test_in_svg_no_name_breaks_out_and_what_xml_cannot_hold_is_left_out() -> None:
    text = svg.write([figure_of(graph("chain").replace('schema:name "Ann"', r'schema:name "<b>&\u0001 Eve"'))])
    texts = ["".join(element.itertext()) for element in ET.fromstring(text).iter()]
    assert any("<b>& Eve" in found for found in texts)


@pytest.mark.parametrize("name", ["diamond", "circle-with-exit", "two-circles", "tree"])
def test_no_two_boxes_lie_over_each_other(name: str) -> None:
    found = layout(figure_of(graph(name)))
    boxes = list(found.boxes.values())
    for at, one in enumerate(boxes):
        assert one.x >= 0 and one.x + 270 <= found.width and one.y + one.height <= found.height
        for other in boxes[:at]:
            beside = one.x + 270 <= other.x or other.x + 270 <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_a_box_lies_below_all_that_rests_on_it() -> None:
    found = figure_of(graph("diamond"))
    boxes = layout(found).boxes
    assert all(boxes[arrow.start].y < boxes[arrow.end].y for arrow in found.arrows)


def test_lines_break_between_words_and_long_words_within() -> None:
    assert broken("the harbour bridge", 11) == ["the harbour", "bridge"]
    assert broken("abcdefgh", 3) == ["abc", "def", "gh"]
    assert broken("港湾大桥", 4) == ["港湾", "大桥"]


def test_several_figures_make_one_drawing() -> None:
    root = ET.fromstring(svg.write([figure_of(graph("chain")), figure_of(graph("circle"))]))
    assert len([element for element in root if element.tag.endswith("}g")]) == 2
