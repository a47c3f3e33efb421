"""Reads a row of an archivist's sheet: a page, and the copy that was kept of it."""

from __future__ import annotations

from kb.importing.records import Item
from kb.sheets.headers import Meaning
from kb.sheets.rows import SheetRow


def item(where: str, row: SheetRow, meaning: Meaning, dates: str, original: str) -> Item:
    """Return the triples of a snapshot."""
    raise ValueError("later")
