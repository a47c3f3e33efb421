"""The cells of a row, by the fields that they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.importing.naming import url_of
from kb.importing.terms import language_of
from kb.sheets.dates import AmbiguousDateError, DateError, read_date
from kb.sheets.escaping import unescape
from kb.sheets.headers import Meaning

_URLS = re.compile(r"(?:\s*[;,]\s*|\s+)(?=https?://)")
_LISTED = re.compile(r"https?://[^\s'\",\]]+")


class Cells:
    """The cells of a row by the fields that they mean; ``notes`` say what could not be read and is left out."""

    def __init__(self, cells: Sequence[str], meaning: Meaning, dates: str) -> None:
        self._cells, self._meaning, self._dates = [cell.strip() for cell in cells], meaning, dates
        if meaning.escaped:
            self._cells = [unescape(cell) if cell else "" for cell in self._cells]
        self.notes: list[str] = []

    def _at(self, place: int, field: str = "") -> str:
        text = self._cells[place] if place < len(self._cells) else ""
        values = self._meaning.values.get(field)
        return text if values is None else values.get(text, text)

    def many(self, field: str) -> list[str]:
        """Return what stands in the columns of a field, empty ones too."""
        found = [self._at(place, field) for place in self._meaning.columns.get(field, ())]
        constant = self._meaning.constants.get(field)
        return found if constant is None or any(found) else [constant]

    def one(self, field: str) -> str:
        """Return what stands in the first column of a field that is not empty, or nothing."""
        if field not in self._meaning.columns:
            return self._meaning.constants.get(field, "")
        found = [text for text in self.many(field) if text]
        if len(found) > 1:
            self.notes.append(f"column '{self.title(field)}': a second value is left out")
        return found[0] if found else ""

    def texts(self) -> list[tuple[str, str]]:
        """Return the claim in other languages, by their tags."""
        return [(tag, self._at(place)) for tag, place in self._meaning.texts.items()]

    def title(self, *fields: str) -> str:
        """Return what the column of a field is called, or of the first of several that has one."""
        places = [place for field in fields for place in self._meaning.columns.get(field, ())]
        return self._meaning.header[places[0]] if places else fields[0]

    def date(self, field: str, text: str | None = None, *, must_be: bool = False) -> str:
        """Return a date, or nothing.

        Raises:
            ValueError: if it is ambiguous; or if it must be a date and is none.
        """
        text = self.one(field) if text is None else text
        if not text:
            return ""
        try:
            return read_date(text, self._dates or None)
        except DateError as error:
            if isinstance(error, AmbiguousDateError):
                raise ValueError(f"column '{self.title(field)}': {error}; --dates says it for all rows") from None
            if must_be:
                raise ValueError(f"column '{self.title(field)}': {error}") from None
            self.notes.append(f"column '{self.title(field)}': {error}")
            return ""

    def url(self, field: str) -> str:
        """Return a web address, or nothing."""
        text = self.one(field)
        found = url_of(text)
        if text and not found:
            self.notes.append(f"column '{self.title(field)}': '{text[:60]}' is no web address")
        return found

    def urls(self, field: str) -> list[str]:
        """Return all web addresses in the columns of a field."""
        return [url for text in self.many(field) for url in urls_in(text, self.notes)]

    def language(self, field: str) -> str:
        """Return the tag of a language, or nothing."""
        text = self.one(field)
        found = language_of(text)
        if text and not found:
            self.notes.append(f"column '{self.title(field)}': '{text[:40]}' is no language tag, such as en or pt-BR")
        return found

    def verdict(self, label: str) -> str:
        """Return the verdict that the mapping file says a label means, or nothing."""
        return self._meaning.verdicts.get(label.strip().lower(), "")

    def unmapped(self) -> tuple[str, ...]:
        """Return the names of columns with content that mean nothing here."""
        titles = self._meaning.header
        return tuple(titles[at] or f"column {at + 1}" for at in self._meaning.unknown if self._at(at))


def urls_in(cell: str, notes: list[str], *, into_title: bool = False) -> list[str]:
    """Return the web addresses in a cell, several of which may stand in a row or in a list."""
    if not cell:
        return []
    parts = _LISTED.findall(cell) if cell.startswith("[") else _URLS.split(cell)
    found = [url_of(part) for part in parts]
    if not all(found) and not into_title:
        notes.append(f"'{cell[:60]}' is no web address")
    return [url for url in found if url]
