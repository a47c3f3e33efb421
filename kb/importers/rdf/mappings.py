"""Maps graphs by SPARQL CONSTRUCT: ours in ``ontology/mappings``, and those of the user, all of which are asked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from kb.errors import FileError, QueryError, UsageError
from kb.formats import quad
from kb.namespaces import STANDARD
from kb.resources import mapping_files
from kb.stores.embedded import EmbeddedStore

from .graphs import Triple

FOLDER = "mappings"
"""The folder of a knowledge base that its own mappings lie in."""

_GRAPH = "urn:factcheck-kb:import"
_IN_MEMORY = 500_000  # triples; more of them wait on disk


def mapped(triples: list[Triple], folder: str, given: str) -> Iterator[Triple]:
    """Yield what all mappings make of a graph, those in a knowledge base's folder and in a given file or folder, too.

    Raises:
        UsageError: if a mapping is no CONSTRUCT query.
        QuerySyntaxError: if one does not parse.
        FileError: if one cannot be read.
    """
    queries = [_read(file) for file in (*mapping_files(), *_own(folder), *_given(given))]
    if len(triples) <= _IN_MEMORY:
        yield from _asked(EmbeddedStore.in_memory(), triples, queries)
        return
    with tempfile.TemporaryDirectory(prefix="kb-import-") as kept:
        yield from _asked(EmbeddedStore.open(Path(kept)), triples, queries)


def _asked(store: EmbeddedStore, triples: list[Triple], queries: list[tuple[str, str]]) -> Iterator[Triple]:
    store.add(quad(*triple, _GRAPH) for triple in triples)
    for name, text in queries:
        try:
            answer = store.query(text, STANDARD)
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
