"""Maps graphs by SPARQL CONSTRUCT: ours in ``ontology/mappings``, and those of the user, all of which are asked."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from kb.errors import FileError, QueryError, UsageError
from kb.namespaces import STANDARD
from kb.resources import mapping_files
from kb.stores.embedded import EmbeddedStore

from .graphs import Triple

FOLDER = "mappings"
"""The folder of a knowledge base that its own mappings lie in."""


def mapped(graph: EmbeddedStore, folder: str, given: str) -> Iterator[Triple]:
    """Yield what all mappings make of a graph, those in a knowledge base's folder and in a given file or folder, too.

    Raises:
        UsageError: if a mapping is no CONSTRUCT query, or does not parse.
        FileError: if one cannot be read.
    """
    for file in (*mapping_files(), *_own(folder), *_given(given)):
        name, text = _read(file)
        try:
            answer = graph.query(text, STANDARD)
        except QueryError as error:
            raise UsageError(f"the mapping {name}: {error.message}", hint=error.hint) from None
        if answer.kind != "triples":
            raise UsageError(f"the mapping {name} is no CONSTRUCT query", hint="docs/rdf.md shows one")
        for subject, predicate, object in answer.rows():
            if subject is not None and predicate is not None and object is not None:
                yield subject, predicate, object


def _own(folder: str) -> list[Path]:
    return sorted((Path(folder) / FOLDER).glob("*.rq")) if folder else []


def _given(given: str) -> list[Path]:
    if not given:
        return []
    path = Path(given)
    return sorted(path.glob("*.rq")) if path.is_dir() else [path]


def _read(file: Traversable | Path) -> tuple[str, str]:
    try:
        return file.name, file.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError.from_os("read", error) from None
    except UnicodeDecodeError:
        raise UsageError(f"the mapping {file.name} is not in UTF-8") from None
