"""Finds the documents that fit a query best: BM25F over all, then a closer look at the best of them.

The closer look compares the characters of words, so that related, compounded and misspelt words count for something,
and a document that says what the query says, and little else, comes before one that says it among other things.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .arrays import Array, Floats, Ints, Mask
from .grams import BUCKETS, spread
from .query import Query

_CLOSER = 150  # documents
_LONGEST = 300  # tokens of each that are looked at
_CHARACTERS = 0.4  # what likeness in characters counts beside that in words
_FAINT = 0.15  # of the best: what fits less is not worth showing


class Ranking:
    """The part of an index that compares documents with queries."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays
        self._documents = len(arrays["kind"])

    def best(self, query: Query, mask: Mask, most: int) -> tuple[Ints, Floats, int]:
        """Return the best of the documents in a mask with their scores, the best first, and how many fit at all."""
        scores = self._scores(query, mask)
        total = _fitting(scores)
        wanted = min(max(most, _CLOSER), total)
        if not wanted:
            return np.zeros(0, np.int32), np.zeros(0, np.float32), 0
        least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
        chosen = np.flatnonzero(scores >= least)  # with all of one score, so that pages fit together
        docs: Ints = chosen[np.lexsort((chosen, -scores[chosen]))][:wanted].astype(np.int32)
        found = scores[docs]
        close = min(_CLOSER, wanted)
        found[:close] += _CHARACTERS * self._likeness(query, docs[:close])
        order = np.argsort(-found[:close], kind="stable")
        docs[:close], found[:close] = docs[:close][order], found[:close][order]
        found[close:] = np.minimum(found[close:], found[close - 1])
        return docs[:most], found[:most] / (1 + _CHARACTERS), total

    def matches(self, query: Query, mask: Mask) -> Mask:
        """Return which documents in a mask fit a query."""
        scores = self._scores(query, mask)
        found: Mask = scores >= max(_FAINT * float(scores.max(initial=0)), 1e-9)
        return found

    def passage(self, query: Query, doc: int) -> int:
        """Return the passage of a document that has the most of a query."""
        first, last = self._arrays["passages"][doc : doc + 2].tolist()
        offsets, tokens, of = (self._arrays[name] for name in ("token_offsets", "tokens", "lexeme_term"))
        weights = {term: group.weight for group in query.groups for term in group.terms}

        def worth(passage: int) -> float:
            found = set(of[tokens[offsets[passage] : offsets[passage + 1]]].tolist())
            return sum(weights.get(term, 0.0) for term in found)

        return max(range(first, last), key=worth)

    def _scores(self, query: Query, mask: Mask) -> Floats:
        """Return how much of a query each document has, by words: from 0 to 1."""
        scores: Floats = np.zeros(self._documents, np.float32)
        offsets, docs, impacts = (self._arrays[f"posting_{name}"] for name in ("offsets", "docs", "impacts"))
        scale = 1 / max(query.total, 1e-9)
        for group in query.groups:
            for term in group.terms:
                start, end = offsets[term], offsets[term + 1]
                scores[docs[start:end]] += np.float32(group.weight * scale) * impacts[start:end]
        scores *= mask
        return scores

    def _likeness(self, query: Query, docs: Ints) -> Floats:
        """Return how like a query documents are in their characters: as a whole, and the likest passage of each."""
        passages, token_offsets = self._arrays["passages"], self._arrays["token_offsets"]
        starts = token_offsets[passages[docs]]
        counts = np.minimum(token_offsets[passages[docs + 1]] - starts, _LONGEST)
        places = spread(starts, counts)
        lexemes = self._arrays["tokens"][places]
        passage = np.searchsorted(token_offsets, places, "right") - 1
        begin = self._arrays["gram_offsets"][lexemes]
        each = self._arrays["gram_offsets"][lexemes + 1] - begin
        runs = self._arrays["grams"][spread(begin, each)]
        owners = np.repeat(np.repeat(np.arange(len(docs)), counts), each)
        numbers, inner = np.unique(np.repeat(passage, each), return_inverse=True)
        whole = self._cosines(query, runs, owners, len(docs))
        parts = self._cosines(query, runs, inner, len(numbers))
        likest = np.zeros(len(docs), np.float32)
        owner = np.zeros(len(numbers), np.int64)
        owner[inner] = owners
        np.maximum.at(likest, owner, parts)
        mean: Floats = ((whole + likest) / 2).astype(np.float32)
        return mean

    def _cosines(self, query: Query, runs: Ints, owners: Array, number: int) -> Floats:
        """Return the cosine between a query and each of some bags of runs, every run weighed by its rarity."""
        worth = self._arrays["gram_weights"]
        asked = np.zeros(BUCKETS, np.float32)
        asked[query.grams] = worth[query.grams] * (1 + np.log(query.counts))
        keys, counts = np.unique(owners.astype(np.int64) * BUCKETS + runs, return_counts=True)
        bags, buckets = keys // BUCKETS, keys % BUCKETS
        weights = worth[buckets] * (1 + np.log(counts))
        products = np.bincount(bags, weights * asked[buckets], minlength=number)
        norms = np.sqrt(np.bincount(bags, weights**2, minlength=number)) * float(np.linalg.norm(asked))
        cosines: Floats = (products / np.maximum(norms, 1e-9)).astype(np.float32)
        return cosines


def _fitting(scores: Floats) -> int:
    best = float(scores.max(initial=0))
    return int(np.count_nonzero(scores >= _FAINT * best)) if best > 0 else 0
