"""``# kb: ignore[rule] reason`` in Turtle: what it covers, and what is wrong with it.

At the end of a line it covers that line; on a line of its own the statement that follows; ``# kb: ignore-file[rule]
reason`` covers the file. The reason is part of it: nobody can tell later why something was let pass.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from kb.errors import nearest
from kb.findings import Finding, Location, Severity
from kb.turtle.document import Document
from kb.turtle.parsing import Span
from kb.turtle.tokens import COMMENT, SPACE, Token, tokens

from .selection import SYNTAX, Selection

_MARK = "kb: ignore"
_COMMENT = re.compile(r"#\s*kb:\s*ignore(-file)?\s*(?:\[([^\]]*)\])?\s*[:—-]?\s*(.*)")


@dataclass(frozen=True)
class IgnoreRule:
    """A rule about the comments themselves."""

    name: str
    message: str
    description: str
    severity: Severity = Severity.WARNING
    concept: str = "ignore"
    example: str = """# kb: ignore[claim-without-source] The paper is being digitised.
claim:bridge-closes a fc:Claim ;
  schema:text "The harbour bridge will close in May."@en ."""


NO_REASON = IgnoreRule(
    "ignore-without-reason",
    "The comment ignores a finding and does not say why.",
    "Whoever meets it later cannot tell whether the reason still holds. It is not heeded.",
    Severity.VIOLATION,
)
UNKNOWN_RULE = IgnoreRule(
    "ignore-of-unknown-rule",
    "The comment ignores a rule that there is not.",
    "It was misspelt, or the rule was renamed: the comment has no effect.",
    Severity.VIOLATION,
)
NO_EFFECT = IgnoreRule(
    "ignore-without-effect",
    "The comment ignores nothing.",
    "What it ignored was mended: left in place, it would hide the next mistake of its kind.",
)
RULES = (NO_REASON, UNKNOWN_RULE, NO_EFFECT)


@dataclass
class Ignore:
    """A comment: the rules that it ignores, the lines that it covers, and which of the rules it was of use for."""

    rules: tuple[str, ...]
    reason: str
    first: int
    last: float
    location: Location
    used: set[str] = field(default_factory=set)

    def covers(self, finding: Finding) -> bool:
        """Tell whether it covers a finding, and note that it does."""
        place = finding.place
        if not self.reason or place is None or place.file != self.location.file or place.line is None:
            return False
        if finding.rule not in self.rules or finding.rule == SYNTAX:
            return False
        if place.line > self.last or (place.end_line or place.line) < self.first:
            return False
        self.used.add(finding.rule)
        return True


def read_ignores(file: str, text: str) -> Iterator[Ignore]:
    """Yield the ignoring comments of a text in Turtle."""
    if _MARK not in text:
        return
    document, found = Document(text), list(tokens(text))
    for at, token in enumerate(found):
        match = _COMMENT.match(token.text) if token.kind == COMMENT else None
        if match is None:
            continue
        place = document.place(Span(token.start, token.end))
        first, last = _covered(document, found, at, whole=match.group(1) is not None)
        rules = tuple(name.strip() for name in (match.group(2) or "").split(",") if name.strip())
        yield Ignore(rules, match.group(3).strip(), first, last, Location(file, *place))


def _covered(document: Document, found: list[Token], at: int, *, whole: bool) -> tuple[int, float]:
    if whole:
        return 1, float("inf")
    line = _line(document, found[at].start)
    before = document.text[document.line_starts[line - 1] : found[at].start]
    if before.strip():
        return line, line
    following = [token for token in found[at + 1 :] if token.kind not in (SPACE, COMMENT)]
    if not following:
        return line, line
    end, depth = following[0], 0
    for token in following:
        depth += (token.text in ("[", "(", "{")) - (token.text in ("]", ")", "}"))
        end = token
        if token.text == "." and depth <= 0:
            break
    return _line(document, following[0].start), _line(document, end.end - 1)


def _line(document: Document, offset: int) -> int:
    return bisect_right(document.line_starts, offset)


@dataclass
class Ignores:
    """All ignoring comments of some files."""

    comments: list[Ignore]
    rules: tuple[str, ...]
    selected: Selection

    @classmethod
    def of(cls, files: Iterable[str], read: Callable[[str], str | None], selection: Selection) -> Ignores:
        """Read the comments of files."""
        comments = [each for file in files if (text := read(file)) is not None for each in read_ignores(file, text)]
        return cls(comments, selection.rules, selection)

    def covers(self, finding: Finding) -> bool:
        """Tell whether any comment covers a finding."""
        covering = [comment for comment in self.comments if comment.covers(finding)]  # all of them were of use
        return bool(covering)

    def faults(self) -> Iterator[Finding]:
        """Yield what is wrong with the comments themselves, once all findings have been asked about."""
        for comment in self.comments:
            if not comment.reason:
                yield _finding(NO_REASON, comment, "write the reason behind the bracket")
            elif not comment.rules:
                yield _finding(UNKNOWN_RULE, comment, "name the rule: # kb: ignore[claim-without-source] …")
            for rule in comment.rules if comment.reason else ():
                if rule not in self.rules:
                    close = nearest(rule, self.rules)
                    yield _finding(
                        UNKNOWN_RULE, comment, f"did you mean '{close}'?" if close else "'kb rule' lists all"
                    )
                elif rule not in comment.used and self._is_selected(rule):
                    yield _finding(NO_EFFECT, comment, f"remove '{rule}' from it")

    def _is_selected(self, rule: str) -> bool:
        """Tell whether a rule was looked for at all: if not, nothing follows from its having found nothing."""
        return not self.selected.ignore and all(selector.kind == 4 for selector in self.selected.select)


def _finding(rule: IgnoreRule, comment: Ignore, hint: str) -> Finding:
    return Finding(
        rule=rule.name,
        severity=rule.severity,
        message=rule.message,
        concept=rule.concept,
        hint=hint,
        why=rule.description,
        example=rule.example,
        locations=(comment.location,),
    )
