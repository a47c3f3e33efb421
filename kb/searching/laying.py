"""Lays documents out as arrays: their words in order, and for each word the documents that have it, and how much.

A token of a text is the number of a lexeme, a word as it is written in a language; each lexeme has a term, its stem,
which is what is looked for, and the runs of characters by which it resembles others.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from .arrays import Array, Ints, Offsets, Texts, offsets_of
from .documents import FACETS, KINDS, PARTS, Document, Passage
from .grams import BUCKETS, grams
from .words import STEMS, forms, primary

EPOCH = date(1970, 1, 1).toordinal()
UNDATED = -(1 << 31)
UNCOUNTED = -1

# BM25F: what a word counts in each part, and how much the length of a passage and repetition matter. They are
# values in common use.
_WEIGHTS: Mapping[str, float] = {"text": 1.0, "title": 1.0, "context": 0.6}
_LENGTH, SATURATION = 0.75, 1.2
_KEPT = 100_000


class Layout:
    """Takes documents one by one; ``arrays`` gives what comes of them."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._lexemes: dict[tuple[str, str], int] = {}
        self._lexeme_terms = array("i")
        self._tokens = array("i")
        self._iris: list[str] = []
        self._kinds, self._dates, self._least, self._most = array("b"), array("i"), array("i"), array("i")
        self._contexts: dict[Passage, list[int]] = {}
        self._passages: list[str] = []
        self._passage_doc, self._passage_part, self._passage_tokens = array("i"), array("b"), array("i")
        self._passage_language = array("i")
        self._languages: dict[str, int] = {}
        self._facets: dict[str, tuple[list[str], array[int]]] = {name: ([], array("i")) for name in FACETS}

    def add(self, document: Document) -> None:
        """Add a document, which must have a passage."""
        number = len(self._iris)
        self._iris.append(document.iri)
        self._kinds.append(KINDS.index(document.kind))
        self._dates.append(UNDATED if document.date is None else document.date.toordinal() - EPOCH)
        least, most = document.origins or (UNCOUNTED, UNCOUNTED)
        self._least.append(least)
        self._most.append(most)
        for passage in sorted(document.passages, key=lambda passage: PARTS.index(passage.part)):
            tokens = self._tokens_of(passage)
            self._tokens.extend(tokens)
            self._passages.append(passage.text)
            self._passage_doc.append(number)
            self._passage_part.append(PARTS.index(passage.part))
            self._passage_tokens.append(len(tokens))
            self._passage_language.append(self._languages.setdefault(passage.language, len(self._languages)))
        for name, values in document.facets.items():
            self._facets[name][0].extend(values)
            self._facets[name][1].extend([number] * len(values))

    def _tokens_of(self, passage: Passage) -> list[int]:
        """Return the lexemes of a passage; those of names, which stand beside many claims, are remembered."""
        if passage.part != "context":
            return self._numbered(passage)
        if passage not in self._contexts:
            if len(self._contexts) >= _KEPT:
                self._contexts.clear()
            self._contexts[passage] = self._numbered(passage)
        return self._contexts[passage]

    def _numbered(self, passage: Passage) -> list[int]:
        known, found, language = self._lexemes, [], primary(passage.language)
        for form in forms(passage.text):
            key = (form, language)
            number = known.get(key)
            if number is None:
                number = known[key] = len(known)
                self._lexeme_terms.append(self._terms.setdefault(STEMS.stem(*key), len(self._terms)))
            found.append(number)
        return found

    def arrays(self) -> dict[str, Array]:
        """Return everything that an index is made of."""
        terms, lexeme_terms = _in_order(self._terms, np.array(self._lexeme_terms, np.int32))
        tokens, counts = np.array(self._tokens, np.int32), np.array(self._passage_tokens, np.int64)
        part, doc = np.array(self._passage_part, np.int8), np.array(self._passage_doc, np.int32)
        documents = len(self._iris)
        offsets, docs, impacts = _postings(lexeme_terms[tokens], counts, part, doc, len(terms), documents)
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
            "lexeme_term": lexeme_terms,
            "posting_offsets": offsets,
            "posting_docs": docs,
            "posting_impacts": impacts,
            **_resemblances([form for form, _ in self._lexemes], tokens, documents),
        }
        names = ("iri", "text", "term", "language")
        for name, texts in zip(names, (self._iris, self._passages, terms, list(self._languages)), strict=True):
            _pack(found, name, texts)
        for name, (values, owners) in self._facets.items():
            _pack_facet(found, f"facet_{name}", values, np.array(owners, np.int32), documents)
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


def _pack_facet(found: dict[str, Array], name: str, values: list[str], owners: Ints, documents: int) -> None:
    """Add the values of a facet in their order, the documents of each, and the values of each document."""
    ordered = sorted(set(values))
    numbers = {value: number for number, value in enumerate(ordered)}
    which = np.array([numbers[value] for value in values], np.int32)
    _pack(found, name, ordered)
    found[f"{name}_docs"] = owners[np.argsort(which, kind="stable")]
    found[f"{name}_starts"] = offsets_of(np.bincount(which, minlength=len(ordered)))
    found[f"{name}_values"] = which
    found[f"{name}_of"] = offsets_of(np.bincount(owners, minlength=documents)).astype(np.int32)


def _in_order(terms: Mapping[str, int], numbers: Ints) -> tuple[list[str], Ints]:
    """Return terms in their order, and numbers of them as they are by it."""
    ordered = sorted(terms)
    new = np.zeros(len(ordered), np.int32)
    new[[terms[term] for term in ordered]] = np.arange(len(ordered), dtype=np.int32)
    return ordered, new[numbers] if len(numbers) else numbers


def _resemblances(forms: list[str], tokens: Ints, documents: int) -> dict[str, Array]:
    """Return the runs of characters of each lexeme, the lexemes of each run, and what a run is worth."""
    offsets, runs = grams(forms)
    owners = np.repeat(np.arange(len(forms), dtype=np.int32), np.diff(offsets))
    having = np.bincount(runs, np.bincount(tokens, minlength=len(forms))[owners], minlength=BUCKETS)
    order = np.argsort(runs, kind="stable")
    return {
        "gram_offsets": offsets,
        "grams": runs,
        "gram_lexemes": owners[order],
        "gram_starts": offsets_of(np.bincount(runs, minlength=BUCKETS)),
        "gram_weights": np.log(1 + documents / (1 + np.minimum(having, documents))).astype(np.float32),
    }


def _postings(
    terms: Ints, counts: Offsets, part: Array, doc: Ints, known: int, documents: int
) -> tuple[Offsets, Ints, Array]:
    """Return where the documents of each term begin, these documents in order, and what the term counts in each."""
    weights = np.array([_WEIGHTS[name] for name in PARTS])[part]
    totals = np.bincount(part, counts, minlength=len(PARTS))
    average = (totals / np.maximum(np.bincount(part, minlength=len(PARTS)), 1))[part]
    each = weights / (1 - _LENGTH + _LENGTH * counts / np.maximum(average, 1))
    keys = terms.astype(np.int64) * max(documents, 1) + np.repeat(doc, counts)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    sums = np.add.reduceat(np.repeat(each, counts)[order], firsts) if len(keys) else np.zeros(0)
    found = keys[firsts]
    offsets = offsets_of(np.bincount(found // max(documents, 1), minlength=known))
    impacts = sums / (SATURATION + sums)
    return offsets, (found % max(documents, 1)).astype(np.int32), impacts.astype(np.float32)
