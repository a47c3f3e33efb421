"""One place where a rule is broken, and one renderer per output format in the modules beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from pathlib import Path

from kb.errors import UnknownNameError


class Severity(Enum):
    """How much a finding weighs, the worst first. Violations fail a validation."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Location:
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end is the column after it.

    ``line`` is None where only the file is known.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None

    @property
    def order(self) -> tuple[str, int, int]:
        """The order in which places are shown."""
        return self.file, self.line or 0, self.column or 0


@dataclass(frozen=True)
class Result:
    """What SHACL's report says of a finding: each term as N-Triples writes it, empty where the report has none.

    ``path`` is a SHACL property path in Turtle with full IRIs: ``<iri>``, ``[ <…#inversePath> <iri> ]``.
    ``messages`` keep their language tags: ``"…"@en``. ``details`` are the results below ``sh:detail``.
    """

    focus: str
    component: str
    severity: str
    shape: str
    path: str = ""
    value: str = ""
    constraint: str = ""
    messages: tuple[str, ...] = ()
    details: tuple[Result, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One place where a rule is broken.

    ``node``, ``path`` and ``value`` are written short where a prefix fits, ``component`` too; ``result`` has them in
    full where the finding is one of SHACL's. ``locations`` are the places that matter, the one to look at first
    first. ``hint`` is what to type; ``why`` and ``example`` are the rule's reason and how it is done right;
    ``label`` is what people call the node.
    """

    rule: str
    severity: Severity
    message: str
    concept: str = ""
    node: str = ""
    label: str = ""
    path: str = ""
    value: str = ""
    component: str = ""
    hint: str = ""
    why: str = ""
    example: str = ""
    locations: tuple[Location, ...] = ()
    result: Result | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the locations, each once, in their order."""
        return tuple(dict.fromkeys(location.file for location in self.locations))

    @property
    def place(self) -> Location | None:
        """The place to look at first."""
        return self.locations[0] if self.locations else None

    @property
    def order(self) -> tuple[object, ...]:
        """The order in which findings are shown: by file, then place, then the worst first."""
        place = self.locations[0].order if self.locations else ("", 0, 0)
        return (
            *place,
            self.severity.rank,
            self.node,
            self.rule,
            self.path,
            self.value,
            self.message,
        )


@dataclass(frozen=True)
class Summary:
    """What a validation looked at and how much it found.

    ``files`` were read; ``named`` of them are those whose findings were asked for, None if all were. ``left_out``
    counts the findings that were not shown, by what hid them: ``ignored``, ``baseline`` ….
    """

    files: int
    triples: int
    counts: dict[Severity, int] = field(default_factory=dict)
    named: int | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        findings: Iterable[Finding],
        files: int,
        triples: int,
        named: int | None = None,
        left_out: Mapping[str, int] | None = None,
    ) -> Summary:
        """Count ``findings`` by severity."""
        counts = dict.fromkeys(Severity, 0)
        for finding in findings:
            counts[finding.severity] += 1
        return cls(files, triples, counts, named, left_out or {})


def _no_text(file: str) -> str | None:
    return None


@dataclass(frozen=True)
class Report:
    """Everything a renderer needs: the findings in the order shown, their summary, and the texts of the files.

    ``read`` returns the text of a file that a location names, None where it cannot be read. ``colour`` says whether
    ANSI colours may be used.
    """

    findings: list[Finding]
    summary: Summary
    read: Callable[[str], str | None] = _no_text
    colour: bool = False


Renderer = Callable[[Report], str]


def formats() -> list[str]:
    """Return the names of the output formats, one per module of this folder."""
    return sorted(path.stem.replace("_", "-") for path in Path(__file__).parent.glob("[a-z]*.py"))


def renderer(name: str) -> Renderer:
    """Return the renderer of one output format.

    Raises:
        UnknownNameError: if there is none of that name.
    """
    known = formats()
    if name not in known:
        raise UnknownNameError("output format", name, known, hint=f"there are: {', '.join(known)}")
    render: Renderer = import_module(f"{__name__}.{name.replace('-', '_')}").render
    return render
