"""Where findings stand in the files: only files that have some are read again, and of those what is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.columns.loading import DataFile
from kb.columns.table import Columns
from kb.findings import Location, Result
from kb.namespaces import RDF, SH
from kb.origins.statements import COMPUTED
from kb.parallel import Crew
from kb.turtle.document import Document, decoded
from kb.turtle.faults import read_faulty
from kb.turtle.parsing import Span, Spanned

_TYPE = f"<{RDF}type>"
_INVERSE = f"<{SH}inversePath>"


@dataclass(frozen=True)
class Sought:
    """What to look for: a node, the predicates that lead from it or, ``inverse``, to it, and a value, if known."""

    focus: str
    predicates: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    value: str = ""

    @classmethod
    def of(cls, result: Result) -> Sought:
        """Read off a result what its place is: of paths of several steps, only the first says where to look."""
        words = [word for word in result.path.split() if word not in "[]();"]
        several = result.path.startswith("( ")
        predicates: list[str] = []
        inverse: list[str] = []
        for before, word in zip(["", *words], words, strict=False):
            if word.startswith("<") and not word.startswith(f"<{SH}"):
                (inverse if before == _INVERSE else predicates).append(word)
                if several:
                    break
        return cls(result.focus, tuple(predicates), tuple(inverse), "" if several else result.value)

    def subjects(self, columns: Columns, homes: Homes) -> list[str]:
        """Return the nodes whose triples may show what is sought."""
        if self.inverse and self.value and self.value[0] != '"':
            return [self.focus, self.value]
        if homes[self.focus]:
            return [self.focus]
        return [self.focus, *columns.subjects_of(self.focus)[:_MOST_MENTIONS]]


_MOST_MENTIONS = 10  # of a node that is only ever an object
_WORTH_PROCESSES = 20  # files


def locate(
    sought: Sequence[Sought], columns: Columns, files: Mapping[str, DataFile], faulty: Iterable[str] = ()
) -> list[tuple[Location, ...]]:
    """Return, for each thing sought, the places that matter, the one to look at first first; none if it is nowhere.

    Raises:
        FileError: if a file cannot be read any more.
    """
    homes = Homes(columns, {node for each in sought for node in (each.focus, each.value)})
    subjects = [each.subjects(columns, homes) for each in sought]
    wanted: dict[str, list[int]] = defaultdict(list)
    for number, nodes in enumerate(subjects):
        for name in sorted({name for node in nodes for name in homes[node]}):
            wanted[name].append(number)
    names, broken = [name for name in sorted(wanted) if name in files], set(faulty)
    numbers = {name: number for number, name in enumerate(columns.files)}

    def work(pieces: Iterator[int]) -> list[tuple[int, list[tuple[int, Location]]]]:
        found = []
        for piece in pieces:
            name = names[piece]
            text = _Text(files[name], numbers[name], name in broken)
            terms = {node for number in wanted[name] for node in subjects[number]}
            blank = {value for number in wanted[name] if (value := sought[number].value).startswith("_")}
            text.read(terms | blank)  # blank nodes are told apart only where all of a file is read
            found += [(number, text.places(sought[number], subjects[number])) for number in wanted[name]]
        return found

    beside = None if len(names) > _WORTH_PROCESSES else 0
    places: dict[int, list[tuple[int, Location]]] = defaultdict(list)
    for part in Crew(work, len(names), most=beside).join() if names else []:
        for number, found in part:
            places[number] += found
    return [_best(places[number]) for number in range(len(sought))]


class Homes(dict[str, set[str]]):
    """The files that describe a node; those of some nodes are looked up at once, which is far faster."""

    def __init__(self, columns: Columns, nodes: Iterable[str]) -> None:
        self._columns = columns
        self._look_up(list(nodes))

    def __missing__(self, node: str) -> set[str]:
        self._look_up([node])
        return self[node]

    def _look_up(self, nodes: list[str]) -> None:
        found = self._columns.owners_about(np.array([self._columns.terms.find(node) for node in nodes], np.int32))
        for node, owners in zip(nodes, found, strict=True):
            self[node] = {self._columns.files[owner] for owner in owners} - {COMPUTED}


def _best(places: list[tuple[int, Location]]) -> tuple[Location, ...]:
    """Return the places that say most, in the order of the files; of descriptions, first the one with the type."""
    tier = min((tier for tier, _ in places), default=0)
    allowed = (_TYPED, _DESCRIBED) if tier == _TYPED else (tier,)
    ordered = sorted(places, key=lambda place: (place[0], place[1].order))
    return tuple(dict.fromkeys(location for tier, location in ordered if tier in allowed))


_EXACT, _TYPED, _DESCRIBED, _MENTIONED = range(4)
"""How much a place says: the value or property itself, the node's type, its description, a mention of it."""


class _Text:
    """A file that is read again."""

    def __init__(self, file: DataFile, number: int, broken: bool) -> None:
        self._file, self._prefix, self._broken = file, f"_:f{number}b", broken
        self._by_subject: dict[str, list[Spanned]] = defaultdict(list)

    @cached_property
    def _document(self) -> Document:
        return Document(decoded(self._file.read()), self._file.format, self._file.base)

    def _here(self, text: str) -> str:
        """Return the name that a blank node of this file has in it."""
        return f"_:b{text[len(self._prefix) :]}" if text.startswith(self._prefix) else text

    def read(self, terms: set[str]) -> None:
        """Find all triples about some terms."""
        if self._broken:
            triples = read_faulty(self._file.read(), self._file.format, self._file.base)[1]
        else:
            triples = self._document.about({self._here(text) for text in terms})
        for triple in triples:
            self._by_subject[triple.subject].append(triple)

    def places(self, sought: Sought, subjects: list[str]) -> list[tuple[int, Location]]:
        """Return what shows the thing sought in this file, with how much it says."""
        exact = self._exact(sought, subjects)
        if exact:
            return [(_EXACT, self._location(span)) for span in exact]
        triples = self._by_subject[self._here(sought.focus)]
        typed = [each for each in triples if each.predicate == _TYPE]
        if typed:
            span = Span(typed[0].subject_span.start, typed[0].object_span.end)
            return [(_TYPED, self._location(span if span.start < span.end else typed[0].subject_span))]
        if triples:
            return [(_DESCRIBED, self._location(triples[0].subject_span))]
        mentions = [each for node in subjects for each in self._by_subject[self._here(node)]]
        return [
            (_MENTIONED, self._location(each.object_span))
            for each in mentions
            if each.object == self._here(sought.focus)
        ]

    def _exact(self, sought: Sought, subjects: list[str]) -> list[Span]:
        """Return the spans of the value, or of the property, that something is wrong with."""
        focus, value = self._here(sought.focus), self._here(sought.value)
        triples = self._by_subject[focus]
        if sought.inverse and sought.value:
            led = [
                each for each in self._by_subject[value] if each.object == focus and each.predicate in sought.inverse
            ]
            if led:
                return [each.object_span for each in led]
        if sought.value and sought.value != sought.focus:
            found = [each for each in triples if each.object == value]
            named = [each for each in found if each.predicate in sought.predicates]
            return [each.object_span for each in named or found]
        return [each.predicate_span for each in triples if each.predicate in sought.predicates]

    def _location(self, span: Span) -> Location:
        place = self._document.place(span)
        return Location(self._file.name, place.line, place.column, place.end_line, place.end_column)
