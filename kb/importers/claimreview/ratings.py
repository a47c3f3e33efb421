"""Reads the rating of a ClaimReview: its label and its numbers, however they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from kb.namespaces import VERDICT
from kb.verdicts import VERDICTS

from .keys import RATING, unmapped
from .values import addresses, has_content, listed, plain_keys, text

if TYPE_CHECKING:
    from .mapping import Reading

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_OF = re.compile(rf"({_NUMBER.pattern})\s*/\s*({_NUMBER.pattern})")


class Rating(NamedTuple):
    """A rating: its label, its numbers, and the verdict of ours that it names itself."""

    label: str = ""
    value: str = ""
    best: str = ""
    worst: str = ""
    verdict: str = ""


def rating_of(reading: Reading) -> Rating:
    """Return the rating; a value that is no number is a label."""
    given = [reading.around.resolved(each) for each in listed(reading.get("reviewRating"))]
    if len(given) > 1 and has_content(given[1:]):
        reading.unmapped.append("reviewRating (further ones)")
    for each in given[:1]:
        return _rated(reading, plain_keys(each) if isinstance(each, dict) else {"ratingValue": each})
    return Rating()


def _said(value: Any) -> str:
    """Return a label or a number; what JSON writes as true or false is a label, too."""
    return f"{value}".lower() if isinstance(value, bool) else text(value)


def _rated(reading: Reading, rating: dict[str, Any]) -> Rating:
    reading.unmapped += unmapped(rating, RATING, "reviewRating.")
    label = _said(rating.get("alternateName")) or _said(rating.get("name"))
    value, best, worst = (_said(rating.get(key)) for key in ("ratingValue", "bestRating", "worstRating"))
    if of := _OF.fullmatch(value):
        label, value, best = label or value, of[1], best or of[2]
    elif not label and value and not _NUMBER.fullmatch(value):
        label, value = value, ""
    if not label and not value:
        label = text(rating.get("ratingExplanation"))
    verdict = next((each for each in addresses(rating.get("sameAs")) if each in VERDICTS), "")
    if not verdict and has_content(rating.get("sameAs")):
        reading.unmapped.append("reviewRating.sameAs")
    if verdict and label == verdict.removeprefix(VERDICT).replace("-", " "):
        return Rating(verdict=verdict)  # our own words for it, and our own scale
    return Rating(label, value, best, worst, verdict)
