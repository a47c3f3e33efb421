"""What a column of fact-checks can mean: the fields of our own sheet, under the names that its header has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kb.namespaces import VERDICT
from kb.verdicts import NAMES


class Field(NamedTuple):
    """A field: what it holds, an example, and whether the sheet that ``kb init --sheet`` writes has a column for it."""

    meaning: str
    example: str = ""
    in_template: bool = True


FIELDS: Mapping[str, Field] = {
    "claim": Field("what can be checked, in your own words; the one field that a row must have", "The bridge is open."),
    "language": Field("the language of the claim, as a tag: en, pt-BR", "en"),
    "said by": Field("who puts the claim forward; several with ; between them", "Jane Doe"),
    "said by url": Field("a page of theirs", "", in_template=False),
    "said by same as": Field("a page about them, such as their entry in Wikidata", "", in_template=False),
    "said by role": Field("what they are: mayor, spokesperson for …", "mayor of Exampleton"),
    "said by type": Field("person, organization, or unnamed where 'said by' is no name", "", in_template=False),
    "said on": Field("when they said it", "2026-03-02"),
    "where url": Field("where it was published: the web address", "https://courier.example/2026/03/02/bridge"),
    "where title": Field("its title", "New bridge open at last"),
    "where publisher": Field("who published it", "The Exampleton Courier"),
    "where date": Field("when it was published", "2026-03-02"),
    "archived": Field("the address of a copy that was kept", "", in_template=False),
    "quote": Field("the words in which they said it, at most 400 characters", "Open since Sunday."),
    "verdict": Field("what you found: one of our verdicts, or your own label", "refuted"),
    "label": Field("the label in the reviewer's own words, if the verdict is one of ours", "Pants on fire"),
    "label language": Field("the language of the label, if it is not that of the claim", "", in_template=False),
    "confidence": Field("how sure you are: low, moderate or high", "high"),
    "rating": Field("the label as a number", "", in_template=False),
    "best rating": Field("the number of what is wholly true", "", in_template=False),
    "worst rating": Field("the number of what is wholly false", "", in_template=False),
    "summary": Field("what you found, in a few sentences", "It was closed until Tuesday, the police says."),
    "reviewer": Field("who checked it: your desk", "Our fact-check desk"),
    "reviewer url": Field("the website of the desk", "https://desk.example/"),
    "author": Field("who wrote the fact-check; several with ; between them", "", in_template=False),
    "author url": Field("a page of theirs", "", in_template=False),
    "author type": Field("person or organization", "", in_template=False),
    "review url": Field("where the fact-check is published", "https://desk.example/2026/bridge"),
    "review title": Field("its title", "No, the bridge is not open yet"),
    "review date": Field("when it was published", "2026-03-03"),
    "review changed": Field("when it was changed last", "", in_template=False),
    "reason": Field("why the verdict changed, in a row that corrects an earlier one", ""),
    "topics": Field("what the claim is about; several with ; between them", "Exampleton; bridges"),
    "keywords": Field("words to find it by; several with ; between them", "", in_template=False),
    "license": Field("under which licence the fact-check may be used", "", in_template=False),
}
"""All fields, in the order of the sheet. Those of a place where a claim appeared may repeat."""

TEMPLATE = tuple(name for name, field in FIELDS.items() if field.in_template)
"""The columns of the sheet that is given to a desk to fill in."""

VERDICTS: Mapping[str, str] = {name.replace("-", " "): VERDICT + name for name in NAMES}
"""Our verdicts, as a sheet names them."""


def verdict_of(text: str) -> str | None:
    """Return the IRI of the verdict of ours that a cell names, or None: ``Mostly refuted``, ``verdict:mixed``."""
    words = text.strip().removeprefix(VERDICT).removeprefix("verdict:")
    return VERDICTS.get(" ".join(words.replace("-", " ").replace("_", " ").lower().split()))


SILENT = "-"
"""What a column means that only says what others say, or is kept without a report."""

_LANGUAGE = re.compile(r"claim\s*@\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.IGNORECASE)


def language_of(name: str) -> str | None:
    """Return the language of a column for the claim in another one, ``claim@de``, or None if it is no such column."""
    match = _LANGUAGE.fullmatch(name.strip())
    return match[1] if match else None


def is_meaning(name: str) -> bool:
    """Tell whether a mapping may give this meaning to a column."""
    return name in FIELDS or name == SILENT or language_of(name) is not None
