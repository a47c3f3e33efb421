"""Where triples are kept and queried: one protocol, an implementation a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Literal, Protocol

from kb.formats import Format, Quad, Term

AnswerKind = Literal["rows", "boolean", "triples"]

Bindings = Mapping[str, Term | Sequence[Term]]
"""What variables of a query are fixed to: one term each, or several, of which each is tried."""


class Answer(Protocol):
    """What a query gave: rows of a SELECT, the boolean of an ASK, or triples. It can be read once."""

    kind: AnswerKind
    variables: list[str]

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows, a term or None per variable (for triples: subject, predicate, object)."""

    def boolean(self) -> bool:
        """Return the answer of an ASK."""

    def checked(self, check: Callable[[int], None]) -> Answer:
        """Return the same answer, in which each row is announced by its number; ``check`` may raise."""

    def write(self, output: IO[bytes], format: Format, prefixes: Mapping[str, str]) -> None:
        """Write the whole answer as it comes.

        Raises:
            UsageError: if the format does not fit the kind of answer.
        """


class Store(Protocol):
    """Triples in named graphs. Queries see the union of all graphs, each triple once, unless they say otherwise."""

    def query(
        self,
        text: str,
        prefixes: Mapping[str, str],
        *,
        base: str | None = None,
        bindings: Bindings | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Run a SPARQL 1.1 query.

        ``base`` is what its relative IRIs begin with; ``bindings`` fixes variables, the graphs replace its ``FROM``.
        A triple that stands in several of the graphs that FROM or ``default_graphs`` choose may be seen several times.

        Raises:
            QuerySyntaxError: if it does not parse, with line and column.
            QueryRefusedError: if it is an update or would leave the store.
        """

    def graph(self, iri: str) -> Iterator[Quad]:
        """Yield the quads of one named graph."""
