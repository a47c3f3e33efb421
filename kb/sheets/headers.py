"""Finds out what the columns of a sheet mean, from its header or from a mapping file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.errors import UsageError

from .fields import SILENT, language_of
from .layouts import LAYOUTS, Layout
from .mapping import Mapped


@dataclass(frozen=True)
class Meaning:
    """What the columns of a sheet mean.

    ``columns`` gives the places of a field's columns, from 0, in their order; ``texts`` those of the claim in other
    languages; ``unknown`` those that mean nothing to us, which are kept as they are. ``escaped`` is true where
    text that could be a formula has an apostrophe in front.
    """

    name: str
    header: Sequence[str]
    columns: Mapping[str, Sequence[int]]
    texts: Mapping[str, int] = field(default_factory=dict)
    unknown: Sequence[int] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    snapshots: bool = False
    escaped: bool = False


def meaning_of(header: Sequence[str]) -> Meaning | None:
    """Return what the columns under a header mean, or None if it is the header of no sheet that we know."""
    found = [
        (known, -place, layout)
        for place, layout in enumerate(LAYOUTS)
        if layout.needed <= (keys := {layout.key(cell) for cell in header})
        and (known := sum(layout.columns.get(key) is not None for key in keys)) > 1
    ]
    return _meaning(max(found)[2], header) if found else None


def mapped(header: Sequence[str], mapping: Mapped, name: str) -> Meaning:
    """Return what the columns under a header mean by a mapping file.

    Raises:
        UsageError: if the sheet lacks a column that the mapping names.
    """
    titles = [cell.strip() for cell in header]
    for column in mapping.columns:
        if column not in titles:
            listed = ", ".join(f"'{title}'" for title in titles if title)
            raise UsageError(f"{mapping.path}: {name} has no column '{column}'", hint=f"it has: {listed}")
    return _assigned(
        mapping.path,
        header,
        [mapping.columns.get(title) for title in titles],
        Layout(mapping.path, {}, frozenset(), str, mapping.constants),
        mapping.verdicts,
    )


def _meaning(layout: Layout, header: Sequence[str]) -> Meaning:
    return _assigned(layout.name, header, [layout.columns.get(layout.key(cell)) for cell in header], layout, {})


def _assigned(
    name: str, header: Sequence[str], meanings: Sequence[str | None], layout: Layout, verdicts: Mapping[str, str]
) -> Meaning:
    columns: dict[str, list[int]] = {}
    texts: dict[str, int] = {}
    unknown: list[int] = []
    for place, (title, meant) in enumerate(zip(header, meanings, strict=True)):
        language = language_of(meant or title)
        if language is not None:
            texts[language] = place
        elif meant is None:
            unknown.append(place)
        elif meant != SILENT:
            columns.setdefault(meant, []).append(place)
    return Meaning(
        name,
        tuple(title.strip() for title in header),
        columns,
        texts,
        tuple(unknown),
        layout.constants,
        layout.values,
        verdicts,
        layout.snapshots,
        layout.escaped,
    )
