"""Finds the documents that fit a query best: BM25F over all, then a closer look at the best of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .arrays import Array, Floats, Ints, Mask, Texts
from .laying import SATURATION
from .query import Group, Query
from .words import STEMMERS, STEMS, primary, words


class Ranking:
    """The part of an index that knows its terms."""

    def __init__(self, arrays: Mapping[str, Array], languages: Sequence[str]) -> None:
        self._arrays = arrays
        self._terms = Texts(arrays["term_blob"], arrays["term_offsets"])
        self._documents = len(arrays["kind"])
        self._languages = sorted({""} | {primary(tag) for tag in languages} & STEMMERS.keys())

    def read(self, text: str, *, unfinished: bool = False) -> Query:
        """Return the query that a text is."""
        forms = [word.form for word in words(text)]
        groups, stems = [], set[str]()
        for form in dict.fromkeys(forms):
            variants = {STEMS.stem(form, language) for language in self._languages}
            numbers = [number for variant in sorted(variants) if (number := self._number(variant)) is not None]
            if unfinished and form == forms[-1]:
                numbers += self._beginning_with(form)
            if numbers:
                stems |= variants
                groups.append(Group(tuple(dict.fromkeys(numbers)), self._weight(numbers)))
        return Query(groups, frozenset(stems), not forms, sum(group.weight for group in groups))

    def best(self, query: Query, mask: Mask, most: int) -> tuple[Ints, Floats, int]:
        """Return the best documents with their scores, the best first, and how many fit at all."""
        scores: Floats = np.where(mask, self._scores(query), np.float32(0))
        total = int(np.count_nonzero(scores))
        most = min(most, total)
        if not most:
            return np.zeros(0, np.int32), np.zeros(0, np.float32), total
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        chosen = np.flatnonzero(scores >= least)  # with all of one score, so that pages fit together
        docs: Ints = chosen[np.lexsort((chosen, -scores[chosen]))][:most].astype(np.int32)
        return docs, scores[docs], total

    def matches(self, query: Query) -> Mask:
        """Return which documents have a word of a query."""
        return self._scores(query) > 0

    def passage(self, query: Query, doc: int) -> int:
        """Return the passage of a document that has the most of a query."""
        first, last = self._arrays["passages"][doc : doc + 2].tolist()
        offsets, tokens = self._arrays["token_offsets"], self._arrays["tokens"]
        weights = {term: group.weight for group in query.groups for term in group.terms}

        def worth(passage: int) -> float:
            found = set(tokens[offsets[passage] : offsets[passage + 1]].tolist())
            return sum(weights.get(term, 0.0) for term in found)

        return max(range(first, last), key=worth)

    def _scores(self, query: Query) -> Floats:
        scores: Floats = np.zeros(self._documents, np.float32)
        offsets, docs, impacts = (self._arrays[f"posting_{name}"] for name in ("offsets", "docs", "impacts"))
        for group in query.groups:
            for term in group.terms:
                start, end = offsets[term], offsets[term + 1]
                scores[docs[start:end]] += group.weight * impacts[start:end]
        scores /= np.float32(max(query.total * (SATURATION + 1), 1e-9))
        return scores

    def _weight(self, terms: Sequence[int]) -> float:
        offsets = self._arrays["posting_offsets"]
        having = min(sum(int(offsets[term + 1] - offsets[term]) for term in set(terms)), self._documents)
        return float(np.log(1 + (self._documents - having + 0.5) / (having + 0.5)))

    def _number(self, term: str) -> int | None:
        at = self._place(term)
        return at if at < len(self._terms) and self._terms[at] == term else None

    def _beginning_with(self, form: str) -> list[int]:
        return list(range(self._place(form), self._place(form + "\U0010ffff")))[:500]

    def _place(self, term: str) -> int:
        low, high = 0, len(self._terms)
        while low < high:
            middle = (low + high) // 2
            if self._terms[middle] < term:
                low = middle + 1
            else:
                high = middle
        return low
