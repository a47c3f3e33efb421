"""Edits the text of a Turtle file: takes triples out, puts others in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from kb.turtle.parsing import Span, Spanned

from .layout import Line, Words, ordered, prefixes_for
from .removing import dropped, whole, without
from .statements import Statement, Statements, Structure

_BRACKET = "_:["
_DIGITS = 18  # of a number that is worth counting on from


def fresh_labels(text: str, start: str) -> Iterator[str]:
    """Yield labels of blank nodes that a text does not have: ``start`` and a number."""
    used = re.findall(rf"_:{start}([0-9]+)", text)
    for number in count(1 + max((int(each) for each in used if len(each) < _DIGITS), default=0)):
        yield f"_:{start}{number}"


class Editor:
    """One edit of a text whose statements have been read; ``prefixes`` may be declared where they are of use."""

    def __init__(self, text: str, found: Statements, prefixes: Mapping[str, str]) -> None:
        self._text, self._found, self._prefixes = text, found, prefixes
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._edits: list[tuple[Span, str]] = []
        self._labels: dict[str, str] = {}
        self._fresh = fresh_labels(text, "m")

    def edited(self, going: set[Line], coming: Iterable[Line]) -> str:
        """Return the text without some triples and with some others."""
        coming = list(coming)
        mentioned = {term for line in coming for term in line if term.startswith(_BRACKET)}
        waiting: dict[str, list[Line]] = {}
        for line in map(self._labelled, coming):
            waiting.setdefault(line.subject, []).append(line)
        homes = self._homes(waiting.keys(), going)
        for number, statement in enumerate(self._found.statements):
            gone = {at for at, each in enumerate(statement.triples) if Line(*each[:3]) in going}
            home = [subject for subject, at in homes.items() if at == number]
            if mentioned and any(
                term in mentioned for each in statement.triples for term in (each.subject, each.object)
            ):
                self._rewrite(statement, gone, [])
            elif gone or home:
                self._statement(statement, gone, waiting.pop(home[0]) if home else [])
        self._append([line for lines in waiting.values() for line in lines])
        return self._applied()

    def _homes(self, subjects: Iterable[str], going: set[Line]) -> dict[str, int]:
        """Return the number of the statement about each subject: its last, if possible one of which something stays."""
        homes: dict[str, int] = {}
        wanted = set(subjects)
        for number, statement in enumerate(self._found.statements):
            subject = self._top(statement)
            if subject in wanted:  # which none in brackets is: it has a label by now
                stays = any(Line(*each[:3]) not in going for each in statement.triples)
                if stays or subject not in homes:
                    homes[subject] = number
        return homes

    @staticmethod
    def _top(statement: Statement) -> str:
        """Return who a statement is about."""
        return next((each.subject for each in statement.triples if each.subject_span.start == statement.span.start), "")

    def _statement(self, statement: Statement, gone: set[int], coming: list[Line]) -> None:
        if len(gone) == len(statement.triples):
            if coming:
                self._rewrite(statement, gone, coming)
            else:
                self._edits.append(whole(self._text, statement.span))
            return
        structure = Structure(self._text, statement.span)
        places = _places(structure, statement, gone)
        if places is None:
            self._rewrite(statement, gone, coming)
            return
        self._replace(statement, structure, places, coming)
        if places:
            drop = dropped(structure, set(places))
            self._edits += without(self._text, structure, drop)
        self._add(statement, structure, set(places), coming)

    def _replace(
        self, statement: Statement, structure: Structure, places: dict[tuple[int, int], Spanned], coming: list[Line]
    ) -> None:
        """Put new objects where old ones stood that have the same predicate; both are then done with."""
        words = Words(statement.prefixes)
        for place, each in list(places.items()):
            fitting = next((line for line in coming if line.predicate == each.predicate), None)
            if fitting is not None:
                span = structure.span(structure.predicates[place[0]].objects[place[1]])
                self._edits.append((span, words.node(fitting.object)))
                coming.remove(fitting)
                del places[place]

    def _add(
        self, statement: Statement, structure: Structure, places: set[tuple[int, int]], coming: list[Line]
    ) -> None:
        """Put objects behind others of their predicate, or predicates behind the last."""
        words, last = Words(statement.prefixes), 0
        meant = {each.predicate_span: each.predicate for each in statement.triples}
        for at, predicate in enumerate(structure.predicates):
            left = [number for number in range(len(predicate.objects)) if (at, number) not in places]
            if not left:
                continue
            last = structure.span(predicate.objects[left[-1]]).end
            written = meant[structure.span(predicate.word)]
            more = [line for line in coming if line.predicate == written]
            if more:
                self._edits.append((Span(last, last), f", {words.objects(line.object for line in ordered(more))}"))
                coming = [line for line in coming if line.predicate != written]
        if coming:
            indent = self._indent(structure)
            text = "".join(f" ;{self._newline}{indent}{item}" for item in words.described(coming))
            self._edits.append((Span(last, last), text))

    def _indent(self, structure: Structure) -> str:
        start = structure.tokens[structure.predicates[-1].word.first].start
        line = max(self._text.rfind("\n", 0, start), self._text.rfind("\r", 0, start)) + 1
        before = self._text[line:start]
        return before if before and not before.strip() else "  "

    def _rewrite(self, statement: Statement, gone: set[int], coming: list[Line]) -> None:
        """Write a statement anew, what is left of it and what is new."""
        left = [Line(*each[:3]) for at, each in enumerate(statement.triples) if at not in gone]
        lines = [*map(self._labelled, left), *coming]
        if lines:
            blocks = Words(statement.prefixes).blocks(lines, self._newline)
            comments = whole(self._text, statement.span)[1]
            self._edits.append((statement.span, comments + self._newline.join(blocks)))
        else:
            self._edits.append(whole(self._text, statement.span))

    def _labelled(self, line: Line) -> Line:
        """Return a triple whose blank nodes have labels."""
        return Line(self._label(line.subject), line.predicate, self._label(line.object))

    def _label(self, term: str) -> str:
        if not term.startswith(_BRACKET):
            return term
        if term not in self._labels:
            self._labels[term] = next(self._fresh)
        return self._labels[term]

    def _append(self, coming: list[Line]) -> None:
        if not coming:
            return
        declared = self._found.prefixes
        more = prefixes_for(coming, declared, self._prefixes)
        header = [f"@prefix {name}: <{iri}> ." for name, iri in more.items()]
        blocks = Words({**declared, **more}).blocks(coming, self._newline)
        parts = [*([self._newline.join(header)] if header else []), *blocks]
        end = len(self._text)
        start = self._newline if end and not self._text.endswith(("\n", "\r")) else ""
        if end and not re.search(r"\n\r?\n$", self._text):
            start += self._newline
        self._edits.append((Span(end, end), start + (self._newline * 2).join(parts) + self._newline))

    def _applied(self) -> str:
        parts, at = [], 0
        for span, text in sorted(self._edits, key=lambda edit: edit[0]):
            parts += [self._text[at : span.start], text]
            at = span.end
        return "".join([*parts, self._text[at:]])


def _places(structure: Structure, statement: Statement, gone: set[int]) -> dict[tuple[int, int], Spanned] | None:
    """Return the objects that stand for triples that go; None if some of these have no object of their own.

    An object in brackets goes if all goes that is said within them.
    """
    subject = structure.span(structure.subject).start
    top = {
        each.object_span.start: at for at, each in enumerate(statement.triples) if each.subject_span.start == subject
    }
    places: dict[tuple[int, int], Spanned] = {}
    covered: set[int] = set()
    for number, predicate in enumerate(structure.predicates):
        for place, part in enumerate(predicate.objects):
            span = structure.span(part)
            at = top.get(span.start)
            if at is None:
                return None
            within = {at}
            if structure.tokens[part.first].text in ("[", "("):
                within |= {
                    other
                    for other, each in enumerate(statement.triples)
                    if span.start <= each.object_span.start < span.end
                }
            if at in gone and within <= gone:
                places[number, place] = statement.triples[at]
                covered |= within
    is_left = len(places) < sum(len(predicate.objects) for predicate in structure.predicates)
    return places if covered == gone and is_left else None
