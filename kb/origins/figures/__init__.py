"""Figures of the chains below claims, one format a module: the reports as boxes, who relays whom as arrows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.origins.chains import Hop

CLAIM, REPORT, FIRM, POSSIBLE, AMISS = "claim", "report", "firm", "possible", "amiss"
"""What a box shows: the claim, a report, a root that is firm or not, and a report with something amiss."""


@dataclass(frozen=True)
class Box:
    """A box of a figure: its name within it, its lines of text, what it shows, and what is to be said of that."""

    name: str
    lines: tuple[str, ...]
    kind: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrow:
    """An arrow from what rests on something to what it rests on."""

    start: str
    end: str
    label: str = ""


@dataclass(frozen=True)
class Figure:
    """The figure of one claim; ``caption`` says in a sentence what it comes to."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    caption: str


def figure(claim: str, words: str, hops: Sequence[Hop], caption: str) -> Figure:
    """Lay out the chains of a claim; ``words`` are what people read in its box."""
    names: dict[str, str] = {}
    boxes = [Box("claim", (words or claim,), CLAIM)]
    arrows = []
    for above, hop in _pairs(hops):
        name = names.get(hop.report)
        if name is None:
            name = names[hop.report] = f"report{len(names) + 1}"
            boxes.append(Box(name, _lines(hop), kind_of(hop), hop.marks))
        start, label = (names[above.report], _relaying(hop)) if above is not None else ("claim", verb(hop))
        arrows.append(Arrow(start, name, label))
    return Figure(tuple(boxes), tuple(arrows), caption)


def _pairs(hops: Sequence[Hop]) -> Iterator[tuple[Hop | None, Hop]]:
    """Yield each hop with the one above it, from above; a chain may be long, so without recursion."""
    waiting: list[tuple[Hop | None, Hop]] = [(None, hop) for hop in reversed(hops)]
    while waiting:
        above, hop = waiting.pop()
        yield above, hop
        waiting += [(hop, below) for below in reversed(hop.relays)]


def _lines(hop: Hop) -> tuple[str, ...]:
    where = ", ".join(filter(None, (hop.source, hop.date)))
    return tuple(filter(None, (hop.agent, where)))


def kind_of(hop: Hop) -> str:
    """Return how a report is drawn: ``REPORT``, ``FIRM``, ``POSSIBLE`` or ``AMISS``."""
    roots = {"root, firm": FIRM}
    for mark in hop.marks:
        if mark in roots or "possible" in mark:
            return roots.get(mark, POSSIBLE)
    return AMISS if hop.marks else REPORT


def _relaying(hop: Hop) -> str:
    return "round again to" if hop.again and hop.marks else "on the word of"


def verb(hop: Hop) -> str:
    """Return how the agent of a report is said to take the claim."""
    return {"denies": "denied by", "questions": "questioned by"}.get(hop.polarity, "said by")
