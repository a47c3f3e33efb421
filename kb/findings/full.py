"""For people: each finding with the lines that it is about, why it matters, and what to type."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from . import Finding, Location, Report, Severity
from .concise import place, total

_WIDTH = 100  # columns of source that are shown of a line
_MOST_LINES = 6  # of a finding that goes over many
_MOST_PLACES = 5
_COLOURS = {Severity.VIOLATION: "31;1", Severity.WARNING: "33;1", Severity.INFO: "34;1"}


def render(report: Report) -> str:
    """Write the findings by file and place; the reason and the example of each rule once."""
    parts: list[str] = []
    explained: set[str] = set()
    for file, members in groupby(report.findings, lambda finding: finding.place.file if finding.place else ""):
        found = [_finding(finding, report, explained) for finding in members]
        heading = _painted(file, "1", report) if file else "In no file"
        parts.append("\n".join([heading, "", *found]))
    return "\n".join([*parts, total(report.summary)]) + "\n"


def _finding(finding: Finding, report: Report, explained: set[str]) -> str:
    lines = [f"  {_head(finding, report)}"]
    if finding.node:
        label = f" “{_short(finding.label)}”" if finding.label else ""
        lines.append(f"     {finding.node}{label}")
    for location in finding.locations[:_MOST_PLACES]:
        lines += [f"     {text}" for text in _source(location, finding.severity, report)]
    if len(finding.locations) > _MOST_PLACES:
        lines.append(f"     … and {len(finding.locations) - _MOST_PLACES} more places")
    if finding.hint:
        lines += _wrapped(f"help: {finding.hint}", report)
    if finding.why and finding.rule not in explained:
        lines += _wrapped(f"why: {finding.why}", report)
        if finding.example and not finding.hint:
            lines.append(f"     {_painted('done right:', '36', report)}")
            lines += [f"       {text}".rstrip() for text in finding.example.splitlines()]
    elif finding.why:
        lines.append(f"     see above, or 'kb rule {finding.rule}'")
    explained.add(finding.rule)
    return "\n".join(lines) + "\n"


def _head(finding: Finding, report: Report) -> str:
    where = ""
    if finding.place and finding.place.line is not None:
        where = f"{finding.place.line}:{finding.place.column} "
    severity = _painted(finding.severity.value, _COLOURS[finding.severity], report)
    value = f" ({_short(finding.value)})" if finding.value and finding.value != finding.node else ""
    return f"{where}{severity} {_painted(finding.rule, '1', report)}: {' '.join(finding.message.split())}{value}"


def _wrapped(text: str, report: Report) -> list[str]:
    word, _, rest = text.partition(" ")
    lines = textwrap.wrap(rest, 84, break_long_words=False, break_on_hyphens=False)
    indent = " " * (len(word) + 6)
    return [f"     {_painted(word, '36', report)} {lines[0]}", *(indent + line for line in lines[1:])] if lines else []


def _short(text: str, most: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _source(location: Location, severity: Severity, report: Report) -> Iterator[str]:
    """Yield a place and the lines of the file there, what is meant underlined."""
    yield f"--> {place(location)}"
    text = report.read(location.file) if location.line is not None else None
    if text is None or location.line is None or location.column is None:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    last = min(location.end_line or location.line, len(lines))
    shown = range(location.line, min(last, location.line + _MOST_LINES - 1) + 1)
    gutter = len(str(shown[-1])) if shown else 1
    blank = " " * gutter
    for number in shown:
        line = lines[number - 1]
        start = location.column - 1 if number == location.line else len(line) - len(line.lstrip())
        end = (location.end_column or location.column + 1) - 1 if number == last else len(line)
        source, before, marked = _cut(line, start, max(end, start + 1))
        yield f"{_painted(f'{number:>{gutter}} |', '2', report)} {source}".rstrip()
        mark = _painted("^" * marked, _COLOURS[severity], report)
        yield f"{_painted(f'{blank} |', '2', report)} {before}{mark}"
    if last > shown[-1]:
        yield f"{_painted(f'{blank} |', '2', report)} … up to line {last}"


def _cut(line: str, start: int, end: int) -> tuple[str, str, int]:
    """Return as much of a line as is shown, the space before what is marked, and how wide the mark is."""
    first = max(0, start - _WIDTH // 3) if len(line) > _WIDTH else 0
    last = min(len(line), first + _WIDTH)
    left, right = ("…" if first else ""), ("…" if last < len(line) else "")
    shown = line[first:last].replace("\t", "    ")
    before = left + line[first:start].replace("\t", "    ")
    marked = line[start : min(end, last)].replace("\t", "    ")
    return left + shown + right, " " * _columns(before), max(1, _columns(marked))


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _painted(text: str, code: str, report: Report) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if report.colour else text
