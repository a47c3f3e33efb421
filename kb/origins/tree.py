"""Draws the chains of a claim as a tree of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.table import plain

from .chains import Hop

_DEEPEST = 30
"""From here on the tree grows downward only: a chain of ten thousand hops must fit on a page."""


def tree(hops: Sequence[Hop], short: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines, from the newest report down to each root; ``short`` writes an IRI as people type it."""
    waiting = [(hop, "", last, 0) for hop, last in _with_last(hops)][::-1]
    while waiting:
        hop, indent, is_last, depth = waiting.pop()
        yield indent + ("└─ " if is_last else "├─ ") + plain(_line(hop, short))
        below = indent if depth >= _DEEPEST else indent + ("   " if is_last else "│  ")
        yield from (f"{below}{'│  ' if hop.relays else '   '}← {mark}" for mark in hop.marks)
        waiting += [(each, below, last, depth + 1) for each, last in _with_last(hop.relays)][::-1]


def _with_last(hops: Sequence[Hop]) -> list[tuple[Hop, bool]]:
    return [(hop, at == len(hops) - 1) for at, hop in enumerate(hops)]


def _line(hop: Hop, short: Callable[[str], str]) -> str:
    if hop.again:
        return f"{hop.agent}, as above [{short(hop.report)}]"
    verb = {"denies": " denies it", "questions": " questions it"}.get(hop.polarity, "")
    facts = [
        f"in “{hop.source}”" if hop.source else "",
        hop.date,
        hop.certainty if hop.certainty != "unstated" else "",
        f"knows by {hop.access}" if hop.access not in ("", "unstated") else "",
        *(f"“{cue}”" for cue in hop.cues),
    ]
    return ", ".join([hop.agent + verb, *filter(None, facts)]) + f" [{short(hop.report)}]"
