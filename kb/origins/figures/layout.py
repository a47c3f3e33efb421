"""Where the boxes of a figure go: in layers, each box below all that rests on it, beside others as the chains come."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import Arrow, Box, Figure

WIDTH, LINE, PADDING = 270, 18, 10
_BESIDE, _BELOW, _MARGIN = 30, 46, 20
CHARACTERS = 31  # of a line in a box
_ROUND = 80  # for arrows that lead back up


@dataclass(frozen=True)
class Placed:
    """A box in its place, with its lines broken; ``marks`` counts how many of the last ones say what it is."""

    box: Box
    x: int
    y: int
    lines: tuple[str, ...]
    marks: int

    @property
    def height(self) -> int:
        """How high the box is."""
        return LINE * len(self.lines) + 2 * PADDING


@dataclass(frozen=True)
class Layout:
    """The boxes by name, and how wide and high they are together."""

    boxes: Mapping[str, Placed]
    width: int
    height: int


def layout(figure: Figure) -> Layout:
    """Place the boxes of a figure."""
    depths = _depths(figure)
    layers: list[list[Box]] = [[] for _ in range(max(depths.values()) + 1)]
    for box in figure.boxes:
        layers[depths[box.name]].append(box)
    margin = _MARGIN + _ROUND * any(depths[arrow.end] <= depths[arrow.start] for arrow in figure.arrows)
    width = max(len(layer) for layer in layers) * (WIDTH + _BESIDE) - _BESIDE + 2 * margin
    found: dict[str, Placed] = {}
    y = _MARGIN
    for layer in layers:
        x = (width - len(layer) * (WIDTH + _BESIDE) + _BESIDE) // 2
        for box in layer:
            found[box.name] = _placed(box, x, y)
            x += WIDTH + _BESIDE
        y += max(found[box.name].height for box in layer) + _BELOW
    return Layout(found, width, y - _BELOW + _MARGIN)


def _placed(box: Box, x: int, y: int) -> Placed:
    marks = [part for mark in box.marks for part in broken(mark, CHARACTERS)]
    return Placed(box, x, y, (*(part for line in box.lines for part in broken(line, CHARACTERS)), *marks), len(marks))


def broken(text: str, width: int) -> list[str]:
    """Break a text into lines; a character of East Asian scripts is as wide as two others."""
    lines, line, used = list[str](), "", 0
    for word in _pieces(text, width):
        size = _size(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = "", 0
        line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    return [*lines, line] if line else lines


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield the words, too long ones in pieces."""
    for word in text.split():
        piece, used = "", 0
        for char in word:
            if used + _size(char) > width:
                yield piece
                piece, used = "", 0
            piece, used = piece + char, used + _size(char)
        yield piece


def _size(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _depths(figure: Figure) -> dict[str, int]:
    """Return the longest way from the claim down to each box, arrows that close a circle left out."""
    order, closing = _searched(figure.boxes, figure.arrows)
    depths = dict.fromkeys(order, 0)
    steps = _steps(figure.arrows)
    for name in reversed(order):
        for end in steps.get(name, ()):
            if (name, end) not in closing:
                depths[end] = max(depths[end], depths[name] + 1)
    return depths


def _searched(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> tuple[list[str], set[tuple[str, str]]]:
    """Return the boxes, each after all that it leads to, and the arrows that close a circle; without recursion."""
    steps, order, closing = _steps(arrows), list[str](), set[tuple[str, str]]()
    state = dict.fromkeys((box.name for box in boxes), "new")
    for box in boxes:
        path = [(box.name, iter(steps.get(box.name, ())))] if state[box.name] == "new" else []
        state[box.name] = "open" if path else state[box.name]
        while path:
            name, ends = path[-1]
            end = next(ends, None)
            if end is None:
                path.pop()
                state[name] = "done"
                order.append(name)
            elif state[end] == "open":
                closing.add((name, end))
            elif state[end] == "new":
                state[end] = "open"
                path.append((end, iter(steps.get(end, ()))))
    return order, closing


def _steps(arrows: Sequence[Arrow]) -> dict[str, list[str]]:
    steps: dict[str, list[str]] = {}
    for arrow in arrows:
        steps.setdefault(arrow.start, []).append(arrow.end)
    return steps
