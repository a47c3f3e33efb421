"""Brings a change of a graph into the text of its file; whatever the change does not touch stays as it is.

A value that takes the place of another stands where that stood. What is new about a node stands where the node is
described; what is new altogether stands at the end. A statement with blank nodes in brackets is written anew if only
part of it goes, since its parts cannot be told apart otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import starmap

from kb.blank_nodes import label_stem, steady_terms
from kb.errors import DataSyntaxError
from kb.formats import BLANK_NODE, Term, canonical_blank_nodes, parse, quad, term

from .changes import GraphChange, key
from .editing import Editor, fresh_labels
from .errors import WriteConflictError
from .layout import Line
from .statements import Statements, read_statements, read_statements_about
from .templates import Triple

_MANY = 200  # nodes: for more, reading everything is as fast


def patched(text: str, change: GraphChange, base: str, prefixes: Mapping[str, str]) -> str:
    """Return the text of a file after a change.

    ``base`` is what its relative IRIs begin with; ``prefixes`` may be declared where they are of use.

    Raises:
        DataSyntaxError: if the file does not parse.
        WriteConflictError: if the change cannot be brought into it.
    """
    found = _read(text, change, base)
    going, coming = _lines(text, found, change)
    after = Editor(text, found, prefixes).edited(going, coming)
    _check(text, after, change, base)
    return after


def _read(text: str, change: GraphChange, base: str) -> Statements:
    """Read what the change can touch: the statements about its nodes, or all if blank nodes of the file are among them.

    Raises:
        DataSyntaxError: if all are read and one does not parse.
    """
    stem = label_stem(change.iri)
    triples = [*change.removed, *change.added.values()]
    nodes = {node for each in triples for node in (each.subject, each.object) if isinstance(node, BLANK_NODE)}
    subjects = {str(each.subject) for each in triples if not isinstance(each.subject, BLANK_NODE)}
    if len(subjects) > _MANY or any(node.value.startswith(stem) for node in nodes):
        return read_statements(text, base, change.file)
    return read_statements_about(text, base, subjects) or read_statements(text, base, change.file)


def _lines(text: str, found: Statements, change: GraphChange) -> tuple[set[Line], list[Line]]:
    """Return the triples that go and that come, blank nodes by the names that they have in the statements."""
    names = _Names(text, found, change.iri)
    removed: dict[tuple[str, str], set[str]] = {}
    for subject, predicate, object in change.removed:
        removed.setdefault((names.of(subject), str(predicate)), set()).add(names.of(object))
    going = set()
    for statement in found.statements:
        for each in statement.triples:
            objects = removed.get((each.subject, each.predicate))
            if objects is not None and _stored(each.object) in objects:
                going.add(Line(each.subject, each.predicate, each.object))
    coming = {Line(names.of(s), str(p), names.of(o)) for s, p, o in change.added.values()}
    return going - coming, sorted(coming - going)


class _Names:
    """Names blank nodes as the statements of a file do; those that are new to it get labels that it does not have."""

    def __init__(self, text: str, found: Statements, graph: str) -> None:
        stem = label_stem(graph)
        self._known = {f"{stem}{number}": name for name, number in found.names.items()}
        self._fresh = fresh_labels(text, "n")

    def of(self, node: Term) -> str:
        if not isinstance(node, BLANK_NODE):
            return str(node)
        if node.value not in self._known:
            self._known[node.value] = next(self._fresh)
        return self._known[node.value]


def _stored(object: str) -> str:
    """Return an object as the store keeps it."""
    if object[0] != '"' or "^^" not in object:
        return object
    node = term("<x:x>", {})
    return str(key(Triple(node, node, term(object, {}))).object)


def _check(before: str, after: str, change: GraphChange, base: str) -> None:
    """Make sure that the text holds the triples that it should, as the authority reads it."""
    had = set(_triples(before, change, base))
    about = {(each.subject, each.predicate) for each in change.removed}
    gone = {each for each in had if (each.subject, each.predicate) in about and key(each) in change.removed}
    wanted = (had - gone) | set(change.added.values())
    try:
        found = set(_triples(after, change, base))
    except DataSyntaxError:
        found = set()
    if found != wanted and _canonical(found) != _canonical(wanted):
        raise WriteConflictError(
            f"the change cannot be brought into {change.file}", hint="edit the file by hand, or write to another graph"
        )


def _triples(text: str, change: GraphChange, base: str) -> Iterable[Triple]:
    return starmap(Triple, steady_terms(parse(text.encode(), base=base, path=change.file), change.iri))


def _canonical(triples: Iterable[Triple]) -> set[str]:
    return {str(each) for each in canonical_blank_nodes(quad(*triple) for triple in triples)}
