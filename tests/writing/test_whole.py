"""From the text of an update to the files and the store: what the engine's own update would have made of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from kb.building import build, open_store
from kb.formats import parse, quad
from kb.project import KnowledgeBase, load
from kb.writing.applying import write
from kb.writing.requests import Put, Remove, Update, Write

from .conftest import in_memory
from .inventing import FILES, updates
from .test_evaluating import Reference, canonical, make


@pytest.fixture(scope="module")
def template() -> Iterator[KnowledgeBase]:
    with in_memory() as folder:
        yield make(folder / "kb")


def fresh(template: KnowledgeBase) -> KnowledgeBase:
    """Return a copy of a knowledge base, in the place of the one before."""
    folder = template.folder.with_name("copy")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.folder, folder)
    return load(folder)


def in_files(kb: KnowledgeBase) -> Iterable[ox.Quad]:
    for path in kb.files():
        name = kb.relative(path)
        for found in parse(path.read_bytes(), base=kb.settings.base, path=name):
            yield quad(found.subject, found.predicate, found.object, kb.graph_iri(name))


def in_store(kb: KnowledgeBase) -> Iterable[ox.Quad]:
    store = open_store(kb)
    return [found for path in kb.files() for found in store.graph(kb.graph_iri(kb.relative(path)))]


@pytest.mark.slow
@given(updates())
@settings(max_examples=20, deadline=None)
def test_files_and_store_hold_what_the_engine_would_hold(template: KnowledgeBase, operations: list[str]) -> None:
    kb, reference = fresh(template), Reference(template)
    for each in operations:
        reference.run(each)
    write(kb, Write(Update(" ;\n".join(operations)), "ann"))
    assert build(kb).is_current
    as_stored = ox.Store()
    as_stored.extend(in_files(kb))
    assert canonical(as_stored) == canonical(in_store(kb)) == canonical(reference.quads)


@pytest.mark.slow
@given(updates())
@settings(max_examples=10, deadline=None)
def test_a_write_and_its_reverse_leave_what_was_there(template: KnowledgeBase, operations: list[str]) -> None:
    kb = fresh(template)
    before = canonical(in_files(kb))
    write(kb, Write(Update(" ;\n".join(operations)), "ann"))
    for path in kb.files():
        if kb.relative(path) not in FILES:
            write(kb, Write(Remove(kb.graph_iri(kb.relative(path))), "ann"))
    for name, text in FILES.items():
        write(kb, Write(Put(kb.graph_iri(name), ((text.encode(), "turtle"),)), "ann"))
    assert canonical(in_files(kb)) == before
