"""Gives the blank nodes of tables IRIs, the same each time that the same file is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from kb.importing.inputs import Input
from kb.sheets.taking import Triple

_ELSEWHERE = "https://w3id.org/factcheck-kb/import/"


@dataclass(frozen=True)
class Nameless:
    """The blank nodes of a file: their labels mean something within it alone (RDF 1.1 §3.5 names them so)."""

    source: Input
    base: str

    def named(self, triple: Triple) -> Triple:
        """Return a triple with IRIs for its blank nodes."""
        subject, predicate, object = triple
        return self._named(subject), predicate, self._named(object)

    def _named(self, term: str) -> str:
        return f"<{self._start}{term[2:]}>" if term.startswith("_:") else term

    @cached_property
    def _start(self) -> str:
        with self.source.path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        return f"{self.base or _ELSEWHERE}.well-known/genid/{content}-"
