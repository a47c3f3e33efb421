"""RDF of any syntax: ClaimReviews of schema.org, ClaimsKG, our own vocabulary, and what mappings make of the rest.

``graphs`` parses, ``naming`` gives blank nodes IRIs, ``mappings`` asks CONSTRUCT queries what is a ClaimReview of
schema.org; each becomes a fact-check, as one of a web page does. Triples of no ClaimReview come in as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from kb.formats import BLANK_NODE, NAMED_NODE, Term
from kb.importers.claimreview.blocks import Block
from kb.importers.claimreview.finding import Around
from kb.importers.claimreview.mapping import fact_checks
from kb.importing.inputs import Input
from kb.importing.records import FactCheck, Item, Options, Rejected, Triples
from kb.namespaces import CONCEPTS, RDF, SCHEMA
from kb.sheets.tables import OTHERS, PLURALS

from .graph import Graph
from .graphs import Parsing, Triple
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
    nameless = f"{options.base or _NAMESPACE}.well-known/genid/"
    given, wrong = Parsing(source, options.base or _NAMESPACE), dict[Rejected, None]()
    with Graph.open(given.size, nameless) as graph, Graph.open(given.size, nameless) as shaped:
        graph.add(_named(given.triples(), nameless, wrong))
        shaped.add(mapped(graph.store, options.folder, options.mapping))
        reviews = shaped.of_class(f"{SCHEMA}ClaimReview")
        covered: set[str] = set()
        shaped.reached(reviews, covered)
        for review in reviews:
            yield from _fact_checks(shaped, review, source, options)
        graph.reached([*covered], covered)
    yield from _others(_named(given.triples(), nameless, {}), covered, source.place)
    yield from wrong


def _named(given: Iterator[Triple | Rejected], nameless: str, wrong: dict[Rejected, None]) -> Iterator[Triple]:
    """Yield the triples with IRIs in the place of blank nodes, these last; put aside what is none."""
    blank: dict[Triple, None] = {}
    for each in given:
        if isinstance(each, Rejected):
            wrong[each] = None
        elif isinstance(each[0], BLANK_NODE) or isinstance(each[2], BLANK_NODE):
            blank[each] = None
        else:
            yield each
    yield from named(blank, nameless)


def _fact_checks(shaped: Graph, review: str, source: Input, options: Options) -> Iterator[Item]:
    where = f"{source.place}{review}"
    document = shaped.document(review)
    for item in fact_checks(document, Around(), where, options, Block(where, document)):
        yield replace(item, where=where) if isinstance(item, FactCheck) else item


def _others(given: Iterator[Triple], covered: set[str], place: str) -> Iterator[Triples]:
    """Yield the nodes that are not covered, as they are written: a store would write their numbers its own way."""
    for subject, about in groupby(given, lambda triple: triple[0]):
        if isinstance(subject, NAMED_NODE) and subject.value not in covered:
            rows = [
                (f"<{_spelled(subject.value)}>", f"<{_spelled(_iri(each[1]))}>", str(_mended(each[2])))
                for each in about
            ]
            kinds = [row[2][1:-1] for row in rows if row[1] == f"<{_TYPE}>"]
            file = next((_FILES[kind] for kind in kinds if kind in _FILES), OTHERS)
            yield Triples(f"{place}{subject.value}", tuple(dict.fromkeys(rows)), file)


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NAMED_NODE) else str(term)


def _mended(value: Term) -> Term:
    return NAMED_NODE(_spelled(value.value)) if isinstance(value, NAMED_NODE) else value


def _spelled(iri: str) -> str:
    return f"{SCHEMA}{iri.removeprefix(_HTTP)}" if iri.startswith(_HTTP) else iri
