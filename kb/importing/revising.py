"""Decides what a record of a known fact-check means: nothing new, or a correction, which is a new review."""

from __future__ import annotations

from collections.abc import Iterable

from kb.namespaces import FC, SCHEMA

from .agents import Node, Pairs
from .known import REVIEW, Known, content
from .naming import digest, plain, url_key
from .terms import fc, iri, prov, schema, text

_WORDS = {
    f"<{FC}originalRating>": "rating",
    f"<{FC}verdict>": "verdict",
    f"<{FC}confidence>": "confidence",
    f"<{SCHEMA}datePublished>": "date",
    f"<{SCHEMA}author>": "author",
    f"<{SCHEMA}url>": "address",
    f"<{SCHEMA}name>": "title",
    f"<{SCHEMA}license>": "licence",
    f"<{SCHEMA}ratingValue>": "number of the rating",
    f"<{SCHEMA}bestRating>": "best rating",
    f"<{SCHEMA}worstRating>": "worst rating",
}
_MEANT = {f"<{predicate}>" for predicate in REVIEW}


class Revisions:
    """The reviews of a knowledge base as they are, with those that came in."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._latest: dict[str, tuple[str, bytes]] = {}

    def revised(self, review: str, pairs: Pairs) -> tuple[str, Pairs] | None:
        """Return the node that a review becomes: itself if it is new, a revision if it differs, None if it does not.

        A verdict that only our own maps give is no difference.
        """
        meant = {pair for pair in pairs if pair[0] in _MEANT}
        there = self._latest.get(review)
        older, before = (there[0], _unpacked(there[1])) if there is not None else self._there(review)
        if not older:
            self._latest[review] = (review, _packed(meant))
            return review, pairs
        essence = {(name, _essence(name, value)) for name, value in before}
        changed = sorted({name for name, value in meant if (name, _essence(name, value)) not in essence})
        if fc("originalRating") in dict(meant) and fc("originalRating") not in changed:
            changed = [name for name in changed if name != fc("verdict")]
        if not changed:
            return None
        new = iri(f"{review[1:-1]}-{digest(older, *sorted(map(str, meant)))[:6]}")
        self._latest[review] = (new, _packed(meant))
        given = [pair for pair in pairs if pair[0] != fc("reason")]
        given += [(prov("wasRevisionOf"), older), (fc("reason"), _reason(changed, dict(before), dict(meant)))]
        return new, given

    def judged(self, review: str, pairs: Pairs) -> Node | None:
        """Return the verdict and flags that a known review lacks, where its label is the one that they are for."""
        if review in self._latest or not self._known.has(review):
            return None
        latest = self._known.latest(review)
        labels, verdicts = (self._known.values(latest, FC + name) for name in ("originalRating", "verdict"))
        new = [pair for pair in pairs if pair[0] in (fc("verdict"), fc("flag"))]
        is_the_same = [value for name, value in pairs if name == fc("originalRating")] == labels
        if verdicts or not labels or not is_the_same or fc("verdict") not in dict(new):
            return None
        self._latest[review] = (latest, b"")
        return latest, new

    def _there(self, review: str) -> tuple[str, set[tuple[str, str]]]:
        """Return the newest revision of a review and what it says, or nothing if there is none."""
        if not self._known.has(review):
            return "", set()
        latest = self._known.latest(review)
        return latest, {(f"<{name}>", value) for name in REVIEW for value in self._known.values(latest, name)}


def _essence(name: str, value: str) -> str:
    """Return what a value says, however exactly another record of the same may say it.

    A day is the same with a time or without one, a page with ``http`` or ``https``, a text in a language that only one
    of two records tells.
    """
    if name == schema("datePublished"):
        return content(value)[:10]
    return url_key(value[1:-1]) if name == schema("url") else plain(content(value))


def _packed(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Keep pairs in little space: there may be hundreds of thousands of reviews. No term has an unescaped NUL."""
    return "\0".join(term for pair in pairs for term in pair).encode()


def _unpacked(data: bytes) -> set[tuple[str, str]]:
    terms = data.decode().split("\0")
    return set(zip(terms[::2], terms[1::2], strict=True))


def _reason(changed: list[str], before: dict[str, str], after: dict[str, str]) -> str:
    parts = [
        f"{_WORDS.get(name, 'record')} {_shown(before[name])} is now {_shown(after[name])}"
        if name in before
        else f"{_WORDS.get(name, 'record')} {_shown(after[name])} was added"
        for name in changed
    ]
    return text(f"The publisher's record was corrected: {', '.join(parts)}.", "en")


def _shown(term: str) -> str:
    return f"“{content(term)}”" if term.startswith('"') else term
