"""Gives blank nodes IRIs that stay the same: each by what is said of it and what leads to it (RDF 1.1 §3.5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import sha256

from kb.formats import BLANK_NODE, NAMED_NODE, Term

from .graphs import Triple

_ROUNDS = 8
"""How far from a blank node other blank nodes tell it from the next: further away than shapes that are in use go."""


def named(triples: Iterable[Triple], stem: str) -> list[Triple]:
    """Return triples with an IRI below ``stem`` in the place of each blank node.

    The same triples give the same IRIs, whatever labels and order they have; blank nodes that nothing tells apart are
    numbered, so that there are as many as before.
    """
    found = list(triples)
    blank = {each.value for triple in found for each in (triple[0], triple[2]) if isinstance(each, BLANK_NODE)}
    if not blank:
        return found
    names = _names(_digests(found, blank), stem)

    def of(term: Term) -> Term:
        return names[term.value] if isinstance(term, BLANK_NODE) else term

    return [(of(subject), predicate, of(object)) for subject, predicate, object in found]


def _digests(triples: list[Triple], blank: set[str]) -> dict[str, str]:
    around: defaultdict[str, list[tuple[str, Term, Term]]] = defaultdict(list)
    for subject, predicate, object in triples:
        if isinstance(subject, BLANK_NODE):
            around[subject.value].append((">", predicate, object))
        if isinstance(object, BLANK_NODE):
            around[object.value].append(("<", predicate, subject))
    digests = dict.fromkeys(blank, "")
    for _ in range(_ROUNDS):
        digests = {
            label: _digest(
                sorted(
                    f"{way} {predicate} {digests[other.value] if isinstance(other, BLANK_NODE) else other}"
                    for way, predicate, other in around[label]
                )
            )
            for label in blank
        }
    return digests


def _digest(lines: list[str]) -> str:
    return sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()[:24]


def _names(digests: dict[str, str], stem: str) -> dict[str, Term]:
    used: Counter[str] = Counter()
    names: dict[str, Term] = {}
    for label in sorted(digests):
        digest = digests[label]
        used[digest] += 1
        names[label] = NAMED_NODE(f"{stem}{digest}" + (f"-{used[digest]}" if used[digest] > 1 else ""))
    return names
