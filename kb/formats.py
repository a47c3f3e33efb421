"""The formats of data and of results, under one set of names, and the parsing of data files.

Data: ``turtle``, ``ntriples``, ``nquads``, ``trig``, ``jsonld``, ``rdfxml``.
Results of SELECT and ASK: ``csv``, ``tsv``, ``json``, ``xml``.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from .errors import DataSyntaxError, FileError, UnknownNameError, UsageError
from .namespaces import XSD, Shortener

if TYPE_CHECKING:
    import rdflib.term

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Quad: TypeAlias = ox.Quad

NAMED_NODE, BLANK_NODE, LITERAL, TRIPLE_TERM = ox.NamedNode, ox.BlankNode, ox.Literal, ox.Triple


@dataclass(frozen=True)
class Format:
    """A serialisation: its name here, its media type, its file suffix, and whether it can hold named graphs."""

    name: str
    media_type: str
    suffix: str
    has_graphs: bool = False


GRAPH_FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("turtle", "text/turtle", ".ttl"),
        Format("ntriples", "application/n-triples", ".nt"),
        Format("nquads", "application/n-quads", ".nq", has_graphs=True),
        Format("trig", "application/trig", ".trig", has_graphs=True),
        Format("jsonld", "application/ld+json", ".jsonld"),
        Format("rdfxml", "application/rdf+xml", ".rdf"),
    )
}
"""What CONSTRUCT, DESCRIBE and exports can be written as."""

RESULT_FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("json", "application/sparql-results+json", ".json"),
        Format("xml", "application/sparql-results+xml", ".xml"),
        Format("csv", "text/csv", ".csv"),
        Format("tsv", "text/tab-separated-values", ".tsv"),
    )
}
"""What SELECT and ASK can be written as."""

FORMATS: Mapping[str, Format] = {**RESULT_FORMATS, **GRAPH_FORMATS}

_RDF: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_RESULTS: Mapping[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


def graph_format(name: str) -> Format:
    """Return the data format called ``name``.

    Raises:
        UnknownNameError: if there is none.
    """
    if name not in GRAPH_FORMATS:
        raise UnknownNameError("data format", name, GRAPH_FORMATS, hint=f"there are: {', '.join(GRAPH_FORMATS)}")
    return GRAPH_FORMATS[name]


def format_of_file(name: str, formats: Mapping[str, Format] = GRAPH_FORMATS) -> Format | None:
    """Return the one of ``formats`` that a file's name stands for, or None; a ``.gz`` behind it does not matter."""
    suffix = Path(name.lower().removesuffix(".gz")).suffix
    return next((format for format in formats.values() if format.suffix == suffix), None)


def iri_fault(text: str) -> str | None:
    """Return what is wrong with an absolute IRI (RFC 3987), or None."""
    try:
        ox.NamedNode(text)
    except ValueError as error:
        return str(error)
    return None


def rdf_engine_format(format: Format) -> ox.RdfFormat:
    """Return the parser's and store's own name for a data format."""
    return _RDF[format.name]


def result_engine_format(format: Format) -> ox.QueryResultsFormat:
    """Return the store's own name for a result format."""
    return _RESULTS[format.name]


_PLACE = re.compile(r"Parser error (?:at|between) line \d[\w ]*: ")


def parse(
    data: bytes,
    *,
    base: str | None,
    path: str = "<data>",
    format: str = "turtle",
    keep_blank_nodes: bool = False,
) -> Iterator[ox.Quad]:
    """Parse ``data`` as a stream of quads, lexical forms kept as written.

    Blank nodes get fresh names, so that those of two files never meet, unless ``keep_blank_nodes``. A byte order
    mark is skipped. ``path`` is only used to word errors.

    Raises:
        DataSyntaxError: at the first fault, with line and column where the parser knows them.
    """
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    quads = ox.parse(data, _RDF[format], base_iri=base, rename_blank_nodes=not keep_blank_nodes)
    while True:
        try:
            quad = next(quads)
        except StopIteration:
            return
        except (SyntaxError, ValueError) as error:
            raise _data_syntax_error(path, error) from None
        except MemoryError:
            raise DataSyntaxError(path, "a text is longer than 16 MB, which the parser cannot hold") from None
        if isinstance(quad.object, ox.Triple):
            raise DataSyntaxError(path, "it has triple terms or reification (RDF 1.2), which are not supported")
        yield quad


def _data_syntax_error(path: str, error: Exception) -> DataSyntaxError:
    reason = _PLACE.sub("", getattr(error, "msg", None) or str(error), count=1)
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    return DataSyntaxError(path, reason[:1].lower() + reason[1:], line, column)


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        FileError: if it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError.from_os("read", error) from None


def canonical_blank_nodes(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield ``quads`` with the blank node labels that RDF Dataset Canonicalization (RDFC-1.0) gives them."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return iter(dataset)


def has_blank_node(quad: ox.Quad) -> bool:
    """Tell whether a quad names a blank node."""
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def quad(subject: Term, predicate: Term, object: Term, graph: str | None = None) -> ox.Quad:
    """Build a quad; ``graph`` is the IRI of its graph."""
    return ox.Quad(subject, predicate, object, ox.NamedNode(graph) if graph else ox.DefaultGraph())  # type: ignore[arg-type]


def write_ntriples(quads: Iterable[ox.Quad], output: IO[bytes]) -> None:
    """Write the triples of quads as N-Triples, graphs left out."""
    ox.serialize((quad.triple for quad in quads), output, ox.RdfFormat.N_TRIPLES)


def write_nquads(quads: Iterable[ox.Quad], output: IO[bytes]) -> None:
    """Write quads as N-Quads."""
    ox.serialize(quads, output, ox.RdfFormat.N_QUADS)


def term(text: str, prefixes: Mapping[str, str]) -> Term:
    """Read a term as a user types it: ``claim:x``, ``https://…``, ``<iri>``, ``"text"@en``, ``12``, ``true``.

    Raises:
        UsageError: if it is no term.
    """
    declared = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    if re.fullmatch(r"https?://\S+", text):
        text = f"<{text}>"
    try:
        quads = list(ox.parse(f"{declared}<x:s> <x:p> {text} .".encode(), ox.RdfFormat.TURTLE))
    except (SyntaxError, ValueError):
        quads = []
    if len(quads) != 1 or not isinstance(quads[0].object, (ox.NamedNode, ox.Literal)):
        raise UsageError(f"'{text}' is no IRI, prefixed name or literal")
    return quads[0].object


def show(term: Term | None, shortener: Shortener) -> str:
    """Write a term for a person: IRIs short, text without quotes."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shortener.name(term.value) or f"<{term.value}>"
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    if isinstance(term, ox.Triple):
        return str(term)
    return term.value


class RdflibTerms:
    """Turns parsed terms into rdflib's, lexical forms unchanged, each IRI once."""

    def __init__(self) -> None:
        import rdflib.term

        # rdflib would log each ill-formed literal with a traceback; here it is a rule's finding.
        logging.getLogger("rdflib.term").setLevel(logging.ERROR)
        self._iris: dict[str, rdflib.term.URIRef] = {}
        self._rdflib = rdflib.term

    def of(self, term: Term) -> rdflib.term.IdentifiedNode | rdflib.term.Literal:
        """Return the rdflib term equal to ``term``."""
        if isinstance(term, ox.NamedNode):
            value = term.value
            known = self._iris.get(value)
            if known is None:
                known = self._iris[value] = self._rdflib.URIRef(value)
            return known
        if isinstance(term, ox.Literal):
            if term.language:
                return self._rdflib.Literal(term.value, lang=term.language)
            datatype = term.datatype.value
            if datatype == XSD + "string":
                return self._rdflib.Literal(term.value)
            return self._rdflib.Literal(term.value, datatype=self.of(ox.NamedNode(datatype)), normalize=False)
        if isinstance(term, ox.BlankNode):
            return self._rdflib.BNode(term.value)
        raise TypeError(f"rdflib has no term for {term}")
