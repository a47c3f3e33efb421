"""The index: opened from its file, asked by many threads at once, never changed.

::

    index = Index.open(index_path(kb))
    found = index.search("the bridge is closed", Filters(languages=("en",)), limit=10)
    found.total, [(hit.iri, hit.score, hit.title) for hit in found.hits]
    index.facets("bridge")["verdict"]       # [(IRI, how many), …], the most first
    index.suggest("har", kinds=("agent",))  # for what is being typed
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import StoreError, UsageError

from .arrays import Array, Floats, Ints, Mask, Texts, read
from .documents import FACETS, KINDS
from .filters import Filters, host_of
from .laying import EPOCH, UNCOUNTED, UNDATED
from .query import Query
from .ranking import Ranking
from .reading import Reader
from .snippets import Snippet, snippet

LAYOUT = 3
"""Changes whenever an older file can no longer be read, or would find other things."""

LONGEST_QUERY = 100_000
"""The most characters of a text to search for; more are refused."""


@dataclass(frozen=True)
class Hit:
    """Something found: what it is called, and the words in which it was found.

    ``score`` is from 0 to 1 for a text, and says how much of it was found; without a text it is 0. ``origins`` are the
    ends of the number of independent origins, None where none are counted.
    """

    iri: str
    kind: str
    score: float
    title: str
    language: str
    snippet: Snippet
    verdicts: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    date: date | None = None
    origins: tuple[int, int] | None = None


@dataclass(frozen=True)
class Found:
    """How many documents there are, and some of them, the best first."""

    total: int
    hits: list[Hit]


class Index:
    """What can be found in a knowledge base; see the module for how it is used."""

    def __init__(self, facts: dict[str, Any], arrays: dict[str, Array]) -> None:
        self.facts = facts
        self._arrays = arrays
        self._iris, self._texts = (Texts(arrays[f"{name}_blob"], arrays[f"{name}_offsets"]) for name in ("iri", "text"))
        self._languages = list(Texts(arrays["language_blob"], arrays["language_offsets"]))
        self._values = {name: Texts(arrays[f"facet_{name}_blob"], arrays[f"facet_{name}_offsets"]) for name in FACETS}
        self._reader, self._ranking = Reader(arrays, self._languages), Ranking(arrays)

    @classmethod
    def open(cls, path: Path) -> Index:
        """Open the index in a file.

        Raises:
            StoreError: if there is none, or it is damaged, or was made by another version.
        """
        facts, arrays = read(path)
        if facts.get("layout", LAYOUT) != LAYOUT:
            raise StoreError(f"the index {path} was made by another version", hint="run 'kb build'")
        return cls(facts, arrays)

    def __len__(self) -> int:
        return len(self._iris)

    def search(
        self,
        text: str = "",
        filters: Filters | None = None,
        *,
        limit: int = 10,
        offset: int = 0,
        kinds: Sequence[str] = ("claim",),
    ) -> Found:
        """Return what fits a text best, among what the filters let through; without a text, the newest.

        Raises:
            UsageError: if the text is too long, or there is no such kind.
        """
        query = self._query(text)
        mask = self._mask(filters or Filters(), kinds)
        docs, scores, total = self._ranked(query, mask, offset + limit)
        chosen = zip(docs[offset : offset + limit].tolist(), scores[offset : offset + limit].tolist(), strict=True)
        return Found(total, [self._hit(doc, score, query) for doc, score in chosen])

    def rank(
        self, text: str, filters: Filters | None = None, *, limit: int = 10, kinds: Sequence[str] = ("claim",)
    ) -> list[tuple[str, float]]:
        """Return the same, IRIs and scores alone, for many texts."""
        docs, scores, _ = self._ranked(self._query(text), self._mask(filters or Filters(), kinds), limit)
        return [(self._iris[doc], score) for doc, score in zip(docs.tolist(), scores.tolist(), strict=True)]

    def facets(
        self, text: str = "", filters: Filters | None = None, *, kinds: Sequence[str] = ("claim",), limit: int = 20
    ) -> dict[str, list[tuple[str, int]]]:
        """Count what a search finds by the values of each facet, the most frequent first."""
        mask = self._mask(filters or Filters(), kinds)
        query = self._query(text)
        if query:
            mask = self._ranking.matches(query, mask)
        return {name: self._counts(name, mask, limit) for name in FACETS}

    def suggest(self, prefix: str, kinds: Sequence[str] = KINDS, *, limit: int = 10) -> list[Hit]:
        """Return what is called by words of which the last may be only begun."""
        query = self._query(prefix, unfinished=True)
        docs, scores, _ = self._ranked(query, self._mask(Filters(), kinds), limit)
        return [self._hit(doc, score, query) for doc, score in zip(docs.tolist(), scores.tolist(), strict=True)]

    def _query(self, text: str, *, unfinished: bool = False) -> Query:
        if len(text) > LONGEST_QUERY:
            raise UsageError(
                f"the text to search for has {len(text):,} characters", hint=f"at most {LONGEST_QUERY:,} are read"
            )
        return self._reader.read(text, unfinished=unfinished)

    def _ranked(self, query: Query, mask: Mask, most: int) -> tuple[Ints, Floats, int]:
        if query.is_empty:
            docs = np.flatnonzero(mask).astype(np.int32)
            newest = docs[np.argsort(-self._arrays["date"][docs].astype(np.int64), kind="stable")[:most]]
            return newest, np.zeros(len(newest), np.float32), len(docs)
        return self._ranking.best(query, mask, most)

    def _mask(self, filters: Filters, kinds: Sequence[str]) -> Mask:
        for kind in kinds:
            if kind not in KINDS:
                raise UsageError(f"there is no kind '{kind}' to search for", hint=f"kinds: {', '.join(KINDS)}")
        arrays = self._arrays
        mask: Mask = np.isin(arrays["kind"], [KINDS.index(kind) for kind in kinds])
        for name, values in filters.facets().items():
            mask &= self._having(name, values)
        dates = arrays["date"]
        if filters.since is not None:
            mask &= dates >= filters.since.toordinal() - EPOCH
        if filters.until is not None:
            mask &= (dates <= filters.until.toordinal() - EPOCH) & (dates != UNDATED)
        if filters.origins_at_least is not None:
            mask &= arrays["least"] >= filters.origins_at_least
        if filters.origins_at_most is not None:
            mask &= (arrays["most"] <= filters.origins_at_most) & (arrays["most"] != UNCOUNTED)
        return mask

    def _having(self, name: str, values: Sequence[str]) -> Mask:
        """Return which documents have one of some values."""
        mask = np.zeros(len(self), bool)
        starts, docs = self._arrays[f"facet_{name}_starts"], self._arrays[f"facet_{name}_docs"]
        for value in values:
            for number in self._standing_for(name, value):
                mask[docs[starts[number] : starts[number + 1]]] = True
        return mask

    def _standing_for(self, name: str, asked: str) -> list[int]:
        """Return the numbers of the values of a facet that one that is asked for stands for."""
        known = self._values[name]
        if name == "language":
            return [at for at, tag in enumerate(known) if f"{tag.lower()}-".startswith(f"{asked.lower()}-")]
        if name == "verdict":
            return [at for at, iri in enumerate(known) if asked in (iri, iri.rpartition("/")[2])]
        value = host_of(asked) if name == "publisher" else asked
        at = bisect_left(known, value)
        return [at] if at < len(known) and known[at] == value else []

    def _counts(self, name: str, mask: Mask, limit: int) -> list[tuple[str, int]]:
        docs, starts = self._arrays[f"facet_{name}_docs"], self._arrays[f"facet_{name}_starts"]
        sums = np.concatenate([[0], np.cumsum(mask[docs])])
        counts = sums[starts[1:]] - sums[starts[:-1]]
        most = np.argsort(-counts, kind="stable")[:limit]
        return [(self._values[name][number], int(counts[number])) for number in most.tolist() if counts[number]]

    def _of(self, name: str, doc: int) -> tuple[str, ...]:
        first, last = self._arrays[f"facet_{name}_of"][doc : doc + 2].tolist()
        return tuple(self._values[name][at] for at in self._arrays[f"facet_{name}_values"][first:last].tolist())

    def _name(self, doc: int, chosen: int) -> int:
        """Return the passage that says what a document is called, in the language of one that was found."""
        first, last = self._arrays["passages"][doc : doc + 2].tolist()
        part, language = self._arrays["part"], self._arrays["passage_language"]
        names = [at for at in range(first, last) if part[at] == part[first]]
        return next((at for at in names if language[at] == language[chosen]), first)

    def _hit(self, doc: int, score: float, query: Query) -> Hit:
        arrays = self._arrays
        chosen = int(arrays["passages"][doc]) if query.is_empty else self._ranking.passage(query, doc)
        called = self._name(doc, chosen)
        days, least = int(arrays["date"][doc]), int(arrays["least"][doc])
        language = arrays["passage_language"]
        return Hit(
            iri=self._iris[doc],
            kind=KINDS[arrays["kind"][doc]],
            score=round(float(score), 4),
            title=self._texts[called],
            language=self._languages[language[called]],
            snippet=snippet(self._texts[chosen], self._languages[language[chosen]], query),
            verdicts=self._of("verdict", doc),
            publishers=self._of("publisher", doc),
            date=None if days == UNDATED else date.fromordinal(days + EPOCH),
            origins=None if least == UNCOUNTED else (least, int(arrays["most"][doc])),
        )
