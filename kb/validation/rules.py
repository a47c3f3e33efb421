"""The rules: every named shape of the shapes graph, with its message and its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from kb.errors import UnknownNameError
from kb.findings import Severity
from kb.formats import RdflibTerms, Term, format_of_file, parse, read_file
from kb.namespaces import RULE, SH, SKOS
from kb.resources import shape_files

if TYPE_CHECKING:
    import rdflib

SEVERITIES = {
    SH + "Violation": Severity.VIOLATION,
    SH + "Warning": Severity.WARNING,
    SH + "Info": Severity.INFO,
}
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


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
    description="What stands there does not count until it is mended: no rule sees it, and builds leave the file out.",
    example="""@prefix claim: <https://kb.example/claim/> .
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix schema: <https://schema.org/> .

claim:bridge-closes a fc:Claim ;
  schema:text "The harbour bridge will close in May."@en .""",
)
"""What a file that does not parse breaks. No shape can state it, so that it is none of ``rules()``."""


@dataclass(frozen=True)
class ShapesFile:
    """A file of shapes: its stem, which is the concept of its rules, its bytes, its base, what errors call it."""

    concept: str
    data: bytes
    base: str | None
    name: str
    format: str = "turtle"

    @classmethod
    def of(cls, path: Path) -> ShapesFile:
        """Read a user's own file of shapes.

        Raises:
            FileError: if it cannot be read.
        """
        format = format_of_file(path.name)
        name = format.name if format else "turtle"
        return cls(path.stem, read_file(path), path.resolve().as_uri(), str(path), name)


def own_shapes() -> list[ShapesFile]:
    """Return the shapes that ship with the package."""
    return [ShapesFile(PurePath(file.name).stem, file.read_bytes(), None, file.name) for file in shape_files()]


@dataclass
class Rulebook:
    """Shapes as one graph, and the rules among them: every shape that is named, with its target or not."""

    graph: rdflib.Graph
    concepts: Mapping[str, str]

    @classmethod
    def of(cls, files: Iterable[ShapesFile]) -> Rulebook:
        """Read files of shapes.

        Raises:
            DataSyntaxError: if one does not parse.
        """
        import rdflib

        terms, graph, concepts = RdflibTerms(), rdflib.Graph(), dict[str, str]()
        names: dict[str, rdflib.BNode] = {}

        def of(term: Term) -> Any:
            """Name blank nodes by their order, so that they have the same names in every run."""
            found = terms.of(term)
            return names.setdefault(found, rdflib.BNode(f"s{len(names)}")) if isinstance(found, rdflib.BNode) else found

        for file in files:
            for quad in parse(file.data, base=file.base, path=file.name, format=file.format):
                subject = of(quad.subject)
                graph.add((subject, of(quad.predicate), of(quad.object)))
                if isinstance(subject, rdflib.URIRef):
                    concepts.setdefault(str(subject), file.concept)
        return cls(graph, concepts)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules by the IRIs of their shapes."""
        shapes = [iri for iri in self.concepts if self._is_shape(iri)]
        names = {iri: _name(iri) for iri in shapes}
        known = Counter(names.values())
        return {
            iri: self._rule(iri, names[iri] if known[names[iri]] == 1 else iri, self.concepts[iri]) for iri in shapes
        }

    def _is_shape(self, iri: str) -> bool:
        from rdflib import RDF, URIRef

        if iri.startswith(RULE) and len(iri) > len(RULE):
            return True
        predicates = {str(predicate) for predicate in self.graph.predicates(URIRef(iri), None)}
        types = {str(kind) for kind in self.graph.objects(URIRef(iri), RDF.type)}
        targets = {SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")}
        return bool(types & {SH + "NodeShape", SH + "PropertyShape"} or predicates & targets)

    def _rule(self, iri: str, name: str, concept: str) -> Rule:
        import rdflib

        def text(*predicates: str) -> str:
            found = (self.graph.value(rdflib.URIRef(iri), rdflib.URIRef(predicate)) for predicate in predicates)
            return str(next((each for each in found if each is not None), ""))

        return Rule(
            name=name,
            concept=concept,
            severity=SEVERITIES.get(text(SH + "severity"), Severity.VIOLATION),
            message=text(SH + "message"),
            description=text(SH + "description", _RDFS + "comment"),
            example=text(SKOS + "example").strip("\n"),
        )

    @cached_property
    def _owners(self) -> dict[str, str]:
        """The named shape that each blank node of the shapes graph belongs to."""
        import rdflib

        owners: dict[str, str] = {}
        waiting = [(rdflib.URIRef(iri), iri) for iri in self.rules]
        while waiting:
            node, iri = waiting.pop()
            for below in self.graph.objects(node, None):
                if isinstance(below, rdflib.BNode) and str(below) not in owners:
                    owners[str(below)] = iri
                    waiting.append((below, iri))  # type: ignore[arg-type]
        return owners

    def rule_of(self, shape: str) -> Rule | None:
        """Return the rule of a shape (``<iri>`` or ``_:id``): for one without a name, that of the shape around it."""
        iri = shape[1:-1] if shape.startswith("<") else self._owners.get(shape[2:], "")
        return self.rules.get(iri)


def _name(iri: str) -> str:
    if iri.startswith(RULE):
        return iri.removeprefix(RULE)
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


@cache
def rulebook(files: tuple[ShapesFile, ...]) -> Rulebook:
    """Return the rules of some files of shapes, read once.

    Raises:
        DataSyntaxError: if one does not parse.
    """
    return Rulebook.of(files)


def own_rulebook() -> Rulebook:
    """Return the rules that ship with the package."""
    return rulebook(tuple(own_shapes()))


def shapes_graph() -> rdflib.Graph:
    """Return all shapes that ship with the package as one graph, which the caller may change."""
    return Rulebook.of(own_shapes()).graph


def rules() -> list[Rule]:
    """Return all rules that are shapes, by concept and name."""
    return sorted(own_rulebook().rules.values(), key=lambda rule: (rule.concept, rule.name))


def explained(*, shapes_too: bool = True) -> list[Rule]:
    """Return everything that a finding can be named after: the rules, and those that no shape can state."""
    return [SYNTAX_ERROR, *_others(), *(rules() if shapes_too else [])]


def _others() -> list[Rule]:
    from kb.choosing.comments import RULES as IGNORE_RULES
    from kb.origins.dependence import RULE as DEPENDENCE_RULE
    from kb.snapshots.rules import RULES as SNAPSHOT_RULES

    found: list[Any] = [*IGNORE_RULES, *SNAPSHOT_RULES.values(), DEPENDENCE_RULE]
    return [
        Rule(each.name, each.concept, each.severity, each.message, each.description, each.example) for each in found
    ]


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
