"""Describes a SPARQL endpoint of a knowledge base, so that clients and editors can configure themselves.

SPARQL 1.1 Service Description; ``sh:declare`` (SHACL §5.2.1) for the prefixes that need no declaration, and
``sh:SPARQLExecutable`` (SHACL-AF §3) for the saved questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .content import Row, sort
from .errors import KbError
from .formats import LITERAL
from .manifest import Manifest
from .namespaces import DERIVED, ENTAILED, RDF, XSD
from .project import KnowledgeBase
from .questions import Question, questions
from .stores.wording import mask

_SD, _SH, _VOID = (
    "http://www.w3.org/ns/sparql-service-description#",
    "http://www.w3.org/ns/shacl#",
    "http://rdfs.org/ns/void#",
)
_RDFS, _DCTERMS, _SCHEMA = "http://www.w3.org/2000/01/rdf-schema#", "http://purl.org/dc/terms/", "https://schema.org/"

FORMAT_IRIS: Mapping[str, str] = {
    name: f"http://www.w3.org/ns/formats/{registered}"
    for name, registered in {
        "json": "SPARQL_Results_JSON",
        "xml": "SPARQL_Results_XML",
        "csv": "SPARQL_Results_CSV",
        "tsv": "SPARQL_Results_TSV",
        "turtle": "Turtle",
        "ntriples": "N-Triples",
        "nquads": "N-Quads",
        "trig": "TriG",
        "jsonld": "JSON-LD",
        "rdfxml": "RDF_XML",
    }.items()
}
"""The IRIs of our formats in the W3C's registry of unique IRIs for file formats."""

PREFIXES: Mapping[str, str] = {"sd": _SD, "sh": _SH, "void": _VOID, "dcterms": _DCTERMS, "rdfs": _RDFS}
"""What a description is best written with, beside the prefixes of the knowledge base."""

_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


def service_description(kb: KnowledgeBase, manifest: Manifest, triples: int, endpoint: str, void: str) -> list[Row]:
    """Return the description of the endpoint with an address: what it answers, from which graphs, in which formats.

    ``triples`` is how many there are in the default graph, which is the union of the named ones; ``void`` is the
    address of a document that describes the dataset.

    Raises:
        FileError: if a saved question cannot be read.
    """
    found = {Row("", *triple) for triple in _triples(kb, manifest, triples, endpoint)}
    return sort(found | {Row("", f"<{endpoint}#dataset>", f"<{_RDFS}seeAlso>", f"<{void}>")})


def _triples(kb: KnowledgeBase, manifest: Manifest, triples: int, endpoint: str) -> Iterator[tuple[str, str, str]]:
    service, dataset, union = f"<{endpoint}#service>", f"<{endpoint}#dataset>", f"<{endpoint}#default-graph>"
    yield service, _a, f"<{_SD}Service>"
    yield service, f"<{_SD}endpoint>", f"<{endpoint}>"
    yield service, f"<{_SD}supportedLanguage>", f"<{_SD}SPARQL11Query>"
    yield service, f"<{_SD}feature>", f"<{_SD}UnionDefaultGraph>"
    yield service, f"<{_SD}defaultEntailmentRegime>", "<http://www.w3.org/ns/entailment/Simple>"
    for iri in FORMAT_IRIS.values():
        yield service, f"<{_SD}resultFormat>", f"<{iri}>"
    yield service, f"<{_SD}defaultDataset>", dataset
    yield dataset, _a, f"<{_SD}Dataset>"
    yield dataset, f"<{_DCTERMS}title>", text_term(kb.settings.name)
    if re.match(r"https?://", kb.settings.license):
        yield dataset, f"<{_DCTERMS}license>", f"<{kb.settings.license}>"
    yield dataset, f"<{_SD}defaultGraph>", union
    yield union, _a, f"<{_SD}Graph>"
    yield union, f"<{_VOID}triples>", number_term(triples)
    yield from _named_graphs(kb, manifest, endpoint, dataset)
    for prefix, iri in kb.prefixes.items():
        declaration = f"<{endpoint}#prefix-{prefix}>"
        yield dataset, f"<{_SH}declare>", declaration
        yield declaration, f"<{_SH}prefix>", text_term(prefix)
        yield declaration, f"<{_SH}namespace>", f'"{iri}"^^<{XSD}anyURI>'
    for question in questions(kb).values():
        yield from _question(question, endpoint, dataset)


def _named_graphs(kb: KnowledgeBase, manifest: Manifest, endpoint: str, dataset: str) -> Iterator[tuple[str, str, str]]:
    graphs = {kb.graph_iri(name): file.triples for name, file in manifest.files.items()}
    computed = {ENTAILED: manifest.entailed, DERIVED: manifest.derived}
    graphs |= {iri: triples for iri, triples in computed.items() if triples}
    for at, (iri, triples) in enumerate(sorted(graphs.items()), 1):
        named, graph = f"<{endpoint}#named-graph-{at}>", f"<{endpoint}#graph-{at}>"
        yield dataset, f"<{_SD}namedGraph>", named
        yield named, _a, f"<{_SD}NamedGraph>"
        yield named, f"<{_SD}name>", f"<{iri}>"
        yield named, f"<{_SD}graph>", graph
        yield graph, _a, f"<{_SD}Graph>"
        yield graph, f"<{_VOID}triples>", number_term(triples)


def _question(question: Question, endpoint: str, dataset: str) -> Iterator[tuple[str, str, str]]:
    form = _FORM.search(mask(question.text))
    if form is None:
        raise KbError(f"the saved question '{question.slug}' is no query", hint="it needs SELECT, ASK or CONSTRUCT")
    node, kind = f"<{endpoint}#question-{question.slug}>", form.group(1).lower()
    yield node, _a, f"<{_SH}SPARQLExecutable>"
    if kind != "describe":  # SHACL-AF has no class for it
        yield node, _a, f"<{_SH}SPARQL{kind.title()}Executable>"
    yield node, f"<{_RDFS}comment>", text_term(question.title)
    yield node, f"<{_SH}{'construct' if kind == 'describe' else kind}>", text_term(question.text)
    yield node, f"<{_SH}prefixes>", dataset
    yield node, f"<{_SCHEMA}target>", f"<{endpoint}>"


_a = f"<{RDF}type>"


def text_term(text: str) -> str:
    """Return a text as N-Triples writes it."""
    return str(LITERAL(text))


def number_term(number: int) -> str:
    """Return an integer as N-Triples writes it."""
    return f'"{number}"^^<{XSD}integer>'
