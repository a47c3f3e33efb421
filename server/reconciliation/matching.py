"""Finds candidates (Reconciliation Service API 0.2 §4): by identifier, by address, by words; then compares properties.

A candidate is a match only if it is the very thing (identifier, or the only one at an address), or if it is called
just so or nearly, and is clearly ahead of all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.searching import Hit, Index

from ..search import index
from .entities import Card, all_names, at_addresses, cards, iri_of
from .extending import Values, values_of, word
from .kinds import BY_STEM, kinds_of
from .properties import BY_ID
from .reading import Query
from .similarity import likeness, plain

_SURE, _MARGIN = 90.0, 15.0
_JUST_SO = 0.95  # likeness of names that differ in nothing but the order of words
_OF_EACH = 12  # hits of each group that are looked at
_LONGEST = 500  # characters that are searched for
_TOGETHER = (("claim", "review"), ("agent", "source", "topic"))  # by sentences, and by names
_NAME, _WORDS = 0.7, 0.3  # what the likeness of names and the score of the search count
_PROPERTIES = 0.3  # what properties count where there are any


@dataclass
class Candidate:
    """Something that may be what is looked for; ``is_the_one`` is whether it was named by identifier or address."""

    card: Card
    score: float
    is_the_one: bool = False
    features: dict[str, float | bool] = field(default_factory=dict)

    def as_json(self, *, is_match: bool) -> dict[str, Any]:
        """Return the candidate as an answer has it."""
        told: dict[str, Any] = {
            "id": self.card.iri,
            "name": self.card.name,
            "type": [BY_STEM[self.card.stem].reference],
            "score": round(self.score, 2),
            "match": is_match,
            "features": [{"id": name, "value": value} for name, value in sorted(self.features.items())],
        }
        return {**told, "description": self.card.description} if self.card.description else told


def match(batch: Mapping[str, Query]) -> dict[str, Any]:
    """Return the candidates of each query of a batch, the best first; it takes a handful of queries to the store."""
    known = index()
    named = _named(batch.values())
    found = {key: _just(query, named) for key, query in batch.items()}
    hits = {key: _hits(query, known) for key, query in batch.items() if not found[key]}
    called = all_names(hit.iri for some in hits.values() for hit in some)
    for key, some in hits.items():
        name = plain(batch[key].text)
        found[key] = [_from_hit(hit, name, called.get(hit.iri, [])) for hit in some]
    _compare(batch, found)
    return {key: {"result": _result(found[key], query.limit)} for key, query in batch.items()}


def _named(queries: Iterable[Query]) -> Mapping[str, list[Card]]:
    """Return what the texts of queries, and addresses among their properties, name without doubt; two queries."""
    texts = {text for query in queries for text in _texts(query) if text}
    by_id = {text: iri for text in texts if len(text) < 1000 and (iri := iri_of(text)) is not None}
    by_address = at_addresses(text for text in texts if text.lower().startswith(("http://", "https://")))
    there = cards([*by_id.values(), *(iri for iris in by_address.values() for iri in iris)])
    return {
        text: [there[iri] for iri in dict.fromkeys([by_id.get(text, ""), *by_address.get(text, ())]) if iri in there]
        for text in texts
    }


def _texts(query: Query) -> list[str]:
    return [query.text, *(value for name, value in query.properties if name == "url")]


def _just(query: Query, named: Mapping[str, list[Card]]) -> list[Candidate]:
    """Return what a query names without doubt."""
    kinds = kinds_of(query.types)
    just = {card.iri: card for text in _texts(query) for card in named.get(text, ()) if card.stem in kinds}
    return [Candidate(card, 100.0, len(just) == 1, {"exact": True}) for card in just.values()]


def _hits(query: Query, known: Index) -> list[Hit]:
    words = query.text or " ".join(value for _, value in query.properties if "://" not in value)
    words, kinds = words[:_LONGEST], kinds_of(query.types) if words else ()
    groups = [group for some in _TOGETHER if (group := [kind for kind in kinds if kind in some])]
    return [hit for group in groups for hit in known.search(words, kinds=group, limit=_OF_EACH).hits]


def _from_hit(hit: Hit, name: str, called: Sequence[str]) -> Candidate:
    """Return a candidate, called by that of its names which is most like the one that is looked for."""
    alike, best = max(((likeness(name, plain(each)), each) for each in called), default=(0.0, ""))
    words = min(1.0, hit.score)
    score = 100 * alike if alike >= _JUST_SO else min(99.0 * _JUST_SO, 100 * (_NAME * alike + _WORDS * words))
    described = ", ".join(filter(None, [*map(_spoken, hit.verdicts), *hit.publishers[:1], str(hit.date or "")]))
    card = Card(hit.iri, hit.kind, best or hit.title or hit.iri, described)
    return Candidate(card, score, features={"name": round(alike, 3), "words": round(words, 3)})


def _spoken(verdict: str) -> str:
    return word(verdict).replace("-", " ")


def _compare(batch: Mapping[str, Query], found: Mapping[str, list[Candidate]]) -> None:
    """Let the properties that are known of things count in the scores of their candidates; one query for all."""
    asked = {key: query.properties for key, query in batch.items() if query.properties and found[key]}
    wanted = [BY_ID[name] for pairs in asked.values() for name, _ in pairs if name in BY_ID]
    if not wanted:
        return
    values = values_of([each.card.iri for key in asked for each in found[key]], wanted)
    entities = {value for of in values.values() for some in of.values() for value in some if "://" in value}
    called = {iri: card.name for iri, card in cards(sorted(entities)).items()}
    for key, pairs in asked.items():
        known = [(name, value) for name, value in pairs if name in BY_ID]
        for each in found[key] if known else ():
            agreeing = sum(_agreement(values, called, each.card.iri, name, value) for name, value in known) / len(known)
            each.features["properties"] = round(agreeing, 3)
            if not each.is_the_one:
                whole = (
                    agreeing if not batch[key].text else (1 - _PROPERTIES) * each.score / 100 + _PROPERTIES * agreeing
                )
                each.score = 100 * whole


def _agreement(values: Values, called: Mapping[str, str], iri: str, name: str, value: str) -> float:
    """Return from 0 to 1 how well a value that is known of a thing fits those that a candidate has."""
    there = values.get(iri, {}).get(name, [])
    if value in there or (iri_of(value) or value) in there:
        return 1.0
    form, wanted = BY_ID[name].form, plain(value)
    if form in ("date", "number"):
        return float(any(each[: len(value)] == value for each in there if len(value) >= 4 or form == "number"))
    spoken = [called.get(each, word(each) if form in ("word", "entity") else each) for each in there]
    best = max((likeness(wanted, plain(each)) for each in spoken), default=0.0)
    return best if best > 0.5 else 0.0


def _result(found: list[Candidate], limit: int) -> list[dict[str, Any]]:
    ranked = sorted(found, key=lambda each: (-each.score, not each.is_the_one, each.card.iri))
    ahead = ranked[0].score - ranked[1].score if len(ranked) > 1 else 100.0
    return [
        each.as_json(is_match=place == 0 and (each.is_the_one or (each.score >= _SURE and ahead >= _MARGIN)))
        for place, each in enumerate(ranked[:limit])
    ]
