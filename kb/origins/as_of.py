"""What was known on a date: a graph without the reports and retractions that came later."""

from __future__ import annotations

import numpy as np

from kb.columns.table import Columns
from kb.columns.terms import Ids
from kb.columns.texts import lexical
from kb.namespaces import FC, SCHEMA

from .impact import known_only_through

READ = dict.fromkeys((FC + "on", FC + "in", SCHEMA + "datePublished"), "")
"""What is read for it beside what a network is made from."""


def as_of(columns: Columns, date: str) -> Columns:
    """Return a graph as it was known at the end of a day, ``YYYY-MM-DD``.

    A report came when it was made, or else when its source did; one without either came with those who relay it. What
    has no date at all is kept. A retraction that came later did not count yet.
    """
    later = _later_reports(columns, date)
    later |= known_only_through(columns, later)
    retracted = columns.terms.find(f"<{FC}retractedOn>")
    too_late = np.array(sorted(_later_texts(columns, columns.pairs_of(FC + "retractedOn").right, date)), np.int32)
    kept = ~np.isin(columns.subjects, np.array(sorted(later), np.int32))
    kept &= ~((columns.predicates == retracted) & np.isin(columns.objects, too_late))
    nothing = np.zeros(0, np.int32)
    return columns.replaced(kept, (nothing, nothing, nothing, nothing), columns.files)


def _later_reports(columns: Columns, date: str) -> set[int]:
    said, standing = columns.pairs_of(FC + "on"), columns.pairs_of(FC + "in")
    late = np.array(sorted(_later_texts(columns, said.right, date)), np.int32)
    found = set(said.left[np.isin(said.right, late)].tolist())
    dated = set(said.left.tolist())
    published = columns.pairs_of(SCHEMA + "datePublished")
    late = np.array(sorted(_later_texts(columns, published.right, date)), np.int32)
    sources = published.left[np.isin(published.right, late)]
    found.update(set(standing.left[np.isin(standing.right, sources)].tolist()) - dated)
    return found


def _later_texts(columns: Columns, dates: Ids, date: str) -> set[int]:
    """Return those of some dates that are later than a day; what is no date is not."""
    unique = np.unique(dates)
    texts = [lexical(text)[:10] for text in columns.terms.texts(unique)]
    return {number for number, text in zip(unique.tolist(), texts, strict=True) if text > date}
