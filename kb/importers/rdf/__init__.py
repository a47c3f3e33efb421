"""RDF of any syntax: ClaimReviews of schema.org, ClaimsKG, our own vocabulary, and what mappings make of the rest.

``graphs`` parses, ``naming`` gives blank nodes IRIs, ``mappings`` asks CONSTRUCT queries what is a ClaimReview of
schema.org; each becomes a fact-check, as one of a web page does. Triples of no ClaimReview come in as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kb.formats import NAMED_NODE, Term
from kb.importers.claimreview.blocks import Block
from kb.importers.claimreview.finding import Around
from kb.importers.claimreview.mapping import fact_checks
from kb.importing.inputs import Input
from kb.importing.records import FactCheck, Item, Options, Rejected, Triples
from kb.namespaces import CONCEPTS, RDF, SCHEMA
from kb.sheets.tables import OTHERS, PLURALS

from .graph import Graph
from .graphs import Triple, triples
from .mappings import mapped
from .naming import named

_NAMES = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf", ".owl", ".xml", ".n3")
SUFFIXES = (*_NAMES, *(f"{suffix}.gz" for suffix in _NAMES))

_NAMESPACE = "https://w3id.org/factcheck-kb/import/"
_HTTP = "http://schema.org/"
_FILES = {iri: PLURALS[stem] for stem, classes in CONCEPTS.items() for iri in classes}
_TYPE = RDF + "type"


def read(source: Input, options: Options) -> Iterator[Item]:
    """Yield a fact-check for each ClaimReview, then the nodes that belong to none, then what could not be read."""
    found: list[Triple] = []
    wrong: dict[Rejected, None] = {}
    for each in triples(source, options.base or _NAMESPACE):
        if isinstance(each, Rejected):
            wrong[each] = None
        else:
            found.append(each)
    nameless = f"{options.base or _NAMESPACE}.well-known/genid/"
    given = named(dict.fromkeys(found), nameless)
    graph = Graph(given, nameless)
    shaped = Graph(mapped(given, options.folder, options.mapping), nameless)
    reviews = shaped.of_class(f"{SCHEMA}ClaimReview")
    for review in reviews:
        yield from _fact_checks(shaped, review, source, options)
    covered = graph.reached(reviews) | graph.reached(shaped.reached(reviews))
    for node in graph.nodes:
        if node not in covered:
            yield _node(graph, node, source.place)
    yield from wrong


def _fact_checks(shaped: Graph, review: str, source: Input, options: Options) -> Iterator[Item]:
    where = f"{source.place}{review}"
    document = shaped.document(review)
    for item in fact_checks(document, Around(), where, options, Block(where, document)):
        yield replace(item, where=where) if isinstance(item, FactCheck) else item


def _node(graph: Graph, node: str, place: str) -> Triples:
    properties = graph.nodes[node]
    rows = [
        (f"<{node}>", f"<{_spelled(predicate)}>", str(_mended(value)))
        for predicate, values in properties.items()
        for value in values
    ]
    kinds = [value.value for value in properties.get(_TYPE, ()) if isinstance(value, NAMED_NODE)]
    file = next((_FILES[kind] for kind in map(_spelled, kinds) if kind in _FILES), OTHERS)
    return Triples(f"{place}{node}", tuple(rows), file)


def _mended(value: Term) -> Term:
    return NAMED_NODE(_spelled(value.value)) if isinstance(value, NAMED_NODE) else value


def _spelled(iri: str) -> str:
    return f"{SCHEMA}{iri.removeprefix(_HTTP)}" if iri.startswith(_HTTP) else iri
