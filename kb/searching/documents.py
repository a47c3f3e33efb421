"""What is indexed: a document for each claim, source, agent, review and topic, made of passages of text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

KINDS = ("claim", "review", "source", "agent", "topic")
"""The concepts that are found, by the stems of their IRIs."""

Part = Literal["text", "title", "context"]

PARTS: tuple[Part, ...] = ("text", "title", "context")
"""What a passage may be of its document: its own words, a title given to it, or words beside it."""

FACETS = ("verdict", "publisher", "language", "reviewer", "agent", "topic")
"""What documents are filtered and counted by; see ``Filters``."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words of a document, with the tag of their language, which may be empty."""

    part: Part
    text: str
    language: str = ""


@dataclass(slots=True)
class Document:
    """Something that can be found; the first passage is what it is called.

    ``facets`` has the values by the names of ``FACETS``; ``date`` is that of the newest review, else of what it is;
    ``origins`` are the two ends of the number of independent origins, None where nothing is counted.
    """

    iri: str
    kind: str
    passages: list[Passage] = field(default_factory=list)
    facets: dict[str, list[str]] = field(default_factory=dict)
    date: date | None = None
    origins: tuple[int, int] | None = None

    def add(self, part: Part, text: str, language: str = "") -> None:
        """Add a passage, unless the document has it already or it is empty."""
        if text and not text.isspace():
            passage = Passage(part, text, language)
            if passage not in self.passages:
                self.passages.append(passage)

    def tag(self, facet: str, value: str) -> None:
        """Add a value of a facet, once."""
        values = self.facets.setdefault(facet, [])
        if value and value not in values:
            values.append(value)
