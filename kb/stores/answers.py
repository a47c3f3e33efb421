"""Answers as the engine gives them or reads them: rows, a boolean, or triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from kb.errors import QueryError, UsageError
from kb.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, Term, rdf_engine_format, result_engine_format

from . import AnswerKind


class EngineAnswer:
    """An answer that the engine holds; see ``Answer``. Triples may be given one by one, in an iterator."""

    kind: AnswerKind

    def __init__(self, results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | Iterator[ox.Triple]) -> None:
        self._results = results
        self.variables: list[str] = []
        if isinstance(results, ox.QuerySolutions):
            self.kind = "rows"
            self.variables = [variable.value for variable in results.variables]
        elif isinstance(results, ox.QueryBoolean):
            self.kind = "boolean"
        else:
            self.kind = "triples"
            self.variables = ["subject", "predicate", "object"]

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Yield the rows of a SELECT, or the triples of a CONSTRUCT or DESCRIBE."""
        for row in _evaluating(iter(self._results)):  # type: ignore[arg-type]
            yield tuple(row)

    def triples(self) -> Iterator[tuple[Term, Term, Term]]:
        """Yield the triples of a CONSTRUCT or DESCRIBE."""
        for triple in _evaluating(iter(self._results)):  # type: ignore[arg-type]
            subject, predicate, object = triple
            yield subject, predicate, object  # type: ignore[misc]

    def checked(self, check: Callable[[int], None]) -> EngineAnswer:
        """Return the triples of a CONSTRUCT or DESCRIBE, each announced by its number; see ``Answer``."""
        return EngineAnswer(_announced(self._results, check))  # type: ignore[arg-type]

    def boolean(self) -> bool:
        """Return the answer of an ASK."""
        return bool(self._results)

    def write(self, output: IO[bytes], format: Format, prefixes: Mapping[str, str]) -> None:
        """Write the whole answer as it comes."""
        results = self._results
        try:
            if not isinstance(results, (ox.QuerySolutions, ox.QueryBoolean)):
                if format.name not in GRAPH_FORMATS:
                    raise UsageError(
                        f"the answer is a graph, which '{format.name}' cannot hold",
                        hint=_names(GRAPH_FORMATS),
                    )
                ox.serialize(results, output, rdf_engine_format(format), prefixes=dict(prefixes))
            else:
                if format.name not in RESULT_FORMATS:
                    raise UsageError(
                        f"the answer is a table, which '{format.name}' cannot hold",
                        hint=_names(RESULT_FORMATS),
                    )
                results.serialize(output, result_engine_format(format))
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from None
        except OSError as error:
            if error.errno is not None:  # it is the output's
                raise
            raise UsageError(f"'{format.name}' cannot hold the answer: {error}") from None


def _announced(results: Iterable[ox.Triple], check: Callable[[int], None]) -> Iterator[ox.Triple]:
    for number, triple in enumerate(results, 1):
        check(number)
        yield triple


def _names(formats: Iterable[str]) -> str:
    return f"formats that fit: {', '.join(formats)}"


def _evaluating(results: Iterator[Iterable[Term | None]]) -> Iterator[Iterable[Term | None]]:
    while True:
        try:
            row = next(results)
        except StopIteration:
            return
        except (RuntimeError, ValueError, OSError, SyntaxError) as error:
            raise QueryError(f"the query failed: {error}") from None
        yield row
