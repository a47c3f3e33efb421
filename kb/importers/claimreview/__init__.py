"""ClaimReview: web pages, JSON, lines of JSON, Data Commons feeds, answers of APIs.

A tolerant mapper of keys, and no parser of JSON-LD: contexts are neither needed nor fetched. ``blocks`` finds the JSON
in a file, ``finding`` the ClaimReviews in the JSON, ``values`` reads what stands behind a key, however it is written,
and ``mapping`` makes a neutral record of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kb.importing.inputs import Input
from kb.importing.records import Item, Options, Rejected

from .blocks import Block, Broken, read_blocks
from .finding import claim_reviews
from .mapping import fact_checks

_PLAIN = (".json", ".jsonl", ".ndjson", ".jsonld", ".html", ".htm", ".xhtml")
SUFFIXES = (*_PLAIN, ".rejected", *(f"{suffix}.gz" for suffix in _PLAIN))

FIELDS = {
    "text": "claimReviewed",
    "originalRating": "reviewRating.alternateName",
    "verdict": "reviewRating.alternateName",
    "on": "itemReviewed.datePublished",
    "by": "itemReviewed.author",
    "in": "itemReviewed.appearance",
    "cites": "itemReviewed.appearance",
}
"""Which key of a record a property comes from, where it is not called the same."""


def read(source: Input, options: Options) -> Iterator[Item]:
    """Yield what a file holds: a fact-check for each claim of each ClaimReview."""
    for block in read_blocks(source):
        where = f"{source.place}{block.where}"
        if isinstance(block, Broken):
            yield Rejected(where, block.reason, block.text)
            continue
        try:
            yield from _read(block, where, options)
        except RecursionError:
            yield Rejected(where, "it is nested too deeply", "")


def _read(block: Block, where: str, options: Options) -> Iterator[Item]:
    found = 0
    for number, (review, around) in enumerate(claim_reviews(block.value, block.beside), start=1):
        found = number
        place = f"{where}, ClaimReview {number}" if block.is_document else where
        yield from fact_checks(review, around, place, options, block)
    if not found and block.is_record:
        yield Rejected(where, "there is no ClaimReview in it", _dumped(block.value))


def _dumped(value: Any) -> str:
    from .values import dumped

    return dumped(value)
