"""What builds have changed in the embedded store, kept below ``.kb/changes`` for those who follow them.

``note`` writes what differs between a store and the one before; ``between`` reads all that differs since a store that
somebody knows, as long as every build since then was noted. What was noted and is needed no more is dropped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from .errors import FileError
from .formats import NAMED_NODE, Quad
from .manifest import Manifest
from .project import KnowledgeBase

_MOST = 100_000  # triples; whoever follows more does better to read all anew
_KEPT = 500  # builds


class Difference(NamedTuple):
    """A triple about an IRI that came or went; ``object`` is empty where it is no IRI."""

    subject: str
    predicate: str
    object: str


def digest_of(manifest: Manifest) -> str:
    """Return what is the same as long as a store holds the same."""
    lines = [f"{name} {file.sha256}" for name, file in sorted(manifest.files.items())]
    text = "\n".join([manifest.base, manifest.layout, *lines])
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def note(kb: KnowledgeBase, before: Manifest | None, after: Manifest, quads: Sequence[Quad]) -> None:
    """Note by which quads a store that is about to become the current one differs from the one before.

    Where it was made from nothing, or nearly, nothing is noted, and whoever follows reads all.

    Raises:
        FileError: if it cannot be written.
    """
    path = _folder(kb) / f"{after.store}.json"
    try:
        path.unlink(missing_ok=True)
        if before is None or len(quads) > _MOST:
            return
        path.parent.mkdir(exist_ok=True)
        content = {"from": digest_of(before), "to": digest_of(after), "triples": sorted(set(_differences(quads)))}
        path.write_text(json.dumps(content), encoding="utf-8")
        _drop(_numbers(kb)[:-_KEPT], kb)
    except OSError as error:
        raise FileError.from_os("write", error) from None


def between(kb: KnowledgeBase, known: tuple[int, str], manifest: Manifest) -> set[Difference] | None:
    """Return what differs between a known store, given by its number and digest, and that of a manifest.

    None if that cannot be told.
    """
    number, digest = known
    found = set[Difference]()
    for at in range(number + 1, manifest.store + 1):
        try:
            content = json.loads((_folder(kb) / f"{at}.json").read_text(encoding="utf-8"))
            if content["from"] != digest:
                return None
            digest = content["to"]
            found |= {Difference(*triple) for triple in content["triples"]}
        except (OSError, ValueError, KeyError, TypeError):
            return None
    return found if number <= manifest.store and digest == digest_of(manifest) and len(found) <= _MOST else None


def drop_until(kb: KnowledgeBase, manifest: Manifest) -> None:
    """Drop what was noted of builds up to the one that a manifest describes."""
    _drop([number for number in _numbers(kb) if number <= manifest.store], kb)


def _differences(quads: Iterable[Quad]) -> Iterable[Difference]:
    for quad in quads:
        if isinstance(quad.subject, NAMED_NODE):
            end = quad.object.value if isinstance(quad.object, NAMED_NODE) else ""
            yield Difference(quad.subject.value, quad.predicate.value, end)


def _numbers(kb: KnowledgeBase) -> list[int]:
    return sorted(int(path.stem) for path in _folder(kb).glob("*.json") if path.stem.isdigit())


def _drop(numbers: Iterable[int], kb: KnowledgeBase) -> None:
    for number in numbers:
        (_folder(kb) / f"{number}.json").unlink(missing_ok=True)


def _folder(kb: KnowledgeBase) -> Path:
    return kb.state / "changes"
