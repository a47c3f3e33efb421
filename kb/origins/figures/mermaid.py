"""Figures in Mermaid, which GitHub and GitLab draw where they stand in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from . import AMISS, CLAIM, FIRM, POSSIBLE, REPORT, Figure

_BRACKETS = {CLAIM: (">", "]"), REPORT: ("[", "]"), FIRM: ("[[", "]]"), POSSIBLE: ("(", ")"), AMISS: ("{{", "}}")}
# Whatever could end a label or begin markup, as the entities that Mermaid reads.
_SPECIAL = re.compile(r"""["'#<>&`;\\{}\[\]()|*_~]""")


def write(figures: Iterable[Figure]) -> str:
    """Write one chart a figure, each from the top downward."""
    return "".join(map(_chart, figures))


def _chart(figure: Figure) -> str:
    lines = []
    for box in figure.boxes:
        start, end = _BRACKETS[box.kind]
        lines.append(f'  {box.name}{start}"{_escaped([*box.lines, *box.marks])}"{end}')
    lines += [f'  {arrow.start} -- "{_escaped([arrow.label])}" --> {arrow.end}' for arrow in figure.arrows]
    return f"%% {' '.join(figure.caption.split())}\nflowchart TD\n" + "\n".join(lines) + "\n"


def _escaped(lines: Iterable[str]) -> str:
    return "<br/>".join(_SPECIAL.sub(lambda found: f"#{ord(found.group())};", " ".join(line.split())) for line in lines)
