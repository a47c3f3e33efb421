"""Reads from a store what can be found: claims with the words of all that hangs on them, sources, agents, topics."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from kb.formats import LITERAL, NAMED_NODE, Term
from kb.namespaces import FC, PROV, RDF, SCHEMA, SKOS
from kb.stores import Store

from .documents import KINDS, Document, Part
from .filters import host_of

_OA = "http://www.w3.org/ns/oa#"
_TYPE = RDF + "type"
_AGENTS = (SCHEMA + "Person", SCHEMA + "Organization", FC + "UnnamedSource")
_NAMES = (SCHEMA + "name", SCHEMA + "headline", SKOS + "prefLabel")
_OTHER_NAMES = (SCHEMA + "alternateName", SCHEMA + "description")


class Facts:
    """What a store says, one predicate at a time, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, dict[str, list[Term]]] = {}
        self._back: dict[str, dict[str, list[str]]] = {}

    def of(self, predicate: str) -> dict[str, list[Term]]:
        """Return the objects of a predicate by their subjects, which are IRIs."""
        if predicate not in self._known:
            found = defaultdict(list)
            for subject, value in self._store.query(f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o }}", {}).rows():
                if isinstance(subject, NAMED_NODE) and value is not None:
                    found[subject.value].append(value)
            self._known[predicate] = found
        return self._known[predicate]

    def get(self, subject: str, predicate: str) -> list[Term]:
        """Return the objects of a predicate for one subject, in a fixed order."""
        known = self._known.get(predicate)
        found = (self.of(predicate) if known is None else known).get(subject)
        return [] if found is None else found if len(found) == 1 else sorted(found, key=str)

    def nodes(self, subject: str, predicate: str) -> list[str]:
        """Return those objects that are IRIs."""
        return [value.value for value in self.get(subject, predicate) if isinstance(value, NAMED_NODE)]

    def texts(self, subject: str, *predicates: str) -> Iterator[tuple[str, str]]:
        """Yield the texts that predicates give, with their languages."""
        for predicate in predicates:
            for value in self.get(subject, predicate):
                if isinstance(value, LITERAL):
                    yield value.value, value.language or ""

    def back(self, predicate: str) -> dict[str, list[str]]:
        """Return subjects by the IRIs that a predicate leads them to."""
        if predicate in self._back:
            return self._back[predicate]
        found = self._back[predicate] = defaultdict(list)
        for subject, values in sorted(self.of(predicate).items()):
            for value in values:
                if isinstance(value, NAMED_NODE):
                    found[value.value].append(subject)
        return found

    def leading(self, predicate: str, node: str) -> list[str]:
        """Return the subjects that a predicate leads to a node, in order."""
        return self.back(predicate).get(node, [])

    def date(self, subject: str, predicate: str) -> date | None:
        """Return the newest day that a predicate gives."""
        found = [day for text, _ in self.texts(subject, predicate) if (day := _day(text)) is not None]
        return max(found, default=None)


def gather(store: Store) -> Iterator[Document]:
    """Yield a document for everything in a store that can be found, by its kind, then by its IRI.

    Raises:
        StoreError: if the store cannot be asked.
    """
    facts = Facts(store)
    classes = facts.back(_TYPE)
    agents = {agent for kind in _AGENTS for agent in classes.get(kind, ())}
    topics = facts.back(FC + "about").keys()
    for claim in classes.get(FC + "Claim", ()):
        yield _claim(facts, claim)
    for review in sorted(facts.of(SCHEMA + "itemReviewed")):
        if _stands(facts, review):
            yield _review(facts, review)
    for source in classes.get(FC + "Source", ()):
        yield _source(facts, source)
    for agent in sorted(agents):
        yield _named(facts, agent, "agent")
    for topic in sorted(topics - agents):
        yield _named(facts, topic, "topic")


def documents_of(facts: Facts, nodes: Iterable[str]) -> list[Document]:
    """Return what is to be found of some nodes, in the same order."""
    found = list[Document]()
    for node in nodes:
        classes = set(facts.nodes(node, _TYPE))
        if FC + "Claim" in classes:
            found.append(_claim(facts, node))
        if facts.get(node, SCHEMA + "itemReviewed") and _stands(facts, node):
            found.append(_review(facts, node))
        if FC + "Source" in classes:
            found.append(_source(facts, node))
        if classes.intersection(_AGENTS):
            found.append(_named(facts, node, "agent"))
        elif facts.leading(FC + "about", node):
            found.append(_named(facts, node, "topic"))
    return sorted(found, key=lambda document: (KINDS.index(document.kind), document.iri))


def _stands(facts: Facts, review: str) -> bool:
    """Tell whether a review is somebody's verdict: neither retracted nor revised by one that is not."""
    newer = facts.leading(PROV + "wasRevisionOf", review)
    return not facts.get(review, FC + "retractedOn") and all(facts.get(each, FC + "retractedOn") for each in newer)


def _claim(facts: Facts, claim: str) -> Document:
    document = Document(claim, "claim")
    for text, language in facts.texts(claim, SCHEMA + "text"):
        document.add("text", text, language)
        document.tag("language", language)
    _add(document, "title", facts.texts(claim, *_NAMES))
    _add(document, "context", facts.texts(claim, *_OTHER_NAMES))
    for topic in facts.nodes(claim, FC + "about"):
        document.tag("topic", topic)
        _add(document, "context", facts.texts(topic, SCHEMA + "name"))
    reviews = facts.leading(SCHEMA + "itemReviewed", claim)
    days = [_add_review(facts, document, review) for review in reviews if _stands(facts, review)]
    said = [_add_report(facts, document, report) for report in facts.leading(FC + "claim", claim)]
    document.date = max(filter(None, days), default=None) or max(filter(None, said), default=None)
    document.origins = _origins(facts, claim)
    return document


def _add(document: Document, part: Part, texts: Iterable[tuple[str, str]]) -> None:
    for text, language in texts:
        document.add(part, text, language)


def _add_review(facts: Facts, document: Document, review: str) -> date | None:
    """Add what a review says of a claim, and return its day."""
    _add(document, "title", facts.texts(review, *_NAMES))
    _add(document, "context", facts.texts(review, *_OTHER_NAMES))
    for verdict in facts.nodes(review, FC + "verdict"):
        document.tag("verdict", verdict)
    for author in facts.nodes(review, SCHEMA + "author"):
        document.tag("reviewer", author)
    for host in _hosts(facts, review):
        document.tag("publisher", host)
    return facts.date(review, SCHEMA + "datePublished")


def _add_report(facts: Facts, document: Document, report: str) -> date | None:
    """Add who put a claim forward, where and in which words, and return the day."""
    for agent in facts.nodes(report, FC + "by"):
        document.tag("agent", agent)
        _add(document, "context", facts.texts(agent, SCHEMA + "name"))
    for source in facts.nodes(report, FC + "in"):
        _add(document, "context", facts.texts(source, SCHEMA + "name"))
    for quote in facts.nodes(report, FC + "quote"):
        _add(document, "context", facts.texts(quote, _OA + "exact"))
    return facts.date(report, FC + "on")


def _hosts(facts: Facts, review: str) -> list[str]:
    """Return the hosts of a review's page, and where it has none, those of who wrote it."""
    pages = _addresses(facts, review)
    if not pages:
        pages = [page for author in facts.nodes(review, SCHEMA + "author") for page in _addresses(facts, author)]
    return [host for page in pages if (host := host_of(page))]


def _addresses(facts: Facts, subject: str) -> list[str]:
    return [value.value for value in facts.get(subject, SCHEMA + "url") if isinstance(value, (NAMED_NODE, LITERAL))]


def _review(facts: Facts, review: str) -> Document:
    document = Document(review, "review")
    _add_review(facts, document, review)
    for claim in facts.nodes(review, SCHEMA + "itemReviewed"):
        for text, language in facts.texts(claim, SCHEMA + "text"):
            document.add("text", text, language)
            document.tag("language", language)
    document.date = facts.date(review, SCHEMA + "datePublished")
    return document


def _source(facts: Facts, source: str) -> Document:
    document = _named(facts, source, "source")
    for page in _addresses(facts, source):
        document.tag("publisher", host_of(page))
        document.add("context", page)
    for publisher in facts.nodes(source, SCHEMA + "publisher"):
        document.tag("agent", publisher)
        _add(document, "context", facts.texts(publisher, SCHEMA + "name"))
    document.date = facts.date(source, SCHEMA + "datePublished")
    return document


def _named(facts: Facts, node: str, kind: str) -> Document:
    document = Document(node, kind)
    _add(document, "text", facts.texts(node, *_NAMES))
    _add(document, "title", facts.texts(node, SCHEMA + "alternateName"))
    _add(document, "text" if not document.passages else "context", facts.texts(node, SCHEMA + "description"))
    for passage in document.passages:
        document.tag("language", passage.language)
    return document


def _origins(facts: Facts, claim: str) -> tuple[int, int] | None:
    ends = [facts.get(claim, FC + name) for name in ("originsAtLeast", "originsAtMost")]
    found = [int(end[0].value) for end in ends if end and isinstance(end[0], LITERAL) and end[0].value.isdigit()]
    return (found[0], found[1]) if len(found) == len(ends) else None


def _day(text: str) -> date | None:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(text[:10])
    return None
