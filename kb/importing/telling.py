"""Says what an import came to, in lines for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kb.findings import Finding

from .outcome import Outcome
from .running import Request

_SHOWN = 10


def told(outcome: Outcome, request: Request, name: str, fields: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines; ``fields`` tells which key or column of a record a property comes from."""
    yield f"{name}: {_counted(outcome.read, 'record')} read, {_parts(outcome)}"
    yield from _files(outcome, request)
    if outcome.judged_anew:
        yield f"known reviews that got a verdict which a map has come to know: {outcome.judged_anew}"
    yield from _labels(outcome)
    if outcome.undetermined:
        yield f"claims whose language nobody tells, kept as “und”: {outcome.undetermined} (--language TAG tells it)"
    yield from _first("left out, and kept as they were written", outcome.notes, outcome.noted)
    if outcome.unmapped:
        yield f"kept without a term of their own, by name: {_listed(outcome.unmapped)}"
    yield from _findings(outcome, fields)
    rejected = [f"{each.where}: {each.reason}" for each in outcome.rejections]
    yield from _first("rejected", rejected, outcome.rejected)
    if outcome.rejected_file is not None:
        why = f" ({outcome.hindered})" if outcome.hindered else ""
        yield f"what was rejected is in {outcome.rejected_file}{why}"
    if outcome.proposed:
        yield f"{_counted(outcome.proposed, 'pair')} of claims may be the same: 'kb match list' shows them"
    if outcome.refused:
        yield "nothing was imported: --strict wants neither rejected records nor violations"
    elif request.dry:
        yield "nothing was written: this was a dry run"


def _parts(outcome: Outcome) -> str:
    parts = [
        f"{outcome.new} new",
        f"{outcome.corrected} corrected",
        f"{outcome.known} known",
        f"{outcome.rejected} rejected",
    ]
    return ", ".join(part for part in parts if not part.startswith("0 ")) or "nothing in it"


def _files(outcome: Outcome, request: Request) -> Iterator[str]:
    if not outcome.files:
        if outcome.read:
            yield "nothing is new: no file changes"
        return
    verb = "would write" if request.dry or outcome.refused else "wrote"
    shown = list(outcome.files.items())[:_SHOWN]
    yield f"{verb} {_counted(len(outcome.files), 'file')}:"
    yield from (f"  {name}: {_counted(count, 'node')}" for name, count in shown)
    if len(outcome.files) > len(shown):
        yield f"  … and {len(outcome.files) - len(shown)} more"


def _labels(outcome: Outcome) -> Iterator[str]:
    if not outcome.labels:
        return
    missing = outcome.unknown_labels.total()
    share = 100 * (outcome.labels - missing) / outcome.labels
    yield f"labels that a verdict map knows: {outcome.labels - missing} of {outcome.labels} ({int(share)} %)"
    lines = [
        f"{publisher}: “{label}” ({count})"
        for (publisher, label), count in sorted(outcome.unknown_labels.items(), key=lambda each: (-each[1], each[0]))
    ]
    yield from _first("labels without a verdict", lines, len(lines), most=len(lines))


def _findings(outcome: Outcome, fields: Mapping[str, str]) -> Iterator[str]:
    for rule, count in sorted(outcome.judged.counts.items()):
        yield f"violation {rule}: {_counted(count, 'finding')}"
        shown = [(where, each) for where, each in outcome.judged.findings if each.rule == rule][:_SHOWN]
        yield from (f"  {where}: {_field(each, fields)}{each.message}" for where, each in shown)
        if count > len(shown):
            yield f"  … and {count - len(shown)} more: 'kb validate --select {rule}' shows them"


def _field(finding: Finding, fields: Mapping[str, str]) -> str:
    """Return the field that a finding is about, by the name that it has in the record."""
    name = finding.path.rpartition(":")[2].strip("<>")
    found = fields.get(name, name if name.isalpha() else "")
    return f"{found}: " if found else ""


def _first(what: str, lines: list[str], total: int, most: int = _SHOWN) -> Iterator[str]:
    if not total:
        return
    yield f"{what} ({total}):"
    yield from (f"  {line}" for line in lines[:most])
    if total > most:
        yield f"  … and {total - most} more"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(
        f"{name} ({count})" for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
