"""Reads a text as a query: which terms of an index its words may mean, and what each word weighs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np

from .arrays import Array, Texts
from .grams import grams
from .posts import said
from .query import Group, Query
from .words import STEMMERS, STEMS, bare, primary, words

MOST_WORDS = 400
"""So many different words of a text are looked for, the first ones."""

_RARITY = 1.25  # how much more a rare word says than BM25 has it: a post has many words beside those of its claim
_RESEMBLES = 0.55  # of the runs of two words, so many are shared where one may be a slip of the other
_MOST_BEGUN, _MOST_RESEMBLING, _MOST_SLIPS, _SHORTEST_SLIP = 300, 3, 12, 5


class Reader:
    """Knows the words of an index."""

    def __init__(self, arrays: Mapping[str, Array], languages: Sequence[str]) -> None:
        self._arrays = arrays
        self._terms = Texts(arrays["term_blob"], arrays["term_offsets"])
        self._documents = len(arrays["kind"])
        self._languages = sorted({""} | {primary(tag) for tag in languages} & STEMMERS.keys())

    def read(self, text: str, *, unfinished: bool = False) -> Query:
        """Return the query that a text is; if it is ``unfinished``, its last word may go on."""
        forms = list(dict.fromkeys(word.form for word in words(said(text))))[:MOST_WORDS]
        groups, total, slips = list[Group](), 0.0, 0
        for form in forms:
            stems = {STEMS.stem(form, language) for language in self._languages}
            numbers = [number for stem in sorted(stems) if (number := self._number(stem)) is not None]
            if unfinished and form == forms[-1]:
                numbers += self._beginning_with(bare(form))
            likeness = 1.0
            if not numbers and len(form) >= _SHORTEST_SLIP and slips < _MOST_SLIPS:
                slips += 1
                numbers, likeness = self._resembling(form)
            weight = self.weight(numbers)
            total += weight
            if numbers:
                groups.append(Group(tuple(dict.fromkeys(numbers)), weight * likeness))
        known = frozenset(self._terms[term] for group in groups for term in group.terms)
        buckets, counts = np.unique(grams(forms)[1], return_counts=True)
        return Query(groups, known, not forms, total, buckets.astype(np.int32), counts.astype(np.float32))

    def weight(self, terms: Sequence[int]) -> float:
        """Return what a word weighs that may be each of some terms: the more, the fewer documents have one."""
        offsets = self._arrays["posting_offsets"]
        having = min(sum(int(offsets[term + 1] - offsets[term]) for term in set(terms)), self._documents)
        return float(np.log(1 + (self._documents - having + 0.5) / (having + 0.5)) ** _RARITY)

    def _number(self, term: str) -> int | None:
        at = bisect_left(self._terms, term)
        return at if at < len(self._terms) and self._terms[at] == term else None

    def _beginning_with(self, form: str) -> list[int]:
        first, last = bisect_left(self._terms, form), bisect_left(self._terms, form + "\U0010ffff")
        return list(range(first, min(last, first + _MOST_BEGUN)))

    def _resembling(self, form: str) -> tuple[list[int], float]:
        """Return the terms of the words most like one that the index does not know, and how like it they are."""
        runs = np.unique(grams([form])[1])
        starts, lexemes = self._arrays["gram_starts"], self._arrays["gram_lexemes"]
        sharing = np.concatenate([lexemes[starts[run] : starts[run + 1]] for run in runs.tolist()])
        if not len(sharing):
            return [], 1.0
        found, shared = np.unique(sharing, return_counts=True)
        offsets = self._arrays["gram_offsets"]
        likeness = 2 * shared / (len(runs) + offsets[found + 1] - offsets[found])
        best = np.argsort(-likeness, kind="stable")[:_MOST_RESEMBLING]
        best = best[likeness[best] >= max(_RESEMBLES, 0.8 * float(likeness.max()))]
        terms = dict.fromkeys(self._arrays["lexeme_term"][found[best]].tolist())
        return list(terms), float(likeness[best].max()) if len(best) else 1.0
