"""Validates the files of a knowledge base: syntax first, then every rule of ``shapes/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import DataSyntaxError, nearest
from kb.findings import Finding, Location, Severity, Summary
from kb.formats import NAMED_NODE, RdflibTerms, parse, read_file
from kb.namespaces import FC, RULE, VERDICT, Shortener
from kb.progress import Progress, silent
from kb.resources import ontology_files

from .rules import SEVERITIES, SYNTAX_ERROR, shapes_graph

if TYPE_CHECKING:
    from rdflib.term import Node

    from .shacl import CachingGraph, Result


@dataclass
class _Data:
    """All that parses, in one graph, and which files describe which node."""

    graph: CachingGraph
    files: dict[str, set[str]] = field(default_factory=dict)
    faults: list[DataSyntaxError] = field(default_factory=list)


def validate(
    paths: Iterable[Path],
    *,
    base: str | None,
    prefixes: dict[str, str],
    name: Callable[[Path], str] = str,
    only: Iterable[Path] | None = None,
    progress: Progress[Path] = silent,
) -> tuple[list[Finding], Summary]:
    """Validate the Turtle files ``paths`` together and return their findings, sorted, with a summary.

    ``name`` words a path in findings. With ``only``, all files are read, but only the findings of those are
    returned: the ones whose node they describe, with those files first.

    Raises:
        FileError: if a file cannot be read.
    """
    from .shacl import validate as run

    paths = list(paths)
    data = _read(paths, base, name, progress)
    wording = _Wording(prefixes, data)
    findings = [wording.fault(fault) for fault in data.faults]
    findings += [wording.finding(result) for result in run(data.graph, shapes_graph())]
    named = None
    if only is not None:
        wanted = {name(path) for path in only}
        named = len(wanted)
        findings = [_named_first(finding, wanted) for finding in findings if wanted & set(finding.files)]
    findings.sort(key=lambda finding: finding.order)
    return findings, Summary.of(findings, len(paths), len(data.graph), named)


def _named_first(finding: Finding, wanted: set[str]) -> Finding:
    places = sorted(finding.locations, key=lambda place: (place.file not in wanted, place.order))
    return replace(finding, locations=tuple(places))


def _read(paths: list[Path], base: str | None, name: Callable[[Path], str], progress: Progress[Path]) -> _Data:
    from .shacl import CachingGraph

    data, terms = _Data(CachingGraph()), RdflibTerms()
    for path in progress("reading", paths, len(paths)):
        try:
            quads = list(parse(read_file(path), base=base or path.resolve().as_uri(), path=name(path)))
        except DataSyntaxError as fault:
            data.faults.append(fault)
            continue
        for quad in quads:
            subject = terms.of(quad.subject)
            data.graph.add((subject, terms.of(quad.predicate), terms.of(quad.object)))
            data.files.setdefault(str(subject), set()).add(name(path))
    return data


class _Wording:
    """Turns results and faults into findings."""

    def __init__(self, prefixes: dict[str, str], data: _Data) -> None:
        self._shortener = Shortener(prefixes)
        self._data = data
        self._known: list[str] | None = None

    def fault(self, fault: DataSyntaxError) -> Finding:
        return Finding(
            rule=SYNTAX_ERROR.name,
            severity=Severity.VIOLATION,
            message=fault.reason,
            locations=(Location(fault.path, fault.line, fault.column),),
        )

    def finding(self, result: Result) -> Finding:
        shape = str(result.shape)
        return Finding(
            rule=shape.removeprefix(RULE) if shape.startswith(RULE) else self._show(result.shape),
            severity=SEVERITIES.get(str(result.severity), Severity.VIOLATION),
            message=" ".join(result.messages),
            node=self._show(result.focus),
            path=self._show(result.path),
            value=self._show(result.value),
            component=self._show(result.component),
            hint=self._hint(result),
            locations=tuple(Location(file) for file in sorted(self._data.files.get(str(result.focus), ()))),
        )

    def _show(self, node: Node | None) -> str:
        from rdflib.term import BNode, Literal, URIRef

        if isinstance(node, URIRef):
            return self._shortener.name(str(node)) or f"<{node}>"
        if isinstance(node, Literal):
            return node.n3()
        return "a blank node" if isinstance(node, BNode) else ""

    def _hint(self, result: Result) -> str:
        """Name the nearest term for a value, class or property of our own namespaces that does not exist."""
        for node in (result.value, result.path):
            iri = str(node)
            if iri.startswith((FC, VERDICT)) and iri not in self._terms():
                close = nearest(iri, self._terms())
                return f"did you mean {self._shortener.name(close)}?" if close else ""
        return ""

    def _terms(self) -> list[str]:
        if self._known is None:
            self._known = list(_known_terms())
        return self._known


def _known_terms() -> Iterator[str]:
    for file in ontology_files():
        subjects = {quad.subject for quad in parse(file.read_bytes(), base=None)}
        yield from sorted(
            subject.value
            for subject in subjects
            if isinstance(subject, NAMED_NODE) and subject.value.startswith((FC, VERDICT))
        )
