"""What a knowledge base says of its snapshots and quotes, read from columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kb.columns.table import Columns
from kb.namespaces import FC, SCHEMA, unescape

_OA = "http://www.w3.org/ns/oa#"
_FILE, _DIGEST, _EXACT = f"<{FC}file>", f"<{FC}sha256>", f"<{_OA}exact>"


@dataclass(frozen=True)
class SnapshotFacts:
    """A snapshot with a file; terms are written as N-Triples does, texts are their characters."""

    node: str
    source: str
    file: str
    literal: str
    digest: str
    media_type: str
    url: str
    predicate: str = _FILE
    digest_predicate: str = _DIGEST


@dataclass(frozen=True)
class QuoteFacts:
    """A quote from a source or a snapshot, ``origin``."""

    node: str
    origin: str
    exact: str
    literal: str
    prefix: str = ""
    suffix: str = ""
    predicate: str = _EXACT


@dataclass(frozen=True)
class Facts:
    """All snapshots with files, and all quotes from them or from their sources."""

    snapshots: list[SnapshotFacts] = field(default_factory=list)
    quotes: list[QuoteFacts] = field(default_factory=list)

    @cached_property
    def _by_origin(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for each in self.snapshots:
            for origin in {each.node, each.source}:
                found.setdefault(origin, []).append(each.node)
        return found

    def snapshots_of(self, origin: str) -> list[str]:
        """Return the snapshots that are ``origin``, or are of it."""
        return self._by_origin.get(origin, [])


def has_files(columns: Columns, folder: Path) -> bool:
    """Tell whether any snapshot has its file below a folder: if not, there is nothing to compare."""
    pairs = columns.pairs_of(FC + "file")
    return any(is_file(folder / _characters(text)) for text in columns.terms.texts(pairs.right))


def is_file(path: Path) -> bool:
    """Tell whether there is a file at a path that anybody may have written: it may be none that the system allows."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_facts(columns: Columns) -> Facts:
    """Read what is said of snapshots with files, and of quotes from them."""
    reader = _Reader(columns)
    snapshots = [reader.snapshot(node, file) for node, file in reader.pairs(FC + "file")]
    origins = {each.node for each in snapshots} | {each.source for each in snapshots}
    quotes = [
        quote
        for node, origin in (reader.pairs(FC + "from") if snapshots else [])
        if origin in origins and (quote := reader.quote(node, origin)) is not None
    ]
    return Facts(snapshots, quotes)


def read_characters(columns: Columns, node: int, iri: str) -> list[str]:
    """Return the characters of the values that a node has of a property."""
    return [_characters(columns.terms.text(value)) for value in columns.pairs_of(iri).values(node)]


class _Reader:
    def __init__(self, columns: Columns) -> None:
        self._columns, self._terms = columns, columns.terms

    def pairs(self, iri: str) -> list[tuple[str, str]]:
        pairs = self._columns.pairs_of(iri)
        return list(zip(self._terms.texts(pairs.left), self._terms.texts(pairs.right), strict=True))

    def _value(self, node: str, iri: str) -> str:
        found = self._columns.pairs_of(iri).values(self._terms.find(node))
        return self._terms.text(found[0]) if found else ""

    def _characters(self, node: str, iri: str) -> str:
        return _characters(self._value(node, iri))

    def snapshot(self, node: str, file: str) -> SnapshotFacts:
        source = self._value(node, FC + "of")
        return SnapshotFacts(
            node=node,
            source=source,
            file=_characters(file),
            literal=file,
            digest=self._characters(node, FC + "sha256"),
            media_type=self._characters(node, SCHEMA + "encodingFormat"),
            url=self._characters(source, SCHEMA + "url"),
        )

    def quote(self, node: str, origin: str) -> QuoteFacts | None:
        literal = self._value(node, _OA + "exact")
        if not literal:
            return None
        prefix, suffix = (self._characters(node, _OA + name) for name in ("prefix", "suffix"))
        return QuoteFacts(node, origin, _characters(literal), literal, prefix, suffix)


def _characters(text: str) -> str:
    if text.startswith("<"):
        return unescape(text[1:-1])
    return unescape(text[1 : text.rindex('"')]) if text.startswith('"') else text
