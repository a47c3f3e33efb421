"""Reads a row of an archivist's sheet: a page, and the copy that was kept of it."""

from __future__ import annotations

import datetime
import re

from kb.importing.records import Appearance, Capture

from .cells import Cells

_DIGEST = re.compile(r"(?:sha-?256:)?\s*([0-9a-f]{64})", re.IGNORECASE)


def capture(where: str, cells: Cells, original: str) -> Capture:
    """Return the copy of a page that a row tells of.

    A time without a zone is in UTC, as the archiver writes it.

    Raises:
        ValueError: if it names no page, or no copy of it, or does not say when the copy was made.
    """
    url = cells.url("where url")
    if not url:
        raise ValueError(f"it names no page: column '{cells.title('where url')}' has no web address")
    copies = cells.urls("archived")
    if not copies:
        status = cells.one("status") or "no status"
        raise ValueError(f"no copy was kept: {status}, and column '{cells.title('archived')}' is empty")
    cells.notes += [f"column '{cells.title('archived')}': a second address of the copy is left out"] * (len(copies) > 1)
    digest = cells.one("hash")
    found = _DIGEST.fullmatch(digest)
    if found is None:
        cells.notes.append(f"column '{cells.title('hash')}': no SHA-256 digest, so the copy is no snapshot")
    return Capture(
        where,
        original,
        Appearance(url, cells.one("where title"), cells.date("where date"), archived=copies[0]),
        _instant(cells),
        found[1].lower() if found else "",
        cells.unmapped(),
        tuple(cells.notes),
    )


def _instant(cells: Cells) -> str:
    """Return when the copy was made, in UTC."""
    text = cells.date("captured", must_be=True)
    title = cells.title("captured")
    if len(text) < 11:
        raise ValueError(f"column '{title}': {f'{text} has no time of day' if text else 'it is empty'}")
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    return f"{moment.isoformat()}Z"
