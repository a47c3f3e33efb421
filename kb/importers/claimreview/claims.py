"""Reads which claims a ClaimReview reviews: mostly one, in ``claimReviewed``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .finding import Object
from .values import listed, plain_keys, texts

if TYPE_CHECKING:
    from .mapping import Reading


@dataclass(frozen=True)
class Told:
    """A claim as it is told: its text, its language, its texts in others, and the item that alone it is about."""

    text: str
    language: str = ""
    others: tuple[tuple[str, str], ...] = ()
    item: Object | None = None


def claims_of(reading: Reading) -> list[Told]:
    """Return the claims; texts that are each in another language are one claim."""
    given = [
        each.get("text", each) if isinstance(each, dict) else each for each in listed(reading.get("claimReviewed"))
    ]
    found = [each for each in dict.fromkeys(texts(given)) if any(map(str.isalnum, each[0]))]
    tags = {language for _, language in found}
    if len(found) > 1 and len(tags) == len(found) and "" not in tags:
        return [Told(*found[0], others=tuple(found[1:]))]
    return [Told(*each) for each in found] or list(_claims_of_items(reading))


def _claims_of_items(reading: Reading) -> Iterator[Told]:
    """Yield what the reviewed items say themselves, each with the item that says it."""
    for each in listed(reading.get("itemReviewed")):
        item = reading.around.resolved(each)
        if isinstance(item, dict):
            item = plain_keys(item)
            for said, language in [*texts(item.get("text")), *texts(item.get("name"))][:1]:
                if any(map(str.isalnum, said)):
                    yield Told(said, language, item=item)
