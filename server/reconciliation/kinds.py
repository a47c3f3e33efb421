"""The types of what can be matched (Reconciliation Service API 0.2 §2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.namespaces import CONCEPTS, STANDARD
from kb.searching.documents import KINDS


@dataclass(frozen=True)
class Kind:
    """A type: the stem of its instances' IRIs, its identifier, what it is called, and what that means."""

    stem: str
    id: str
    name: str
    description: str

    @property
    def reference(self) -> dict[str, str]:
        """The type as answers name it."""
        return {"id": self.id, "name": self.name}


TYPES = (
    Kind("claim", "Claim", "Claim", "What can be checked, in words of its own"),
    Kind("agent", "Agent", "Person or organisation", "Who claims, publishes or reviews, unnamed sources too"),
    Kind("source", "Source", "Source", "What is published: an article, a post, a broadcast, a document"),
    Kind("review", "Review", "Review", "A verdict on a claim, by somebody on some day"),
    Kind("topic", "Topic", "Topic", "What claims are about"),
)
"""All types; each is one of the kinds that are searched."""

BY_STEM = {kind.stem: kind for kind in TYPES}


def kinds_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the stems of the types with some names: identifiers, stems, or IRIs of classes; all if none is known."""
    wanted = {name.casefold() for name in names}
    found = tuple(kind.stem for kind in TYPES if wanted & _names(kind))
    return found or KINDS


def type_with(name: str) -> Kind | None:
    """Return the type with a name, None if there is none."""
    return next((kind for kind in TYPES if name.casefold() in _names(kind)), None)


def _names(kind: Kind) -> set[str]:
    iris = CONCEPTS.get(kind.stem, ())
    short = [
        f"{prefix}:{iri.removeprefix(namespace)}"
        for iri in iris
        for prefix, namespace in STANDARD.items()
        if iri.startswith(namespace)
    ]
    return {name.casefold() for name in (kind.id, kind.stem, *iris, *short)}
