"""Decides what a record of a known fact-check means: nothing new, or a correction, which is a new review."""

from __future__ import annotations

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
_MEANT = {f"<{property}>" for property in REVIEW}


class Revisions:
    """The reviews of a knowledge base as they are, with those that came in."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._latest: dict[str, tuple[str, frozenset[tuple[str, str]]]] = {}

    def revised(self, review: str, pairs: Pairs) -> tuple[str, Pairs] | None:
        """Return the node that a review becomes: itself if it is new, a revision if it differs, None if it does not.

        A verdict that only our own maps give is no difference.
        """
        meant = frozenset(pair for pair in pairs if pair[0] in _MEANT)
        there = self._latest.get(review) or self._there(review)
        if there is None:
            self._latest[review] = (review, meant)
            return review, pairs
        older, before = there
        changed = sorted({name for name, value in meant if (name, value) not in before})
        if fc("originalRating") in dict(meant) and fc("originalRating") not in changed:
            changed = [name for name in changed if name != fc("verdict")]
        if not changed:
            return None
        new = iri(f"{review[1:-1]}-{digest(older, *sorted(map(str, meant)))[:6]}")
        self._latest[review] = (new, meant)
        given = [pair for pair in pairs if pair[0] != fc("reason")]
        given += [(prov("wasRevisionOf"), older), (fc("reason"), _reason(changed, dict(before), dict(meant)))]
        return new, given

    def _there(self, review: str) -> tuple[str, frozenset[tuple[str, str]]] | None:
        if not self._known.has(review):
            return None
        latest = self._known.latest(review)
        values = [(f"<{name}>", value) for name in REVIEW for value in self._known.values(latest, name)]
        return latest, frozenset(values)


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
