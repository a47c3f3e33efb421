"""A store behind a SPARQL 1.1 endpoint: any engine that speaks the protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, cast
from urllib.parse import urlencode

import pyoxigraph as ox

from kb.errors import QueryError, QueryRefusedError, QuerySyntaxError, StoreError
from kb.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, Term, rdf_engine_format, result_engine_format

from . import Bindings
from .answers import EngineAnswer
from .bindings import bind
from .credentials import Credentials, authorisation
from .guard import refuse_service, update_keyword
from .http import Body, Request, Server, ServerRefusal
from .virtuoso import BlankNodesMended, boolean_of, is_virtuoso, refuse_part
from .wording import declared_prefixes, mask

_TABLES = {RESULT_FORMATS[name].media_type: RESULT_FORMATS[name] for name in ("json", "xml", "tsv")}
_GRAPHS = {
    GRAPH_FORMATS[name].media_type: GRAPH_FORMATS[name] for name in ("ntriples", "turtle", "nquads", "trig", "rdfxml")
}
_ACCEPT = ", ".join(
    (
        "application/sparql-results+xml",  # first: Virtuoso writes languages and booleans in a JSON of its own
        "application/n-triples",
        "application/sparql-results+json;q=0.8",
        "text/turtle;q=0.8",
        "text/tab-separated-values;q=0.5",
        "application/rdf+xml;q=0.5",
    )
)
_FROM = re.compile(r"(?<![?$\w:.\-])FROM(?![\w:.\-])", re.IGNORECASE)
"""A dataset clause of a masked query (SPARQL 1.1 §13.2)."""


class RemoteAnswer(EngineAnswer):
    """An answer that is read from a server as it comes; see ``Answer``."""

    def __init__(self, results: Any, body: Body) -> None:
        super().__init__(results)
        self._body = body

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows of a SELECT, or the triples of a CONSTRUCT or DESCRIBE."""
        yield from super().rows()
        self._body.finish()

    def triples(self) -> Iterator[tuple[Term, Term, Term]]:
        """Yield the triples of a CONSTRUCT or DESCRIBE."""
        yield from super().triples()
        self._body.finish()

    def write(self, output: IO[bytes], format: Format, prefixes: Mapping[str, str]) -> None:
        """Write the whole answer as it comes."""
        super().write(output, format, prefixes)
        self._body.finish()


class RemoteStore:
    """A SPARQL 1.1 endpoint as a store; see ``Store``. Queries see whatever its default graph is.

    The environment gives the authorisation: ``KB_STORE_TOKEN``, or ``KB_STORE_USER`` and ``KB_STORE_PASSWORD``.
    """

    def __init__(self, query_url: str, *, union: str = "", timeout: float = 600.0) -> None:
        """Take the address of the endpoint; nothing is asked yet.

        ``union`` is what is added to the address of a query that chooses no graphs, so that it sees all of them.

        Raises:
            ConfigurationError: if it is no address, or the authorisation is incomplete.
        """
        self.credentials = Credentials(authorisation())
        self.union = union
        self._queries = Server(query_url, credentials=self.credentials, timeout=timeout)

    @property
    def name(self) -> str:
        """The server's address, without the path."""
        return self._queries.name

    def query(
        self,
        text: str,
        prefixes: Mapping[str, str],
        *,
        base: str | None = None,
        bindings: Bindings | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RemoteAnswer:
        """Run a query (SPARQL 1.1 Protocol §2.1.2); see ``Store.query``. The answer is read as it comes.

        Raises:
            QueryError: if the endpoint cannot answer the query.
            StoreError: if it cannot be reached, or refuses altogether.
        """
        refuse_service(text)
        if (keyword := update_keyword(text)) is not None:
            raise QueryRefusedError(f"{keyword} would change the data; only queries are answered here")
        asked = _declaring(bind(text, bindings or {}), prefixes, base)
        fields = [("query", asked)]
        fields += [("default-graph-uri", iri) for iri in default_graphs]
        fields += [("named-graph-uri", iri) for iri in named_graphs]
        headers = {"Accept": _ACCEPT, "Content-Type": "application/x-www-form-urlencoded"}
        chosen = len(fields) > 1 or _FROM.search(mask(text)) is not None
        try:
            body = self._queries.send(
                Request("POST", headers, urlencode(fields).encode()), query="" if chosen else self.union
            )
        except ServerRefusal as refusal:
            if refusal.answered == 400:
                raise QuerySyntaxError(refusal.said or "the server does not say why") from None
            if refusal.answered == 500:
                raise QueryError(f"{self.name} cannot answer the query: {refusal.said or refusal.message}") from None
            raise
        return self._answer(body)

    def graph(self, iri: str) -> Iterator[ox.Quad]:
        """Yield the quads of one named graph."""
        name = ox.NamedNode(iri)
        answer = self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", {})
        for subject, predicate, object in answer.triples():
            yield ox.Quad(subject, predicate, object, name)  # type: ignore[arg-type]

    def _answer(self, body: Body) -> RemoteAnswer:
        refuse_part(self.name, body)
        source = cast(IO[bytes], BlankNodesMended(body) if is_virtuoso(body.headers) else body)
        try:
            if body.media_type in _TABLES:
                results = ox.parse_query_results(source, result_engine_format(_TABLES[body.media_type]))
                return RemoteAnswer(boolean_of(results), body)
            if body.media_type in _GRAPHS:
                quads = ox.parse(source, rdf_engine_format(_GRAPHS[body.media_type]))
                return RemoteAnswer(_triples(quads), body)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._unreadable(error) from None
        body.close()
        raise StoreError(
            f"{self.name} answers in {body.media_type}, which is no format of SPARQL's",
            hint="is this the address of a SPARQL endpoint?",
        )

    def _unreadable(self, error: Exception) -> StoreError:
        return StoreError(f"{self.name} sent an answer that cannot be read: {error}")


def _triples(quads: Any) -> Iterator[ox.Triple]:
    for quad in quads:
        yield quad.triple


def _declaring(text: str, prefixes: Mapping[str, str], base: str | None) -> str:
    """Declare a base and the prefixes that a query uses and does not declare, on its first line."""
    masked = mask(text)
    known = declared_prefixes(masked)
    needed = [prefix for prefix in prefixes if prefix not in known and f"{prefix}:" in masked]
    start = f"BASE <{base}> " if base is not None else ""
    return start + "".join(f"PREFIX {prefix}: <{prefixes[prefix]}> " for prefix in needed) + text
