"""Puts new documents into the contents of an index, in the place of some that it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from .arrays import Array, Texts, offsets_of, pack
from .documents import FACETS, KINDS, Document
from .laying import contents_of

_Pieces = list[tuple[int, int, int]]
"""Runs that are put together: of the old (0) or the new (1), from where, and up to where."""


def merged(old: Mapping[str, Array], touched: set[str], documents: Iterable[Document]) -> dict[str, Array]:
    """Return the contents of an index in which some documents stand for all those of the IRIs ``touched``.

    The documents are in order: by their kinds, then by their IRIs. So are those of the index.
    """
    new = contents_of(documents)
    parts = (old, new)
    docs = _pieces(_keys(old), _keys(new), touched)
    passages, found = _within(parts, "passages", docs), dict[str, Array]()
    tokens = _within(parts, "token_offsets", passages)
    for name in ("kind", "date", "least", "most"):
        found[name] = _taken(parts, name, docs)
    for name, pieces in (("passages", docs), ("token_offsets", passages)):
        found[name] = _offsets(parts, name, pieces)
    found["part"] = _taken(parts, "part", passages)
    for name, pieces in (("iri", docs), ("text", passages)):
        found[f"{name}_offsets"] = _offsets(parts, f"{name}_offsets", pieces)
        found[f"{name}_blob"] = _taken(parts, f"{name}_blob", _within(parts, f"{name}_offsets", pieces))
    found["passage_language"] = _taken(parts, "passage_language", passages, _table(parts, found, "language"))
    found["tokens"] = _taken(parts, "tokens", tokens, _table(parts, found, "lexeme"))
    every = [(at, 0, len(part["lexeme_term"])) for at, part in enumerate(parts)]
    found["lexeme_term"] = _taken(parts, "lexeme_term", every, _table(parts, found, "term"))
    for name in (f"facet_{facet}" for facet in FACETS):
        values = _within(parts, f"{name}_of", docs)
        found[f"{name}_of"] = _offsets(parts, f"{name}_of", docs).astype(np.int32)
        found[f"{name}_values"] = _taken(parts, f"{name}_values", values, _table(parts, found, name))
    return found


_Key = tuple[int, str]


def _keys(part: Mapping[str, Array]) -> Callable[[int], _Key]:
    kinds, iris = part["kind"], Texts(part["iri_blob"], part["iri_offsets"])
    return lambda at: (int(kinds[at]), iris[at]) if at < len(kinds) else (len(KINDS), "")


def _pieces(old: Callable[[int], _Key], new: Callable[[int], _Key], touched: set[str]) -> _Pieces:
    """Return the runs of documents that stay, and between them those that are new."""
    end = len(KINDS), ""
    keys = {(kind, iri) for kind in range(len(KINDS)) for iri in touched}
    fresh = dict[_Key, int]()
    while (key := new(len(fresh))) != end:
        fresh[key] = len(fresh)
    found, at = list[tuple[int, int, int]](), 0
    last = _first(old, end, 0)
    for key in sorted(keys | fresh.keys()):
        place = _first(old, key, at, last)
        is_there = place < last and old(place) == key
        if not is_there and key not in fresh:
            continue
        found.append((0, at, place))
        if key in fresh:
            found.append((1, fresh[key], fresh[key] + 1))
        at = place + is_there
    return [*found, (0, at, last)]


def _first(keys: Callable[[int], _Key], key: _Key, start: int, stop: int | None = None) -> int:
    """Return the first place from ``start`` on that has a key, or one after it."""
    if stop is None:
        stop = start + 1
        while keys(stop) < key:
            stop *= 2
    while start < stop:
        middle = (start + stop) // 2
        if keys(middle) < key:
            start = middle + 1
        else:
            stop = middle
    return start


def _within(parts: tuple[Mapping[str, Array], ...], offsets: str, pieces: _Pieces) -> _Pieces:
    """Return the runs of what belongs to the members of some runs."""
    return [(of, int(parts[of][offsets][first]), int(parts[of][offsets][last])) for of, first, last in pieces]


def _taken(parts: tuple[Mapping[str, Array], ...], name: str, pieces: _Pieces, shift: int = 0) -> Array:
    """Return the runs of an array together; the numbers of the new ones are shifted."""
    return np.concatenate(
        [
            parts[of][name][first:last] + np.int32(shift) if of and shift else parts[of][name][first:last]
            for of, first, last in pieces
        ]
    )


def _offsets(parts: tuple[Mapping[str, Array], ...], name: str, pieces: _Pieces) -> Array:
    return offsets_of(np.concatenate([np.diff(parts[of][name][first : last + 1]) for of, first, last in pieces]))


def _table(parts: tuple[Mapping[str, Array], ...], found: dict[str, Array], name: str) -> int:
    """Put two tables of texts together, and return by how much the numbers of the second one are shifted."""
    tables = [Texts(part[f"{name}_blob"], part[f"{name}_offsets"]) for part in parts]
    pack(found, name, [text for table in tables for text in table])
    return len(tables[0])
