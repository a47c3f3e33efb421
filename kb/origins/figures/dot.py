"""Figures in Graphviz's DOT language."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from . import AMISS, CLAIM, FIRM, POSSIBLE, REPORT, Figure

_STYLES = {
    CLAIM: "shape=note",
    REPORT: "shape=box",
    FIRM: "shape=box, peripheries=2",
    POSSIBLE: "shape=box, style=dashed",
    AMISS: "shape=box, style=bold",
}
_WIDTH = 36  # characters of a line in a box


def write(figures: Iterable[Figure]) -> str:
    """Write one graph a figure, one below the other."""
    return "".join(map(_graph, figures))


def _graph(figure: Figure) -> str:
    lines = [f"  label={_quoted([figure.caption])}; labelloc=b; node [fontname=sans]; edge [fontname=sans]"]
    lines += [f"  {box.name} [label={_quoted([*box.lines, *box.marks])}, {_STYLES[box.kind]}]" for box in figure.boxes]
    lines += [f"  {arrow.start} -> {arrow.end} [label={_quoted([arrow.label])}]" for arrow in figure.arrows]
    return "digraph origins {\n" + "\n".join(lines) + "\n}\n"


def _quoted(lines: Iterable[str]) -> str:
    wrapped = [part for line in lines for part in wrap(line, _WIDTH) or [""]]
    return '"' + r"\n".join(part.replace("\\", "\\\\").replace('"', '\\"') for part in wrapped) + '"'
