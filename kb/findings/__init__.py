"""One place where a rule is broken, and one renderer per output format in the modules beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
class Finding:
    """One place where a rule is broken.

    ``files`` are the relative paths of the files that describe ``node``, first those asked for. ``node``, ``path``
    and ``value`` are written short where a prefix fits. ``line`` and ``column`` count from 1 and are known for
    syntax errors.
    """

    rule: str
    severity: Severity
    message: str
    node: str = ""
    path: str = ""
    value: str = ""
    component: str = ""
    hint: str = ""
    files: tuple[str, ...] = ()
    line: int | None = None
    column: int | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """The order in which findings are shown: by file, then place, then the worst first."""
        return (
            self.files,
            self.line or 0,
            self.column or 0,
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

    ``files`` were read; ``named`` of them are those whose findings were asked for, None if all were.
    """

    files: int
    triples: int
    counts: dict[Severity, int] = field(default_factory=dict)
    named: int | None = None

    @classmethod
    def of(cls, findings: Iterable[Finding], files: int, triples: int, named: int | None = None) -> Summary:
        """Count ``findings`` by severity."""
        counts = dict.fromkeys(Severity, 0)
        for finding in findings:
            counts[finding.severity] += 1
        return cls(files, triples, counts, named)


Renderer = Callable[[list[Finding], Summary], str]


def formats() -> list[str]:
    """Return the names of the output formats, one per module of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def renderer(name: str) -> Renderer:
    """Return the renderer of one output format.

    Raises:
        UnknownNameError: if there is none of that name.
    """
    known = formats()
    if name not in known:
        raise UnknownNameError("output format", name, known, hint=f"there are: {', '.join(known)}")
    render: Renderer = import_module(f"{__name__}.{name}").render
    return render
