"""What is found beside the shapes: between snapshots, quotes and files, and between texts of different origins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kb.columns.loading import DataFile
from kb.columns.table import Columns
from kb.columns.texts import lexical
from kb.findings import Finding
from kb.namespaces import FC, Shortener
from kb.origins.dependence import RULE, dependences
from kb.snapshots import check
from kb.snapshots.facts import has_files, read_facts

from .places import Sought, locate


def snapshot_findings(
    columns: Columns, folder: Path, prefixes: Mapping[str, str], files: Mapping[str, DataFile]
) -> list[Finding]:
    """Compare snapshots with the files below ``folder``, and quotes with their texts.

    Raises:
        KbError: if a file is there but cannot be read.
    """
    if not has_files(columns, folder):
        return []
    faults = list(check(read_facts(columns), folder))
    places = locate([Sought(fault.node, (fault.predicate,), (), fault.value) for fault in faults], columns, files)
    short = _shortened(prefixes)
    return [
        Finding(
            rule=fault.rule.name,
            severity=fault.rule.severity,
            message=fault.message or fault.rule.message,
            concept=fault.rule.concept,
            node=short(fault.node),
            path=short(fault.predicate),
            value=fault.value,
            hint=fault.hint,
            why=fault.rule.description,
            example=fault.rule.example,
            locations=place,
        )
        for fault, place in zip(faults, places, strict=True)
    ]


def dependence_findings(
    columns: Columns, folder: Path, prefixes: Mapping[str, str], files: Mapping[str, DataFile]
) -> list[Finding]:
    """Compare the texts through which origins come that are counted apart.

    Raises:
        KbError: if a file is there but cannot be read.
    """
    found = dependences(columns, folder)
    places = locate([Sought(each.claim) for each in found], columns, files)
    short = _shortened(prefixes)
    return [
        Finding(
            rule=RULE.name,
            severity=RULE.severity,
            message=each.message({source: short(source) for source in (each.one, each.other)}),
            concept=RULE.concept,
            node=short(each.claim),
            path=short(f"<{FC}root>"),
            value=f"{short(each.one)} {short(each.other)}",
            why=RULE.description,
            example=RULE.example,
            locations=place,
        )
        for each, place in zip(found, places, strict=True)
    ]


def _shortened(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    shortener = Shortener(prefixes)
    return lambda text: shortener.name(lexical(text)) or text if text.startswith("<") else text
