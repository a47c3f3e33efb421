"""A text to search for, as the terms of an index that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Group:
    """The terms that one word of a query may mean, by their numbers in the index, and how much the word weighs."""

    terms: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a query that the index knows; it is empty if the text has no word at all."""

    groups: list[Group] = field(default_factory=list)
    stems: frozenset[str] = frozenset()
    is_empty: bool = True
    total: float = 0.0

    def __bool__(self) -> bool:
        return not self.is_empty
