"""Describes what a knowledge base holds as a dataset, in numbers (VoID, W3C Interest Group Note of 3 March 2011).

Who wants the numbers asks what ``census_queries`` returns, in whatever way, and makes a ``Census`` of the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .content import TYPE, Row, sort
from .describing import FORMAT_IRIS, PREFIXES, number_term, text_term
from .formats import GRAPH_FORMATS
from .namespaces import instance_prefixes
from .project import KnowledgeBase

_VOID, _DCTERMS, _FOAF = PREFIXES["void"], PREFIXES["dcterms"], "http://xmlns.com/foaf/0.1/"

VOID_PREFIXES: Mapping[str, str] = {"void": _VOID, "dcterms": _DCTERMS, "foaf": _FOAF}
"""What the description is best written with, beside the prefixes of the knowledge base."""

_COUNTS = {
    "properties": "SELECT ?key (COUNT(*) AS ?count) WHERE { ?s ?key ?o } GROUP BY ?key",
    # An entity has an IRI (VoID §1.1), so a class of blank nodes alone counts as a class without entities.
    "classes": """SELECT ?key (COUNT(DISTINCT ?entity) AS ?count) WHERE {
        ?s a ?key BIND(IF(isIRI(?s), ?s, ?none) AS ?entity) FILTER(isIRI(?key)) } GROUP BY ?key""",
    # Whether they are entities of this knowledge base, and how many there are of each kind.
    "subjects": """SELECT ?key (COUNT(*) AS ?count) WHERE {
        { SELECT DISTINCT ?s WHERE { ?s ?p ?o } }
        BIND(isIRI(?s) && STRSTARTS(STR(?s), BASE) AS ?key) } GROUP BY ?key""",
    "objects": 'SELECT ("all" AS ?key) (COUNT(DISTINCT ?o) AS ?count) WHERE { ?s ?p ?o }',
    "examples": "SELECT DISTINCT ?key (1 AS ?count) WHERE { ?key a fc:Claim } ORDER BY ?key LIMIT 3",
}


@dataclass(frozen=True)
class Census:
    """The answers to ``census_queries``: of each, the counts by their keys.

    Keys are IRIs; of subjects, ``true`` for entities and ``false`` for others; of objects, ``all``.
    """

    properties: Mapping[str, int]
    classes: Mapping[str, int]
    subjects: Mapping[str, int]
    objects: Mapping[str, int]
    examples: Mapping[str, int]


@dataclass(frozen=True)
class Addresses:
    """Where things are: the description itself, the page for people, the SPARQL endpoint, and dumps by format.

    Page and endpoint are empty where there are none.
    """

    description: str
    home: str
    endpoint: str
    dumps: Mapping[str, str]


def census_queries(kb: KnowledgeBase) -> dict[str, str]:
    """Return what to ask the union of all graphs for a ``Census``; each answer has rows of ``?key`` and ``?count``."""
    return {name: text.replace("BASE", text_term(kb.settings.base)) for name, text in _COUNTS.items()}


def void_description(kb: KnowledgeBase, census: Census, at: Addresses) -> list[Row]:
    """Return the description of the dataset (VoID §2 to §4), sorted; its IRI is that of the document and ``#dataset``.

    An entity is whatever has an IRI below the base of the knowledge base, and is a subject.
    """
    return sort({Row("", *triple) for triple in _triples(kb, census, at)})


def _triples(kb: KnowledgeBase, census: Census, at: Addresses) -> Iterator[tuple[str, str, str]]:
    document, dataset = f"<{at.description}>", f"<{at.description}#dataset>"
    yield document, TYPE, f"<{_VOID}DatasetDescription>"
    yield document, f"<{_FOAF}primaryTopic>", dataset
    yield dataset, TYPE, f"<{_VOID}Dataset>"
    yield dataset, f"<{_DCTERMS}title>", text_term(kb.settings.name)
    if re.match(r"https?://", kb.settings.license):
        yield dataset, f"<{_DCTERMS}license>", f"<{kb.settings.license}>"
    if at.home:
        yield dataset, f"<{_FOAF}homepage>", f"<{at.home}>"
    if at.endpoint:
        yield dataset, f"<{_VOID}sparqlEndpoint>", f"<{at.endpoint}>"
    yield dataset, f"<{_VOID}uriSpace>", text_term(kb.settings.base)
    for example in census.examples:
        yield dataset, f"<{_VOID}exampleResource>", f"<{example}>"
    for format, dump in at.dumps.items():
        yield dataset, f"<{_VOID}dataDump>", f"<{dump}>"
        yield dataset, f"<{_VOID}feature>", f"<{FORMAT_IRIS[format]}>"
        yield f"<{dump}>", f"<{_DCTERMS}format>", text_term(GRAPH_FORMATS[format].media_type)
    for vocabulary in _vocabularies(kb, [*census.classes, *census.properties]):
        yield dataset, f"<{_VOID}vocabulary>", f"<{vocabulary}>"
    yield from _numbers(census, dataset)
    yield from _partitions(census, at.description, dataset)


def _numbers(census: Census, dataset: str) -> Iterator[tuple[str, str, str]]:
    counts = {
        "triples": sum(census.properties.values()),
        "entities": census.subjects.get("true", 0),
        "classes": len(census.classes),
        "properties": len(census.properties),
        "distinctSubjects": sum(census.subjects.values()),
        "distinctObjects": sum(census.objects.values()),
    }
    for name, count in counts.items():
        yield dataset, f"<{_VOID}{name}>", number_term(count)


def _partitions(census: Census, document: str, dataset: str) -> Iterator[tuple[str, str, str]]:
    """Yield a part of the dataset for every class and every property (VoID §4.5)."""
    for name, unit, counts in (("class", "entities", census.classes), ("property", "triples", census.properties)):
        for at, (iri, count) in enumerate(sorted(counts.items()), 1):
            part = f"<{document}#{name}-{at:03}>"
            yield dataset, f"<{_VOID}{name}Partition>", part
            yield part, TYPE, f"<{_VOID}Dataset>"
            yield part, f"<{_VOID}{name}>", f"<{iri}>"
            yield part, f"<{_VOID}{unit}>", number_term(count)


def _vocabularies(kb: KnowledgeBase, terms: Sequence[str]) -> list[str]:
    """Return the namespaces that classes and properties come from, of those that have a prefix."""
    own = instance_prefixes(kb.settings.base)
    namespaces = {iri for prefix, iri in kb.prefixes.items() if prefix not in own and iri.endswith(("#", "/"))}
    return sorted(iri for iri in namespaces if any(term.startswith(iri) for term in terms))
