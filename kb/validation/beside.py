"""What is found beside the shapes: between the snapshots and quotes of a knowledge base and their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kb.columns.loading import DataFile
from kb.columns.table import Columns
from kb.findings import Finding
from kb.namespaces import Shortener
from kb.snapshots import check
from kb.snapshots.facts import has_files, read_facts

from .places import Sought, locate
from .terms import lexical


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
    shortener = Shortener(prefixes)

    def short(text: str) -> str:
        return shortener.name(lexical(text)) or text if text.startswith("<") else text

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
