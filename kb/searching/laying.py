"""Lays documents out as arrays, one after the other: their words in order, and what else is known of them.

A token of a text is the number of a lexeme, a word as it is written in a language; each lexeme has a term, its stem,
which is what is looked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import date

import numpy as np

from .arrays import Array, offsets_of, pack
from .documents import FACETS, KINDS, PARTS, Document, Passage
from .finishing import finished
from .words import STEMS, forms, primary

EPOCH = date(1970, 1, 1).toordinal()
UNDATED = -(1 << 31)
UNCOUNTED = -1

_KEPT = 100_000


class Layout:
    """Takes documents one by one; ``contents`` gives what comes of them."""

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

    def contents(self) -> dict[str, Array]:
        """Return what the documents say, with words, languages and values in the order in which they came."""
        doc = np.array(self._passage_doc, np.int32)
        documents = len(self._iris)
        found: dict[str, Array] = {
            "kind": np.array(self._kinds, np.int8),
            "date": np.array(self._dates, np.int32),
            "least": np.array(self._least, np.int32),
            "most": np.array(self._most, np.int32),
            "passages": offsets_of(np.bincount(doc, minlength=documents)),
            "part": np.array(self._passage_part, np.int8),
            "passage_language": np.array(self._passage_language, np.int32),
            "tokens": np.array(self._tokens, np.int32),
            "token_offsets": offsets_of(np.array(self._passage_tokens, np.int64)),
            "lexeme_term": np.array(self._lexeme_terms, np.int32),
        }
        lexemes = [f"{form}\0{language}" for form, language in self._lexemes]
        tables = {"iri": self._iris, "text": self._passages, "lexeme": lexemes}
        tables |= {"term": list(self._terms), "language": list(self._languages)}
        for name, (values, owners) in self._facets.items():
            numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
            tables[f"facet_{name}"] = list(numbers)
            found[f"facet_{name}_values"] = np.array([numbers[value] for value in values], np.int32)
            counts = np.bincount(np.array(owners, np.int32), minlength=documents)
            found[f"facet_{name}_of"] = offsets_of(counts).astype(np.int32)
        for name, texts in tables.items():
            pack(found, name, texts)
        return found


def contents_of(documents: Iterable[Document]) -> dict[str, Array]:
    """Return the contents of some documents; those without any text are left out."""
    layout = Layout()
    for document in documents:
        if document.passages:
            layout.add(document)
    return layout.contents()


def lay_out(documents: Iterable[Document]) -> dict[str, Array]:
    """Return the arrays of an index of some documents."""
    return finished(contents_of(documents))
