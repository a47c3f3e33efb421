"""Decides what a record of a known fact-check means: nothing new, or a correction, which is a new review."""

from __future__ import annotations

from collections.abc import Iterable

from kb.namespaces import FC, SCHEMA

from .agents import Pairs
from .known import REVIEW, Known, content
from .naming import digest
from .terms import fc, iri, prov, text

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
        changed = sorted({name for name, value in meant if (name, value) not in before})
        if fc("originalRating") in dict(meant) and fc("originalRating") not in changed:
            changed = [name for name in changed if name != fc("verdict")]
        if not changed:
            return None
        new = iri(f"{review[1:-1]}-{digest(older, *sorted(map(str, meant)))[:6]}")
        self._latest[review] = (new, _packed(meant))
        given = [pair for pair in pairs if pair[0] != fc("reason")]
        given += [(prov("wasRevisionOf"), older), (fc("reason"), _reason(changed, dict(before), dict(meant)))]
        return new, given

    def _there(self, review: str) -> tuple[str, set[tuple[str, str]]]:
        """Return the newest revision of a review and what it says, or nothing if there is none."""
        if not self._known.has(review):
            return "", set()
        latest = self._known.latest(review)
        return latest, {(f"<{name}>", value) for name in REVIEW for value in self._known.values(latest, name)}


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
