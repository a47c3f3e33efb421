"""Reads a row of a sheet of fact-checks, by what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from kb.importing.naming import url_of
from kb.importing.records import ORGANIZATION, PERSON, Agent, Appearance, FactCheck
from kb.sheets.fields import verdict_of

from .cells import Cells, urls_in

_PLACES = ("where url", "where title", "where publisher", "where date", "archived", "quote")
_WITH_URL = re.compile(r"(.*?)\s*<(https?://[^<>\s]+)>", re.DOTALL)
_SEVERAL = re.compile(r"\s*[;\n]\s*")
_LONGEST_QUOTE = 400
_KINDS = {"person": PERSON, "organization": ORGANIZATION, "organisation": ORGANIZATION}
_CONFIDENCES = ("low", "moderate", "high")


def fact_check(where: str, cells: Cells, original: str) -> FactCheck:
    """Return the fact-check of a row.

    Raises:
        ValueError: if it says no claim or no verdict, has a date that is ambiguous, or a date of review that is none.
    """
    claim = cells.one("claim")
    if not claim:
        raise ValueError(f"it has no claim: column '{cells.title('claim')}' is empty")
    verdict, label = _finding(cells)
    if not (verdict or label):
        raise ValueError(f"it has no verdict: column '{cells.title('verdict', 'label')}' is empty")
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
        authors=tuple(_authors(cells, PERSON if reviewers else "")),
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


def _finding(cells: Cells) -> tuple[str, str]:
    """Return the verdict of ours, and the label; either may be empty."""
    found, label = cells.one("verdict"), cells.one("label")
    ours = verdict_of(found) or ""
    if found and not ours:
        label = label or found
    return ours or cells.verdict(found) or cells.verdict(label), label


def _confidence(cells: Cells) -> str:
    found = cells.one("confidence").lower()
    if found and found not in _CONFIDENCES:
        cells.notes.append(f"column '{cells.title('confidence')}': '{found[:40]}' is none of {', '.join(_CONFIDENCES)}")
        return ""
    return found


def _authors(cells: Cells, kind: str) -> list[Agent]:
    kind = _KINDS.get(cells.one("author type").lower(), kind)
    return _agents(cells.one("author"), cells.many("author url"), kind=kind, notes=cells.notes)


def _claimants(cells: Cells) -> tuple[Agent, ...]:
    kind = _KINDS.get(cells.one("said by type").lower(), "")
    if cells.one("said by type").lower() == "unnamed":
        return tuple(Agent("", description=words) for words in _SEVERAL.split(cells.one("said by")) if words)
    found = _agents(
        cells.one("said by"),
        cells.many("said by url"),
        kind=kind,
        role=cells.one("said by role"),
        same_as=tuple(cells.urls("said by same as")),
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
    pages = [page for cell in urls for page in urls_in(cell, notes)]
    found = []
    for at, (name, page) in enumerate(zip_longest(names or [""], pages[: max(len(names), 1)], fillvalue="")):
        match = _WITH_URL.fullmatch(name)
        url = url_of(match[2]) if match else page
        plain = match[1] if match else name
        if plain or url:
            found.append(Agent(plain, kind, url, *((same_as, (), role) if at == 0 else ())))
    return found


def _appearances(cells: Cells) -> tuple[Appearance, ...]:
    found: list[Appearance] = []
    columns = [cells.many(field) for field in _PLACES]
    for values in zip_longest(*columns, fillvalue=""):
        cell, title, publisher, published, archived, quote = values
        urls = urls_in(cell, cells.notes, into_title=not title)
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
        copies = urls_in(archived, cells.notes)
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
