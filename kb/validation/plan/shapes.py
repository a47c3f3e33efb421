"""What a plan consists of: shapes with their targets, paths and constraints, as plain data.

Terms of the data are N-Triples texts (``<iri>``, ``"text"@en``); IRIs are bare where nothing else can stand. Shapes
refer to each other by their nodes in the shapes graph, written ``<iri>`` or ``_:id``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Step:
    """A predicate path (SHACL §2.3.1.1), walked backwards if ``inverse``."""

    predicate: str
    inverse: bool = False


@dataclass(frozen=True)
class Sequence:
    """Paths, one after the other."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """Paths, either of them."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Repeated:
    """A path, walked any number of times; never counts if ``reflexive``; more than once only if ``transitive``."""

    path: Path
    reflexive: bool
    transitive: bool


Path: TypeAlias = Step | Sequence | Alternative | Repeated


@dataclass(frozen=True)
class Query:
    """The text of a SELECT query, its prefixes declared, ``$this`` standing for the focus node."""

    text: str


@dataclass(frozen=True)
class Opaque:
    """Something that no plan can judge, with the reason: every node may break it."""

    reason: str


# Constraints on the value nodes together.


@dataclass(frozen=True)
class Count:
    """sh:minCount and sh:maxCount."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class HasValue:
    """sh:hasValue."""

    term: str


@dataclass(frozen=True)
class UniqueLang:
    """sh:uniqueLang true."""


@dataclass(frozen=True)
class Equals:
    """sh:equals."""

    predicate: str


@dataclass(frozen=True)
class Disjoint:
    """sh:disjoint."""

    predicate: str


@dataclass(frozen=True)
class LessThan:
    """sh:lessThan, or sh:lessThanOrEquals if ``or_equal``."""

    predicate: str
    or_equal: bool


@dataclass(frozen=True)
class Qualified:
    """sh:qualifiedValueShape with its counts; ``siblings`` are the shapes that must not hold of a value counted."""

    shape: str
    least: int = 0
    most: int | None = None
    siblings: tuple[str, ...] = ()


# Constraints on each value node.


@dataclass(frozen=True)
class Class:
    """sh:class."""

    iri: str


@dataclass(frozen=True)
class Datatype:
    """sh:datatype."""

    iri: str


@dataclass(frozen=True)
class NodeKind:
    """sh:nodeKind, as which kinds are allowed."""

    iri: bool
    blank: bool
    literal: bool


@dataclass(frozen=True)
class Length:
    """sh:minLength and sh:maxLength."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Pattern:
    """sh:pattern with sh:flags."""

    regex: str
    flags: str = ""


@dataclass(frozen=True)
class Range:
    """sh:minInclusive, sh:minExclusive, sh:maxInclusive, sh:maxExclusive: ``operator`` is what must hold of the value.

    One of ``<``, ``<=``, ``>``, ``>=``.
    """

    operator: str
    bound: str


@dataclass(frozen=True)
class LanguageIn:
    """sh:languageIn, in lower case."""

    languages: tuple[str, ...]


@dataclass(frozen=True)
class In:
    """sh:in."""

    terms: tuple[str, ...]


@dataclass(frozen=True)
class Closed:
    """sh:closed: the predicates that a value node may have."""

    allowed: tuple[str, ...]


@dataclass(frozen=True)
class Conforms:
    """sh:node and sh:property: every value node conforms to a shape."""

    shape: str


@dataclass(frozen=True)
class Not:
    """sh:not."""

    shape: str


@dataclass(frozen=True)
class And:
    """sh:and."""

    shapes: tuple[str, ...]


@dataclass(frozen=True)
class Or:
    """sh:or."""

    shapes: tuple[str, ...]


@dataclass(frozen=True)
class ExactlyOne:
    """sh:xone."""

    shapes: tuple[str, ...]


# Constraints on the focus node.


@dataclass(frozen=True)
class Sparql:
    """sh:sparql: the focus node breaks it if the query has a solution."""

    query: Query


Constraint: TypeAlias = (
    Count
    | HasValue
    | UniqueLang
    | Equals
    | Disjoint
    | LessThan
    | Qualified
    | Class
    | Datatype
    | NodeKind
    | Length
    | Pattern
    | Range
    | LanguageIn
    | In
    | Closed
    | Conforms
    | Not
    | And
    | Or
    | ExactlyOne
    | Sparql
    | Opaque
)


@dataclass(frozen=True)
class Targets:
    """What a shape is applied to: nodes, the instances of classes, what stands at either end of predicates."""

    nodes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    subjects_of: tuple[str, ...] = ()
    objects_of: tuple[str, ...] = ()
    queries: tuple[Query, ...] = ()
    opaque: str = ""

    def __bool__(self) -> bool:
        return any((self.nodes, self.classes, self.subjects_of, self.objects_of, self.queries, self.opaque))


@dataclass(frozen=True)
class Shape:
    """A node shape, or a property shape if it has a ``path``."""

    node: str
    targets: Targets
    path: Path | None = None
    constraints: tuple[Constraint, ...] = ()
    deactivated: bool = False


@dataclass(frozen=True)
class Plan:
    """All shapes of a shapes graph, by their nodes.

    ``whole`` is a reason why pySHACL must see the whole data at once, or empty.
    """

    shapes: Mapping[str, Shape] = field(default_factory=dict)
    whole: str = ""

    def targeted(self) -> list[Shape]:
        """Return the shapes that have targets and are not switched off."""
        return [shape for shape in self.shapes.values() if shape.targets and not shape.deactivated]
