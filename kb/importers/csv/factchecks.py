"""Reads a row of a sheet of fact-checks, by what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from kb.importing.naming import url_of
from kb.importing.records import ORGANIZATION, PERSON, Agent, Appearance, FactCheck, Item
from kb.importing.terms import language_of
from kb.sheets.dates import AmbiguousDateError, DateError, read_date
from kb.sheets.escaping import unescape
from kb.sheets.fields import verdict_of
from kb.sheets.headers import Meaning
from kb.sheets.rows import SheetRow

_PLACES = ("where url", "where title", "where publisher", "where date", "archived", "quote")
_URLS = re.compile(r"(?:\s*[;,]\s*|\s+)(?=https?://)")
_LISTED = re.compile(r"https?://[^\s'\",\]]+")
_WITH_URL = re.compile(r"(.*?)\s*<(https?://[^<>\s]+)>", re.DOTALL)
_SEVERAL = re.compile(r"\s*[;\n]\s*")
_LONGEST_QUOTE = 400
_KINDS = {"person": PERSON, "organization": ORGANIZATION, "organisation": ORGANIZATION}
_CONFIDENCES = ("low", "moderate", "high")


def item(where: str, row: SheetRow, meaning: Meaning, dates: str, original: str) -> Item:
    """Return the fact-check of a row.

    Raises:
        ValueError: if it says no claim, or has a date that is ambiguous, or a date of review that is none.
    """
    cells = _Cells(row.cells, meaning, dates)
    claim = cells.one("claim")
    if not claim:
        raise ValueError(f"it has no claim: column '{cells.title('claim')}' is empty")
    verdict, label = _finding(cells)
    reviewers = _agents(cells.one("reviewer"), cells.many("reviewer url"), kind=ORGANIZATION, notes=cells.notes)
    return FactCheck(
        where=where,
        original=original,
        claim=claim,
        language=cells.language("language"),
        texts=tuple((text, tag) for tag, text in cells.texts() if text),
        claimants=_claimants(cells),
        claimed=cells.date("said on"),
        appearances=_appearances(cells),
        publisher=reviewers[0] if reviewers else None,
        authors=tuple(_agents(cells.one("author"), (), kind=PERSON, notes=cells.notes)),
        url=cells.url("review url"),
        title=cells.one("review title"),
        description=cells.one("summary"),
        published=cells.date("review date", must_be=True),
        modified=cells.date("review changed"),
        label=label,
        label_language=cells.language("label language"),
        value=cells.one("rating"),
        best=cells.one("best rating"),
        worst=cells.one("worst rating"),
        verdict=verdict,
        confidence=_confidence(cells),
        reason=cells.one("reason"),
        license=cells.url("license"),
        topics=tuple(_agents(cells.one("topics"), (), notes=cells.notes)),
        keywords=tuple(word for word in _SEVERAL.split(cells.one("keywords")) if word),
        unmapped=cells.unmapped(),
        notes=tuple(cells.notes),
    )


class _Cells:
    """The cells of a row by the fields that they mean; ``notes`` say what could not be read and is left out."""

    def __init__(self, cells: Sequence[str], meaning: Meaning, dates: str) -> None:
        self._cells, self._meaning, self._dates = cells, meaning, dates
        self.notes: list[str] = []

    def _at(self, place: int, field: str = "") -> str:
        text = self._cells[place].strip() if place < len(self._cells) else ""
        if self._meaning.escaped:
            text = unescape(text)
        return self._meaning.values.get(field, {}).get(text, text)

    def many(self, field: str) -> list[str]:
        """Return what stands in the columns of a field, empty ones too."""
        found = [self._at(place, field) for place in self._meaning.columns.get(field, ())]
        constant = self._meaning.constants.get(field)
        return found if constant is None or any(found) else [constant]

    def one(self, field: str) -> str:
        """Return what stands in the first column of a field that is not empty, or nothing."""
        found = [text for text in self.many(field) if text]
        self.notes += [f"column '{self.title(field)}': a second value is left out" for _ in found[1:]]
        return found[0] if found else ""

    def texts(self) -> list[tuple[str, str]]:
        """Return the claim in other languages, by their tags."""
        return [(tag, self._at(place)) for tag, place in self._meaning.texts.items()]

    def title(self, field: str) -> str:
        """Return what the column of a field is called."""
        places = self._meaning.columns.get(field, ())
        return self._meaning.header[places[0]] if places else field

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
            if must_be or isinstance(error, AmbiguousDateError):
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


def _finding(cells: _Cells) -> tuple[str, str]:
    """Return the verdict of ours, and the label; either may be empty."""
    found, label = cells.one("verdict"), cells.one("label")
    ours = verdict_of(found) or ""
    if found and not ours:
        label = label or found
    return ours or cells.verdict(found) or cells.verdict(label), label


def _confidence(cells: _Cells) -> str:
    found = cells.one("confidence").lower()
    if found and found not in _CONFIDENCES:
        cells.notes.append(f"column '{cells.title('confidence')}': '{found[:40]}' is none of {', '.join(_CONFIDENCES)}")
        return ""
    return found


def _claimants(cells: _Cells) -> tuple[Agent, ...]:
    same = [url for text in cells.many("said by same as") for url in _urls(text, cells.notes)]
    kind = _KINDS.get(cells.one("said by type").lower(), "")
    found = _agents(
        cells.one("said by"),
        cells.many("said by url"),
        kind=kind,
        role=cells.one("said by role"),
        same_as=tuple(same),
        notes=cells.notes,
    )
    return tuple(found)


def _agents(
    text: str,
    urls: Sequence[str],
    *,
    notes: list[str],
    kind: str = "",
    role: str = "",
    same_as: tuple[str, ...] = (),
) -> list[Agent]:
    """Return the agents in a cell: names with ``;`` between them, each perhaps with ``<https://…>`` behind it.

    What else is said is said of one who is alone, or of the first.
    """
    names = [name for name in _SEVERAL.split(text) if name]
    pages = [page for cell in urls for page in _urls(cell, notes)]
    found = []
    for at, (name, page) in enumerate(zip_longest(names or [""], pages[: max(len(names), 1)], fillvalue="")):
        match = _WITH_URL.fullmatch(name)
        url = url_of(match[2]) if match else page
        plain = match[1] if match else name
        if plain or url:
            found.append(Agent(plain, kind, url, *((same_as, (), role) if at == 0 else ())))
    return found


def _appearances(cells: _Cells) -> tuple[Appearance, ...]:
    found: list[Appearance] = []
    columns = [cells.many(field) for field in _PLACES]
    for values in zip_longest(*columns, fillvalue=""):
        cell, title, publisher, published, archived, quote = values
        urls = _urls(cell, cells.notes, into_title=not title)
        if cell and not urls and not title:
            title = cell
        if not (urls or title):
            if any(values):
                cells.notes.append("a place without address and title is left out")
            continue
        if len(quote) > _LONGEST_QUOTE:
            cells.notes.append(f"a quote of more than {_LONGEST_QUOTE} characters is left out")
            quote = ""
        agents = _agents(publisher, (), kind=ORGANIZATION, notes=cells.notes)
        copies = _urls(archived, cells.notes)
        first = Appearance(
            url=urls[0] if urls else "",
            title=title,
            published=cells.date("where date", published),
            publisher=agents[0] if agents else None,
            quote=quote,
            archived=copies[0] if copies else "",
        )
        found += [first, *(Appearance(url=url) for url in urls[1:])]
    return tuple({(each.url or each.title): each for each in reversed(found)}.values())[::-1]


def _urls(cell: str, notes: list[str], *, into_title: bool = False) -> list[str]:
    """Return the web addresses in a cell, several of which may stand in a row or in a list."""
    if not cell:
        return []
    parts = _LISTED.findall(cell) if cell.startswith("[") else _URLS.split(cell)
    found = [url_of(part) for part in parts]
    if not all(found) and not into_title:
        notes.append(f"'{cell[:60]}' is no web address")
    return [url for url in found if url]
