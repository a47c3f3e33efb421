"""Focus nodes and their value nodes in SPARQL: paths as the language writes them, and what may be said of values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from kb.validation.plan.shapes import Alternative, Path, Repeated, Sequence, Step

from .conditions import ALWAYS, NEVER, Condition, exists


def path_text(path: Path) -> str:
    """Write a path as SPARQL does (SPARQL 1.1 §9.1)."""
    match path:
        case Step(predicate, inverse):
            return f"^{predicate}" if inverse else predicate
        case Sequence(parts):
            return f"({'/'.join(map(path_text, parts))})"
        case Alternative(parts):
            return f"({'|'.join(map(path_text, parts))})"
        case Repeated(inner, reflexive, transitive):
            return f"({path_text(inner)}){('*' if reflexive else '+') if transitive else '?'}"


def may_stay(path: Path) -> bool:
    """Tell whether a path can lead from every node to itself by no step at all."""
    match path:
        case Step():
            return False
        case Sequence(parts):
            return all(map(may_stay, parts))
        case Alternative(parts):
            return any(map(may_stay, parts))
        case Repeated(inner, reflexive, _):
            return reflexive or may_stay(inner)


@dataclass(frozen=True)
class Values:
    """The value nodes of the focus node ``focus``, a variable: itself where there is no path.

    ``fresh`` names variables that are used nowhere else.
    """

    focus: str
    path: Path | None
    fresh: Iterator[str]

    def any(self, fails: Callable[[str], Condition]) -> Condition:
        """Fail where one value fails."""
        return self.at_least(1, fails)

    def at_least(self, count: int, holds: Callable[[str], Condition] = lambda value: ALWAYS) -> Condition:
        """Fail where something holds of so many different values."""
        if not count:
            return ALWAYS
        if self.path is None:
            return holds(self.focus) if count == 1 else NEVER
        names = [next(self.fresh) for _ in range(count)]
        differ = [f"!sameTerm({one}, {other})" for one, other in combinations(names, 2)]
        pattern = " ".join(self.pattern(name) for name in names)
        pattern += f" FILTER({' && '.join(differ)})" if differ else ""
        every = ALWAYS
        for name in names:
            every &= holds(name)
        found = every.map(lambda expression: exists(pattern, expression))
        # A node that the data does not know is a value of its own, and no pattern finds it.
        return found | holds(self.focus) if count == 1 and may_stay(self.path) else found

    def pattern(self, value: str) -> str:
        """Write the pattern that leads to a value."""
        if self.path is None:
            raise ValueError("the focus node itself is the value")
        return f"{self.focus} {path_text(self.path)} {value} ."
