"""The rules: every named shape of the shapes graph, with its message and its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from kb.errors import UnknownNameError
from kb.findings import Severity
from kb.formats import RdflibTerms, parse
from kb.namespaces import RULE, SH, SKOS
from kb.resources import shape_files

if TYPE_CHECKING:
    import rdflib

SEVERITIES = {
    SH + "Violation": Severity.VIOLATION,
    SH + "Warning": Severity.WARNING,
    SH + "Info": Severity.INFO,
}


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong. ``concept`` is the stem of the file that states it."""

    name: str
    concept: str
    severity: Severity
    message: str
    description: str
    example: str


SYNTAX_ERROR = Rule(
    name="syntax-error",
    concept="syntax",
    severity=Severity.VIOLATION,
    message="The file does not parse as Turtle.",
    description="Nothing in it counts until the fault is mended: no rule sees it, and a build leaves all of it out.",
    example="""@prefix claim: <https://kb.example/claim/> .
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix schema: <https://schema.org/> .

claim:bridge-closes a fc:Claim ;
  schema:text "The harbour bridge will close in May."@en .""",
)
"""What a file that does not parse breaks. No shape can state it, so that it is none of ``rules()``."""


def shapes_graph() -> rdflib.Graph:
    """Return all shapes that ship with the package as one graph."""
    return _graph(data for _, data in _modules())


def rules() -> list[Rule]:
    """Return all rules that are shapes, by concept and name."""
    found = []
    for stem, data in _modules():
        graph = _graph([data])
        found += [_rule(graph, shape, stem) for shape in set(graph.subjects()) if str(shape).startswith(RULE)]
    return sorted(found, key=lambda rule: (rule.concept, rule.name))


def explained() -> list[Rule]:
    """Return everything that a finding can be named after: the rules, and the syntax error."""
    return [SYNTAX_ERROR, *rules()]


def rule(name: str) -> Rule:
    """Return the one of ``explained()`` that is called ``name`` (``rule:`` before it is allowed).

    Raises:
        UnknownNameError: if there is none.
    """
    known = {rule.name: rule for rule in explained()}
    name = name.removeprefix("rule:").removeprefix(RULE)
    if name not in known:
        raise UnknownNameError("rule", name, known, hint="'kb rule' lists all rules")
    return known[name]


def _rule(graph: rdflib.Graph, shape: rdflib.term.Node, stem: str) -> Rule:
    import rdflib

    def text(predicate: str) -> str:
        return str(graph.value(shape, rdflib.URIRef(predicate)) or "")

    return Rule(
        name=str(shape).removeprefix(RULE),
        concept=stem,
        severity=SEVERITIES[text(SH + "severity") or SH + "Violation"],
        message=text(SH + "message"),
        description=text(SH + "description"),
        example=text(SKOS + "example").strip("\n"),
    )


def _modules() -> list[tuple[str, bytes]]:
    return [(PurePath(file.name).stem, file.read_bytes()) for file in shape_files()]


def _graph(modules: Iterable[bytes]) -> rdflib.Graph:
    import rdflib

    terms, graph = RdflibTerms(), rdflib.Graph()
    for data in modules:
        for quad in parse(data, base=None):
            graph.add((terms.of(quad.subject), terms.of(quad.predicate), terms.of(quad.object)))
    return graph
