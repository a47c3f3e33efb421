"""Which of the labels that reviews keep from their publishers a verdict map knows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from .columns.table import Columns
from .columns.texts import language, lexical
from .namespaces import FC, SCHEMA
from .verdicts import Rating, VerdictMaps


@dataclass(frozen=True)
class Labelled:
    """A label as a publisher uses it: the host of its reviews, its language, how many there are, what it means."""

    host: str
    label: str
    language: str
    count: int
    rating: Rating | None


def labels(columns: Columns, maps: VerdictMaps) -> list[Labelled]:
    """Return the labels of all reviews, those that no map knows first, then the more frequent first."""
    urls, ratings = columns.pairs_of(SCHEMA + "url"), columns.pairs_of(FC + "originalRating")
    counts: Counter[tuple[str, str]] = Counter()
    text = columns.terms.text
    for review, label in zip(ratings.left.tolist(), ratings.right.tolist(), strict=True):
        address = next((lexical(text(url)) for url in urls.values(review)), "")
        counts[_host(address), text(label)] += 1
    found = [
        Labelled(host, lexical(label), language(label), count, _meaning(maps, host, label))
        for (host, label), count in counts.items()
    ]
    return sorted(found, key=lambda each: (each.rating is not None, -each.count, each.host, each.label))


def publishers(maps: VerdictMaps, label: str, tag: str = "") -> list[tuple[str, Rating]]:
    """Return what a label means at each publisher that uses it, by host."""
    found = ((host, labels.find(label, tag)) for host, labels in sorted(maps.by_host.items()))
    return [(host, rating) for host, rating in found if rating is not None]


def _meaning(maps: VerdictMaps, host: str, label: str) -> Rating | None:
    known = maps.find(host)
    return known.find(lexical(label), language(label)) if known is not None else None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
