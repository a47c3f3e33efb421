"""Lays documents out as arrays: their words in order, and for each word the documents that have it, and how much."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from .arrays import Array, Ints, Offsets, Texts, offsets_of
from .documents import FACETS, KINDS, PARTS, Document
from .words import STEMS, primary, words

EPOCH = date(1970, 1, 1).toordinal()
UNDATED = -(1 << 31)
UNCOUNTED = -1

# BM25F: what a word counts in each part, and how much the length of a passage and repetition matter. They are the
# usual values for short texts, fitted to no collection.
_WEIGHTS: Mapping[str, float] = {"text": 1.0, "title": 1.0, "context": 0.5}
_LENGTH, SATURATION = 0.75, 1.2


class Layout:
    """Takes documents one by one; ``arrays`` gives what comes of them."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._tokens = array("i")
        self._iris: list[str] = []
        self._kinds, self._dates, self._least, self._most = array("b"), array("i"), array("i"), array("i")
        self._passages: list[str] = []
        self._passage_doc, self._passage_part, self._passage_tokens = array("i"), array("b"), array("i")
        self._passage_language = array("i")
        self._languages: dict[str, int] = {}
        self._facets: dict[str, tuple[dict[str, int], array[int], array[int]]] = {
            name: ({}, array("i"), array("i")) for name in FACETS
        }

    def add(self, document: Document) -> None:
        """Add a document, which must have a passage."""
        number = len(self._iris)
        self._iris.append(document.iri)
        self._kinds.append(KINDS.index(document.kind))
        self._dates.append(UNDATED if document.date is None else document.date.toordinal() - EPOCH)
        least, most = document.origins or (UNCOUNTED, UNCOUNTED)
        self._least.append(least)
        self._most.append(most)
        for passage in document.passages:
            tokens = self._numbered(passage.text, primary(passage.language))
            self._tokens.extend(tokens)
            self._passages.append(passage.text)
            self._passage_doc.append(number)
            self._passage_part.append(PARTS.index(passage.part))
            self._passage_tokens.append(len(tokens))
            self._passage_language.append(self._languages.setdefault(passage.language, len(self._languages)))
        for name, values in document.facets.items():
            numbers, docs, found = self._facets[name]
            docs.extend([number] * len(values))
            found.extend(numbers.setdefault(value, len(numbers)) for value in values)

    def _numbered(self, text: str, language: str) -> list[int]:
        terms, stem = self._terms, STEMS.stem
        return [terms.setdefault(stem(word.form, language), len(terms)) for word in words(text)]

    def arrays(self) -> dict[str, Array]:
        """Return everything that an index is made of."""
        terms, tokens = _in_order(self._terms, np.array(self._tokens, np.int32))
        part, doc = np.array(self._passage_part, np.int8), np.array(self._passage_doc, np.int32)
        counts, documents = np.array(self._passage_tokens, np.int64), len(self._iris)
        offsets, docs, impacts = _postings(tokens, counts, part, doc, len(terms), documents)
        found: dict[str, Array] = {
            "kind": np.array(self._kinds, np.int8),
            "date": np.array(self._dates, np.int32),
            "least": np.array(self._least, np.int32),
            "most": np.array(self._most, np.int32),
            "passages": offsets_of(np.bincount(doc, minlength=documents)),
            "part": part,
            "passage_language": np.array(self._passage_language, np.int32),
            "tokens": tokens,
            "token_offsets": offsets_of(counts),
            "posting_offsets": offsets,
            "posting_docs": docs,
            "posting_impacts": impacts,
        }
        for name, texts in (
            ("iri", self._iris),
            ("text", self._passages),
            ("term", list(terms)),
            ("language", list(self._languages)),
        ):
            _pack(found, name, texts)
        for name, (values, owners, numbers) in self._facets.items():
            _pack(found, f"facet_{name}", list(values))
            of, which = np.array(owners, np.int32), np.array(numbers, np.int32)
            order = np.argsort(which, kind="stable")
            found[f"facet_{name}_docs"] = of[order]
            found[f"facet_{name}_starts"] = offsets_of(np.bincount(which, minlength=len(values)))
        return found


def lay_out(documents: Iterable[Document]) -> dict[str, Array]:
    """Return the arrays of an index of some documents; those without any text are left out."""
    layout = Layout()
    for document in documents:
        if document.passages:
            layout.add(document)
    return layout.arrays()


def _pack(found: dict[str, Array], name: str, texts: list[str]) -> None:
    packed = Texts.of(texts)
    found[f"{name}_blob"], found[f"{name}_offsets"] = packed.blob, packed.offsets


def _in_order(terms: Mapping[str, int], tokens: Ints) -> tuple[list[str], Ints]:
    """Return terms in their order, and tokens numbered by it."""
    ordered = sorted(terms)
    new = np.zeros(len(ordered), np.int32)
    new[[terms[term] for term in ordered]] = np.arange(len(ordered), dtype=np.int32)
    return ordered, new[tokens] if len(tokens) else tokens


def _postings(
    tokens: Ints, counts: Offsets, part: Array, doc: Ints, terms: int, documents: int
) -> tuple[Offsets, Ints, Array]:
    """Return where the documents of each term begin, these documents in order, and what the term counts in each."""
    weights = np.array([_WEIGHTS[name] for name in PARTS])[part]
    totals = np.bincount(part, counts, minlength=len(PARTS))
    average = (totals / np.maximum(np.bincount(part, minlength=len(PARTS)), 1))[part]
    each = weights / (1 - _LENGTH + _LENGTH * counts / np.maximum(average, 1))
    keys = tokens.astype(np.int64) * max(documents, 1) + np.repeat(doc, counts)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    sums = np.add.reduceat(np.repeat(each, counts)[order], firsts) if len(keys) else np.zeros(0)
    found = keys[firsts]
    offsets = offsets_of(np.bincount(found // max(documents, 1), minlength=terms))
    impacts = (SATURATION + 1) * sums / (SATURATION + sums)
    return offsets, (found % max(documents, 1)).astype(np.int32), impacts.astype(np.float32)
