"""Figures in SVG, which browsers and word processors show, for people who know nothing of RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from . import AMISS, CLAIM, FIRM, POSSIBLE, REPORT, Arrow, Figure
from .layout import CHARACTERS, LINE, PADDING, WIDTH, Layout, Placed, broken, layout

_LEAST_WIDTH, _CAPTION = 560, 62  # characters of a line of the caption, at that width
_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1c2530 }
.claim text, .head { font-weight: 600 }
rect { fill: #fff; stroke: #52606d; stroke-width: 1.3; rx: 6 }
.claim rect { fill: #eef2f7; stroke: #1c2530 }
.firm rect { fill: #e7f5ec; stroke: #1d7a45; stroke-width: 2.6 }
.possible rect { fill: #fff6e0; stroke: #a86400; stroke-dasharray: 6 4 }
.amiss rect { fill: #fdecea; stroke: #b3261e }
.firm .mark { fill: #12542f }
.possible .mark { fill: #7a4a00 }
.amiss .mark { fill: #8c1d18 }
.mark { font-style: italic }
path { fill: none; stroke: #52606d; stroke-width: 1.3; marker-end: url(#end) }
.label { font-size: 11px; fill: #52606d; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 4 }
.key { font-size: 11px; fill: #52606d }"""
_KEY = {
    FIRM: "bold frame: an origin that is named and knows for itself",
    POSSIBLE: "dashed frame: an origin that cannot be told apart from others",
    AMISS: "red: something is amiss",
}
# XML 1.0 §2.2, without line ends and what turns the direction of text, which may be broken anywhere
_NO_XML = re.compile("[^\x20-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(figures: Iterable[Figure]) -> str:
    """Write one drawing with all figures, one below the other."""
    drawn, width, height, titles = list[str](), _LEAST_WIDTH, 0, list[str]()
    for figure in figures:
        placed = layout(figure)
        inside = max(placed.width, _LEAST_WIDTH)
        lines, below = _figure(figure, placed, inside)
        drawn += [f'<g transform="translate(0 {height})">', *lines, "</g>"]
        width, height = max(width, inside), height + below
        titles.append(figure.caption)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    arrow = '<path d="M0 0L8 4L0 8z" style="fill:#52606d;stroke:none;marker-end:none"/>'
    marker = f'<marker id="end" markerWidth="8" markerHeight="8" refX="8" refY="4" orient="auto">{arrow}</marker>'
    return "\n".join(
        [
            f'{head} role="img">',
            f"<title>{_text(' '.join(titles))}</title>",
            f"<style>{_STYLE}</style>",
            f"<defs>{marker}</defs>",
            f'<rect width="{width}" height="{height}" style="stroke:none"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def inline(figure: Figure) -> str:
    """Write one drawing for a page that brings the style: without colours, a caption or a width of its own.

    The page names it; it has the class ``chain``, and its parts have the classes that ``write`` gives them.
    """
    placed = layout(figure)
    head = f'<svg class="chain" viewBox="0 0 {placed.width} {placed.height}" width="{placed.width}"'
    marker = (
        '<marker id="chain-end" markerWidth="8" markerHeight="8" refX="8" refY="4" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker>'
    )
    return "\n".join(
        [
            f'{head} height="{placed.height}" role="img" aria-labelledby="chain-says">',
            f'<title id="chain-says">{_text(figure.caption)}</title>',
            f"<defs>{marker}</defs>",
            '<g class="arrows" marker-end="url(#chain-end)">',
            *(_arrow(arrow, placed) for arrow in figure.arrows),
            "</g>",
            *_boxes(figure, placed),
            "</svg>",
        ]
    )


def _boxes(figure: Figure, placed: Layout) -> list[str]:
    """Return the elements of the boxes, and those of the words on the arrows above them."""
    lines = [line for box in placed.boxes.values() for line in _box(box)]
    return lines + [_label(arrow, placed) for arrow in figure.arrows]


def _figure(figure: Figure, placed: Layout, width: int) -> tuple[list[str], int]:
    """Return the elements of a figure, and how high they are."""
    aside = (width - placed.width) // 2
    lines = [f'<g transform="translate({aside} 0)">']
    lines += [_arrow(arrow, placed) for arrow in figure.arrows]
    lines += [*_boxes(figure, placed), "</g>"]
    y = placed.height + LINE
    for part in broken(figure.caption, _CAPTION * width // _LEAST_WIDTH):
        lines.append(f'<text class="head" x="20" y="{y}">{_text(part)}</text>')
        y += LINE
    kinds = {box.box.kind for box in placed.boxes.values()}
    for kind in (kind for kind in _KEY if kind in kinds):
        lines.append(f'<text class="key" x="20" y="{y}">{_KEY[kind]}</text>')
        y += LINE - 3
    return lines, y + PADDING


def _box(placed: Placed) -> Iterator[str]:
    kind = placed.box.kind if placed.box.kind in (CLAIM, FIRM, POSSIBLE, AMISS) else REPORT
    yield f'<g class="{kind}"><rect x="{placed.x}" y="{placed.y}" width="{WIDTH}" height="{placed.height}"/>'
    first = len(broken(placed.box.lines[0], CHARACTERS))
    for at, line in enumerate(placed.lines):
        mark = ' class="mark"' if at >= len(placed.lines) - placed.marks else ' class="head"' if at < first else ""
        y = placed.y + PADDING + LINE * (at + 1) - 5
        yield f'<text{mark} x="{placed.x + PADDING + 2}" y="{y}">{_text(line)}</text>'
    yield "</g>"


def _arrow(arrow: Arrow, placed: Layout) -> str:
    start, end = placed.boxes[arrow.start], placed.boxes[arrow.end]
    x, y, to_x, to_y = start.x + WIDTH // 2, start.y + start.height, end.x + WIDTH // 2, end.y
    if to_y > y:
        return f'<path d="M{x} {y}C{x} {y + 26} {to_x} {to_y - 26} {to_x} {to_y}"/>'
    side, y, to_y = max(start.x, end.x) + WIDTH, start.y + start.height // 2, end.y + end.height // 2
    return f'<path d="M{start.x + WIDTH} {y}C{side + 40} {y} {side + 40} {to_y} {end.x + WIDTH} {to_y}"/>'


def _label(arrow: Arrow, placed: Layout) -> str:
    start, end = placed.boxes[arrow.start], placed.boxes[arrow.end]
    x, y = (start.x + end.x + WIDTH) // 2, (start.y + start.height + end.y) // 2 + 4
    if end.y <= start.y + start.height:
        x, y = max(start.x, end.x) + WIDTH + 8, (start.y + start.height // 2 + end.y + end.height // 2) // 2
    return f'<text class="label" x="{x}" y="{y}">{_text(arrow.label)}</text>'


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", " ".join(text.split())))
