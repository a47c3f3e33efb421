"""Profile ``sheet``: one row a fact-check, in the columns of our own sheet, as a CSV file or a workbook.

It holds what others are told of a review, and not all that there is: the profile ``csv`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

from kb.namespaces import VERDICT
from kb.publishing.reviews import Party, Place, PublishedReview
from kb.sheets.escaping import escape
from kb.sheets.fields import FIELDS, VERDICTS
from kb.sheets.writing import write_tables

from .profiles import Content, Write

_PLACES = 3
_PLACE = ("where url", "where title", "where publisher", "where date")
_NAMES = {iri: name for name, iri in VERDICTS.items()}
_ONCE = tuple(name for name in FIELDS if name not in (*_PLACE, "archived", "quote", "confidence", "reason"))
_BEFORE = _ONCE.index("verdict")


def header() -> list[str]:
    """Return the columns: those of our own sheet, with three places where a claim appeared."""
    return [*_ONCE[:_BEFORE], *_PLACE * _PLACES, *_ONCE[_BEFORE:]]


def rows(reviews: Iterable[PublishedReview]) -> Iterator[tuple[PublishedReview, list[str]]]:
    """Yield a row for each review."""
    for review in reviews:
        fields = _fields(review)
        places = [cell for place in review.places[:_PLACES] for cell in _place(place)]
        places += [""] * (len(_PLACE) * _PLACES - len(places))
        cells = [fields.get(name, "") for name in _ONCE]
        yield review, [escape(cell) for cell in (*cells[:_BEFORE], *places, *cells[_BEFORE:])]


def write(content: Content, output: IO[bytes]) -> None:
    """Write a CSV file."""
    _write(content, output, "csv")


def write_xlsx(content: Content, output: IO[bytes]) -> None:
    """Write a workbook with one sheet.

    Raises:
        UsageError: if a spreadsheet cannot hold it.
    """
    _write(content, output, "xlsx")


WRITERS: Mapping[str, Write] = {".xlsx": write_xlsx}
"""What writes the files that end so."""


def _write(content: Content, output: IO[bytes], container: str) -> None:
    found = (("fact-checks", cells) for _, cells in rows(content.reviews()))
    write_tables({"fact-checks": header()}, found, output, container)


def _fields(review: PublishedReview) -> dict[str, str]:
    ours = _NAMES.get(review.verdict, review.verdict.removeprefix(VERDICT))
    return {
        "claim": review.text,
        "language": review.language,
        **_said_by(review.claimants),
        "said on": review.claimed,
        "verdict": ours,
        "label": review.label,
        "label language": review.label_language if review.label else "",
        "rating": review.value,
        "best rating": review.best,
        "worst rating": review.worst,
        "summary": review.description,
        "reviewer": review.publisher.name if review.publisher else "",
        "reviewer url": review.publisher.url if review.publisher else "",
        "author": _parties(author for author in review.authors if author != review.publisher),
        "review url": review.url,
        "review title": review.title,
        "review date": review.published,
        "review changed": review.modified,
        "topics": _parties(review.topics),
        "keywords": "; ".join(review.keywords),
        "license": review.license,
    }


def _said_by(claimants: Sequence[Party]) -> dict[str, str]:
    """Return who puts the claim forward: those with a name, or else what is known of those without."""
    named = [party for party in claimants if not party.is_unnamed]
    if not named:
        return {"said by": _parties(claimants), "said by type": "unnamed" if claimants else ""}
    first = named[0]
    kinds = {"organization" if party.is_organization else "person" for party in named}
    return {
        "said by": _parties(named),
        "said by url": first.url,
        "said by same as": " ".join(first.same_as),
        "said by role": first.job_title,
        "said by type": kinds.pop() if len(kinds) == 1 else "",
    }


def _place(place: Place) -> tuple[str, str, str, str]:
    return place.url, place.title, place.publisher.name if place.publisher else "", place.published


def _parties(parties: Iterable[Party]) -> str:
    return "; ".join(party.name.replace(";", ",") for party in parties)
