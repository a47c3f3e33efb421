"""When a node breaks a constraint, as SPARQL expressions that leave room for doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

TRUE, FALSE = "true", "false"


@dataclass(frozen=True)
class Condition:
    """Two SPARQL expressions without errors: where ``may`` is false, nothing fails; where ``must`` is true, it does."""

    may: str
    must: str

    @classmethod
    def sure(cls, expression: str) -> Condition:
        """Return the condition that is an expression, without doubt."""
        return cls(expression, expression)

    def __or__(self, other: Condition) -> Condition:
        """Fail where either fails."""
        return Condition(_either(self.may, other.may), _either(self.must, other.must))

    def __and__(self, other: Condition) -> Condition:
        """Fail where both fail."""
        return Condition(_both(self.may, other.may), _both(self.must, other.must))

    def __invert__(self) -> Condition:
        """Fail where it does not."""
        return Condition(_not(self.must), _not(self.may))

    def map(self, change: Callable[[str], str]) -> Condition:
        """Put both expressions into a larger one."""
        return Condition(change(self.may), change(self.must))


DOUBT = Condition(TRUE, FALSE)
ALWAYS = Condition.sure(TRUE)
NEVER = Condition.sure(FALSE)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Fail where one fails."""
    return reduce(Condition.__or__, conditions, NEVER)


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Fail where all fail."""
    return reduce(Condition.__and__, conditions, ALWAYS)


def unless(expression: str) -> str:
    """Return the expression that is true unless another is; an error counts as not."""
    return f"!COALESCE({expression}, false)"


def exists(pattern: str, expression: str) -> str:
    """Return whether a pattern has a solution of which an expression is true."""
    if expression == FALSE:
        return FALSE
    return f"EXISTS {{ {pattern} }}" if expression == TRUE else f"EXISTS {{ {pattern} FILTER({expression}) }}"


def _either(one: str, other: str) -> str:
    if TRUE in (one, other):
        return TRUE
    if FALSE in (one, other):
        return one if other == FALSE else other
    return one if one == other else f"({one} || {other})"


def _both(one: str, other: str) -> str:
    if FALSE in (one, other):
        return FALSE
    if TRUE in (one, other):
        return one if other == TRUE else other
    return one if one == other else f"({one} && {other})"


def _not(expression: str) -> str:
    if expression in (TRUE, FALSE):
        return FALSE if expression == TRUE else TRUE
    return f"!({expression})"
