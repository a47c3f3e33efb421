"""Selectors: a rule, a pattern of rules such as ``report-*``, a concept, a severity, or ``ALL``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol

from kb.errors import UsageError, nearest
from kb.findings import Finding, Severity
from kb.namespaces import RULE

SYNTAX = "syntax-error"
"""The rule that no selector leaves out: a file that does not parse is not checked by any other."""

ALL = "ALL"
_RULE, _PATTERN, _CONCEPT, _SEVERITY, _EVERYTHING = range(5)


class Named(Protocol):
    """A rule, as far as selectors look at it."""

    @property
    def name(self) -> str:
        """What findings call it."""

    @property
    def concept(self) -> str:
        """The stem of the file that states it."""


@dataclass(frozen=True)
class Selector:
    """One selector; the more special it is, the lower its ``kind``."""

    kind: int
    text: str

    def fits(self, finding: Finding) -> bool:
        """Tell whether it means a finding."""
        if self.kind == _RULE:
            return finding.rule == self.text
        if self.kind == _PATTERN:
            return fnmatchcase(finding.rule, self.text)
        if self.kind == _CONCEPT:
            return finding.concept == self.text
        return self.kind == _EVERYTHING or finding.severity.value == self.text


def read_selectors(texts: Iterable[str], rules: Sequence[Named]) -> list[Selector]:
    """Read selectors, each text one or several with commas between.

    Raises:
        UsageError: if one is neither a rule, a concept, a severity, a pattern nor ``ALL``.
    """
    parts = (part.strip() for text in texts for part in text.split(","))
    return [_selector(part, rules) for part in parts if part]


def _selector(text: str, rules: Sequence[Named]) -> Selector:
    name = text.removeprefix("rule:").removeprefix(RULE)
    names, concepts = {rule.name for rule in rules}, {rule.concept for rule in rules}
    severities = [severity.value for severity in Severity]
    if name in names:
        return Selector(_RULE, name)
    if text in concepts:
        return Selector(_CONCEPT, text)
    if text in severities:
        return Selector(_SEVERITY, text)
    if text == ALL:
        return Selector(_EVERYTHING, text)
    if any(character in name for character in "*?[") and any(fnmatchcase(known, name) for known in names):
        return Selector(_PATTERN, name)
    known = [*sorted(names), *sorted(concepts), *severities, ALL]
    close = nearest(name, known)
    hint = f"did you mean '{close}'?" if close else f"there are rules ('kb rule'), {', '.join(known[len(names) :])}"
    raise UsageError(f"'{text}' selects no rule", hint=hint)


@dataclass(frozen=True)
class Selection:
    """Which findings are selected: the most special selector that fits decides, and of two as special, ``ignore``."""

    select: tuple[Selector, ...]
    ignore: tuple[Selector, ...] = ()
    rules: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        rules: Sequence[Named],
        select: Iterable[str] = (ALL,),
        ignore: Iterable[str] = (),
        extend: Iterable[str] = (),
    ) -> Selection:
        """Read a selection; ``extend`` adds to ``select``.

        Raises:
            UsageError: if a selector selects no rule.
        """
        chosen = (*read_selectors(select, rules), *read_selectors(extend, rules))
        return cls(chosen, tuple(read_selectors(ignore, rules)), tuple(rule.name for rule in rules))

    def includes(self, finding: Finding) -> bool:
        """Tell whether a finding is selected; a syntax error always is."""
        if finding.rule == SYNTAX:
            return True
        best = min((each.kind for each in self.select if each.fits(finding)), default=None)
        against = min((each.kind for each in self.ignore if each.fits(finding)), default=None)
        return best is not None and (against is None or best < against)
