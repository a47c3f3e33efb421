"""Makes an index of what documents say: for each word the documents that have it, and how much, and what resembles it.

What comes out depends on the documents and their order alone, not on how they came together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .arrays import Array, Ints, Mask, Offsets, Texts, by_number, offsets_of, pack
from .documents import FACETS, PARTS
from .grams import BUCKETS, grams

# BM25F: what a word counts in each part, and how much the length of a passage and repetition matter. They are
# values in common use.
_WEIGHTS: Mapping[str, float] = {"text": 1.0, "title": 1.0, "context": 0.6}
_LENGTH, SATURATION = 0.75, 1.2


def finished(contents: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays of an index with some contents: ordered tables, and what is found by them."""
    found = dict(contents)
    _order(found, "language", "passage_language")
    _order_words(found)
    documents, counts = len(found["kind"]), np.diff(found["token_offsets"])
    doc = np.repeat(np.arange(documents, dtype=np.int32), np.diff(found["passages"]))
    terms = len(found["term_offsets"]) - 1
    postings = _postings(found["lexeme_term"][found["tokens"]], counts, found["part"], doc, terms)
    found["posting_offsets"], found["posting_docs"], found["posting_impacts"] = postings
    forms = [lexeme.partition("\0")[0] for lexeme in Texts(found["lexeme_blob"], found["lexeme_offsets"])]
    found |= _resemblances(forms, found["tokens"], documents)
    for name in FACETS:
        _order(found, f"facet_{name}", f"facet_{name}_values")
        which = found[f"facet_{name}_values"]
        owners = np.repeat(np.arange(documents, dtype=np.int32), np.diff(found[f"facet_{name}_of"]))
        found[f"facet_{name}_docs"] = owners[by_number(which)]
        values = len(found[f"facet_{name}_offsets"]) - 1
        found[f"facet_{name}_starts"] = offsets_of(np.bincount(which, minlength=values))
    return dict(sorted(found.items()))


def _order(found: dict[str, Array], table: str, numbers: str) -> Ints:
    """Bring a table of texts into order, without those that are not used or are there twice; return the new numbers."""
    texts = list(Texts(found[f"{table}_blob"], found[f"{table}_offsets"]))
    used: Mask = np.bincount(found[numbers], minlength=len(texts)) > 0
    ordered = sorted({texts[number] for number in np.flatnonzero(used).tolist()})
    places = {text: place for place, text in enumerate(ordered)}
    new: Ints = np.array([places.get(text, -1) for text in texts], np.int32)
    pack(found, table, ordered)
    found[numbers] = new[found[numbers]]
    return new


def _order_words(found: dict[str, Array]) -> None:
    """Bring lexemes into order, then their terms."""
    new, terms = _order(found, "lexeme", "tokens"), found["lexeme_term"]
    ordered: Ints = np.zeros(len(found["lexeme_offsets"]) - 1, np.int32)
    ordered[new[new >= 0]] = terms[new >= 0]
    found["lexeme_term"] = ordered
    _order(found, "term", "lexeme_term")


def _resemblances(forms: list[str], tokens: Ints, documents: int) -> dict[str, Array]:
    """Return the runs of characters of each lexeme, the lexemes of each run, and what a run is worth."""
    offsets, runs = grams(forms)
    owners = np.repeat(np.arange(len(forms), dtype=np.int32), np.diff(offsets))
    having = np.bincount(runs, np.bincount(tokens, minlength=len(forms))[owners], minlength=BUCKETS)
    order = by_number(runs)
    return {
        "gram_offsets": offsets,
        "grams": runs,
        "gram_lexemes": owners[order],
        "gram_starts": offsets_of(np.bincount(runs, minlength=BUCKETS)),
        "gram_weights": np.log(1 + documents / (1 + np.minimum(having, documents))).astype(np.float32),
    }


def _postings(terms: Ints, counts: Offsets, part: Array, doc: Ints, known: int) -> tuple[Offsets, Ints, Array]:
    """Return where the documents of each term begin, these documents in order, and what the term counts in each."""
    weights = np.array([_WEIGHTS[name] for name in PARTS])[part]
    totals = np.bincount(part, counts, minlength=len(PARTS))
    average = (totals / np.maximum(np.bincount(part, minlength=len(PARTS)), 1))[part]
    each = weights / (1 - _LENGTH + _LENGTH * counts / np.maximum(average, 1))
    order = by_number(terms)
    ordered, docs = terms[order], np.repeat(doc, counts)[order]
    is_first: Mask = np.ones(len(order), bool)
    is_first[1:] = (ordered[1:] != ordered[:-1]) | (docs[1:] != docs[:-1])
    firsts = np.flatnonzero(is_first)
    sums = np.add.reduceat(np.repeat(each, counts)[order], firsts) if len(order) else np.zeros(0)
    offsets = offsets_of(np.bincount(ordered[firsts], minlength=known))
    impacts = sums / (SATURATION + sums)
    return offsets, docs[firsts], impacts.astype(np.float32)
