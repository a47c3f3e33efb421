"""What follows from what: the entailments that ship with the package, read from their queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .formats import Term
from .namespaces import expand
from .resources import entailment_files

# An entailment follows from what is said of one subject, so that a changed triple touches what follows from its own.
_PREFIX = re.compile(r"PREFIX\s+(?P<prefix>[\w-]*):\s*<(?P<iri>[^>]*)>")
_COMMENT = re.compile(r"(?m)(?:^|\s)#\s.*$|^#.*$")
_FORM = re.compile(
    r"CONSTRUCT \{ \?(?P<subject>\w+) (?P<head>[\w-]*:\w+) \?(?P<object>\w+) \} WHERE \{ "
    r"(?:GRAPH \?\w+ \{ )?\?(?P<centre>\w+) (?P<said>[\w-]*:\w+ \?\w+ (?:; [\w-]*:\w+ \?\w+ )*)"
    r"(?:\} FILTER\(\?\w+ != [\w-]*:\w+\) )?\}"
)


_SAID = re.compile(r"([\w-]*:\w+) \?(\w+)")


@dataclass(frozen=True)
class Entailment:
    """A CONSTRUCT of one triple from what is said of one subject, which its variable ``centre`` stands for."""

    text: str
    head: str
    subject: str
    object: str
    centre: str
    properties: frozenset[str]
    said: tuple[tuple[str, str], ...]
    """What has to be said of the centre: property and variable."""

    def bound(self, variables: Sequence[str], rows: Iterable[Sequence[Term]]) -> str:
        """Return the query for some values of its variables."""
        names = " ".join(f"?{name}" for name in variables)
        values = " ".join(f"({' '.join(map(str, row))})" for row in rows)
        start = self.text.index("WHERE {") + len("WHERE {")
        return f"{self.text[:start]} VALUES ({names}) {{ {values} }} {self.text[start:]}"


def entailments() -> list[Entailment]:
    """Return the entailments that ship with the package.

    Raises:
        ValueError: if one of them does not follow from what is said of one subject.
    """
    return [read_entailment(file.read_text(encoding="utf-8")) for file in entailment_files()]


def read_entailment(text: str) -> Entailment:
    """Read one entailment: ``CONSTRUCT { ?a p ?b } WHERE { ?c q ?d ; r ?e }``, perhaps with ``GRAPH ?g``.

    Raises:
        ValueError: if it has another form.
    """
    text = " ".join(_COMMENT.sub("", text).split())
    prefixes = {found["prefix"]: found["iri"] for found in _PREFIX.finditer(text)}
    query = _PREFIX.sub("", text).strip()
    found = _FORM.fullmatch(query)
    if found is None:
        raise ValueError(f"an entailment must follow from what is said of one subject: {query}")
    names = re.findall(r"(?<![?\w])[\w-]*:\w+", query)
    return Entailment(
        text=text,
        head=expand(found["head"], prefixes),
        subject=found["subject"],
        object=found["object"],
        centre=found["centre"],
        properties=frozenset(expand(name, prefixes) for name in names),
        said=tuple((expand(name, prefixes), variable) for name, variable in _SAID.findall(found["said"])),
    )
