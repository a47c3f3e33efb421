"""Proposes which claims may be the same: those whose words are. It never joins them; people decide."""

from __future__ import annotations

from .agents import Node
from .known import Known


class Claims:
    """The claims of a knowledge base with those that came in, by their words."""

    def __init__(self, known: Known, base: str) -> None:
        self._known, self._base = known, base

    def add(self, claim: str, text: str) -> None:
        """Add a claim that came in."""

    def proposals(self, judge: str) -> list[Node]:
        """Return a match for each pair of claims that are alike, one of them new."""
        return []
