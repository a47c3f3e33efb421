"""Finds what a change of some triples may have touched, and reads no more of a store than that takes.

A document is made of what is said of some nodes around it: whatever is said of one of them leads back to it, by the
triples that are there still or by those that came or went.
"""

from __future__ import annotations

from collections.abc import Iterable

from kb.differences import Difference
from kb.formats import NAMED_NODE, Term
from kb.namespaces import FC, PROV, RDF, SCHEMA, SKOS
from kb.stores.embedded import EmbeddedStore

from .gathering import Facts

_REVIEWED, _CLAIM, _REVISED = SCHEMA + "itemReviewed", FC + "claim", PROV + "wasRevisionOf"
_ABOUT = FC + "about"
_READ = frozenset(
    [
        *(RDF + "type", SKOS + "prefLabel", "http://www.w3.org/ns/oa#exact", _REVIEWED, _CLAIM, _REVISED, _ABOUT),
        *(SCHEMA + name for name in ("name", "headline", "alternateName", "description", "text")),
        *(SCHEMA + name for name in ("author", "publisher", "url", "datePublished")),
        *(
            FC + name
            for name in ("verdict", "by", "in", "quote", "on", "retractedOn", "originsAtLeast", "originsAtMost")
        ),
    ]
)


class NearFacts(Facts):
    """What an embedded store says, asked node by node."""

    def __init__(self, store: EmbeddedStore) -> None:
        super().__init__(store)
        self._embedded = store
        self._asked: dict[tuple[str, str], list[Term]] = {}

    def get(self, subject: str, predicate: str) -> list[Term]:
        """Return the objects of a predicate for one subject, in a fixed order."""
        found = self._asked.get((subject, predicate))
        if found is None:
            triples = self._embedded.match(NAMED_NODE(subject), NAMED_NODE(predicate), None)
            found = self._asked[subject, predicate] = sorted((end for _, _, end in triples), key=str)
        return found

    def leading(self, predicate: str, node: str) -> list[str]:
        """Return the subjects that a predicate leads to a node, in order."""
        triples = self._embedded.match(None, NAMED_NODE(predicate), NAMED_NODE(node))
        return sorted(subject.value for subject, _, _ in triples if isinstance(subject, NAMED_NODE))


def touched(facts: Facts, differences: Iterable[Difference]) -> set[str]:
    """Return the nodes whose documents may have come, gone or changed with some triples."""
    near, found = set[str](), set[str]()
    for each in differences:
        if each.predicate in _READ:
            near.add(each.subject)
        if each.object and each.predicate in (_REVIEWED, _CLAIM, _REVISED):
            near.add(each.object)
        elif each.object and each.predicate == _ABOUT:
            found.add(each.object)  # it may become a topic; claims about it are known by their own
    for node in near:
        found |= _around(facts, node)
    return found


def _around(facts: Facts, node: str) -> set[str]:
    """Return the nodes whose documents are made of what is said of a node."""
    reviews = {node, *facts.leading(SCHEMA + "author", node), *facts.leading(_REVIEWED, node)}
    reviews.update(facts.nodes(node, _REVISED))
    reports = {node}.union(*(facts.leading(FC + name, node) for name in ("by", "in", "quote")))
    found = {*reviews, *facts.leading(_ABOUT, node), *facts.leading(SCHEMA + "publisher", node)}
    found.update(claim for review in reviews for claim in facts.nodes(review, _REVIEWED))
    found.update(claim for report in reports for claim in facts.nodes(report, _CLAIM))
    return found
