"""Checks data by shapes: the plan names the suspects of each shape, pySHACL judges them, on all processors at once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import rdflib
from rdflib.term import Node

from kb.columns.changing import Change
from kb.columns.table import Columns
from kb.columns.terms import Ids
from kb.errors import KbError
from kb.findings import Result
from kb.parallel import Crew
from kb.progress import Progress, silent

from . import query as sparql
from .authority import Authority, shapes_fault, validate_whole
from .graph import CachingGraph, ColumnStore
from .plan.reading import read_plan
from .plan.shapes import Conforms, Plan, Query, Shape, Sparql
from .plan.suspects import Judge
from .plan.touched import Touched
from .query.answering import Row, answers
from .terms import rdflib_term

WORTH_ANSWERING = 16
"""From how many suspects on the query of a SPARQL constraint is answered for all at once before pySHACL judges them."""


@dataclass(frozen=True)
class ShapeStatistics:
    """What checking by one shape took: how many nodes it is applied to, how many of them pySHACL had to judge.

    ``reason`` says why it judged all of them, where it did; the times are in seconds. ``focus`` and ``suspects`` are
    None where pySHACL looked for them itself.
    """

    shape: str
    focus: int | None
    suspects: int | None
    results: int
    planning: float
    judging: float
    reason: str = ""


@dataclass(frozen=True)
class Judged:
    """A result, with the shape that was applied and the focus node that it was applied to.

    The result itself may be about a shape further in, and about another node.
    """

    shape: str
    focus: str
    result: Result


@dataclass
class Checked:
    """What a check found, with the statistics of each shape."""

    judged: list[Judged] = field(default_factory=list)
    statistics: list[ShapeStatistics] = field(default_factory=list)

    @property
    def results(self) -> list[Result]:
        """The results alone."""
        return [each.result for each in self.judged]

    def __iadd__(self, other: Checked) -> Checked:
        self.judged += other.judged
        self.statistics += other.statistics
        return self


class Queries(dict[str, sparql.Query]):
    """Queries by their texts, each parsed when it is first needed."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, text: str) -> sparql.Query:
        try:
            found = self[text] = sparql.prepare(text, self._prefixes)
        except Exception as error:  # noqa: BLE001 (rdflib's parser raises errors of many kinds, the bare one among them)
            raise KbError(f"the shapes cannot be used: a query does not parse: {error}", hint=text.strip()) from None
        return found


class Checker:
    """Shapes that are ready to check data by."""

    def __init__(self, shapes: rdflib.Graph) -> None:
        """Compile a shapes graph.

        Raises:
            KbError: if its shapes are malformed.
        """
        self.authority = Authority(shapes)
        self.queries = Queries(self.authority.prefixes)
        try:
            self.plan: Plan = read_plan(self.authority.shapes)
        except Exception as error:  # noqa: BLE001 (pySHACL and rdflib raise errors of all kinds)
            raise shapes_fault(error) from None

    def read_queries(self) -> None:
        """Parse the queries of all shapes now, and not when each is first needed.

        Raises:
            KbError: if one does not parse.
        """
        for shape in self.plan.shapes.values():
            for query in (*shape.targets.queries, *_queries(shape)):
                _ = self.queries[query.text]

    def check(
        self,
        columns: Columns,
        focus: Mapping[str, Ids | None] | None = None,
        *,
        alone: bool = False,
        progress: Progress[int] = silent,
    ) -> Checked:
        """Check data by all shapes, on all processors, or ``alone`` in this process.

        With ``focus``, only by the shapes that it names by their nodes, and of the nodes that these are applied to
        only those given for each, None standing for all.

        Raises:
            KbError: if a shape turns out to be faulty.
        """
        if self.plan.whole:
            return self._whole(columns)
        chosen = [shape for shape in self.plan.targeted() if focus is None or shape.node in focus]
        chosen.sort(key=_cost, reverse=True)

        def work(numbers: Iterator[int]) -> Checked:
            judge, data = Judge(self.plan, columns, self.queries), self._graph(columns)
            found = Checked()
            for number in numbers:
                shape = chosen[number]
                only = focus[shape.node] if focus is not None else None
                found += self._shape(judge, data, shape, only)
            return found

        found = Checked()
        most = 0 if alone else None
        for part in Crew(work, len(chosen), most=most).join(progress, "checking") if chosen else []:
            found += part
        return found

    def recheck(self, before: Columns, change: Change, known: Iterable[Judged]) -> Checked:
        """Check data after a change, from what was known before it: only what it may have touched is judged again.

        Raises:
            KbError: if a shape turns out to be faulty.
        """
        if self.plan.whole:
            return self._whole(change.columns)
        focus = self.touched(before, change)
        again = {node: _texts(change.columns, nodes) for node, nodes in focus.items()}
        found = self.check(
            change.columns, {node: nodes for node, nodes in focus.items() if nodes is None or len(nodes)}
        )
        found.judged += [each for each in known if not _is_in(again[each.shape], each.focus)]
        return found

    def touched(self, before: Columns, change: Change) -> dict[str, Ids | None]:
        """Return, for each shape, the focus nodes that a change may have touched; None where it may be all."""
        touched = Touched(self.plan, before, change, self.queries)
        return {shape.node: touched.focus(shape) for shape in self.plan.targeted()}

    def _graph(self, columns: Columns) -> CachingGraph:
        return CachingGraph(ColumnStore(columns), lambda text: self.queries[text].prepared)

    def _shape(self, judge: Judge, data: CachingGraph, shape: Shape, only: Ids | None) -> Checked:
        started = time.perf_counter()
        focus = judge.focus(shape, only)
        suspects = judge.suspects(shape, focus) if focus is not None else None
        planned = time.perf_counter()
        if suspects is None or len(suspects):
            nodes = None if suspects is None else [rdflib_term(text) for text in judge.columns.terms.texts(suspects)]
            if suspects is not None and nodes is not None and len(nodes) >= WORTH_ANSWERING:
                data.answers = self._answers(shape, judge.columns, suspects, nodes)
            found = self.authority.judge(data, shape.node, nodes, nested=is_nested(shape))
            judged = [Judged(shape.node, about, result) for about, result in found]
        else:
            judged = []
        statistics = ShapeStatistics(
            shape=shape.node,
            focus=None if focus is None else len(focus),
            suspects=None if suspects is None else len(suspects),
            results=len(judged),
            planning=planned - started,
            judging=time.perf_counter() - planned,
            reason=judge.reasons.get(shape.node, ""),
        )
        return Checked(judged, [statistics])

    def _answers(
        self, shape: Shape, columns: Columns, suspects: Ids, nodes: list[Node]
    ) -> dict[str, Mapping[Node, Sequence[Row]]]:
        """Answer the queries of a shape for all its suspects, as far as that is sure: pySHACL need not do it again."""
        by_number = dict(zip(suspects.tolist(), nodes, strict=True))
        found: dict[str, Mapping[Node, Sequence[Row]]] = {}
        for query in _queries(shape):
            rows = answers(self.queries[query.text], columns, suspects)
            found[query.text] = {by_number[number]: each for number, each in rows.items() if number in by_number}
        return found

    def _whole(self, columns: Columns) -> Checked:
        """Let pySHACL see all data in a graph of its own, to which its rules may add."""
        started = time.perf_counter()
        data = rdflib.Graph()
        for triple in ColumnStore(columns).triples((None, None, None)):
            data.add(triple[0])
        results = validate_whole(data, self.authority.shapes.graph)
        seconds = time.perf_counter() - started
        judged = [Judged("", result.focus, result) for result in results]
        return Checked(judged, [ShapeStatistics("", None, None, len(results), 0.0, seconds, self.plan.whole)])


def _texts(columns: Columns, nodes: Ids | None) -> set[str] | None:
    return None if nodes is None else set(columns.terms.texts(nodes))


def _is_in(nodes: set[str] | None, node: str) -> bool:
    return nodes is None or node in nodes


def is_nested(shape: Shape) -> bool:
    """Tell whether results of a shape may be about other nodes than its focus nodes."""
    return any(isinstance(constraint, Conforms) for constraint in shape.constraints)


def _queries(shape: Shape) -> list[Query]:
    return [constraint.query for constraint in shape.constraints if isinstance(constraint, Sparql)]


def _cost(shape: Shape) -> int:
    """Tell which shapes to begin with, so that no process is left alone with a long one at the end."""
    return len(_queries(shape)) + len(shape.targets.queries)
