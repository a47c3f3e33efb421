"""An update changes what the engine's own update would change, though no update is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from kb.building import build, open_store
from kb.formats import Term, canonical_blank_nodes, quad
from kb.manifest import read_manifest
from kb.project import KnowledgeBase, load
from kb.writing.changes import Changes
from kb.writing.errors import GraphRefusedError, WriteConflictError
from kb.writing.evaluating import Evaluation
from kb.writing.operations import read_update

from .conftest import in_memory
from .inventing import BASE, FILES, NEW, WRITTEN, A, B, updates

GRAPHS = [A, B, NEW, WRITTEN]
PREFIXES = {"x": "http://x.example/"}


def make(folder: Path) -> KnowledgeBase:
    folder.mkdir()
    (folder / "kb.toml").write_text(f'base = "{BASE}"\n[prefixes]\nx = "http://x.example/"\n')
    for name, text in FILES.items():
        (folder / name).write_text(text)
    kb = load(folder)
    build(kb)
    return kb


@pytest.fixture(scope="module")
def kb() -> Iterator[KnowledgeBase]:
    with in_memory() as folder:
        yield make(folder / "kb")


def evaluated(kb: KnowledgeBase, text: str) -> Changes:
    manifest = read_manifest(kb)
    assert manifest is not None
    store = open_store(kb)
    changes = Changes(kb, store, manifest.files)
    with Evaluation(changes, store, kb) as evaluation:
        evaluation.run(read_update(text, kb.settings.base, kb.prefixes))
    return changes


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """Return the graphs, each with blank nodes of its own."""
    graphs: dict[str, list[ox.Quad]] = {}
    for each in quads:
        graphs.setdefault(str(each.graph_name), []).append(each)
    return {str(each) for graph in graphs.values() for each in canonical_blank_nodes(graph)}


def ours(changes: Changes) -> set[str]:
    found = ox.Store()
    for graph in changes.names():
        found.extend(quad(*triple, graph) for triple in changes.triples(graph))
    return canonical(found)


def apart(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """Return quads with blank nodes that no two graphs share, since files cannot: each has its own name for one."""

    def own(term: Term, graph: str) -> Term:
        mark = f"g{GRAPHS.index(graph)}"
        is_foreign = isinstance(term, ox.BlankNode) and not term.value.endswith(mark)
        return ox.BlankNode(f"{term.value}{mark}") if is_foreign else term  # type: ignore[union-attr]

    graphs = {each: each.graph_name.value for each in quads}  # type: ignore[union-attr]
    return {
        quad(own(each.subject, graph), each.predicate, own(each.object, graph), graph) for each, graph in graphs.items()
    }


class Reference:
    """The engine's own updates, on a store whose default graph is made the union of the others before each."""

    def __init__(self, kb: KnowledgeBase) -> None:
        store = open_store(kb)
        self.quads = apart(found for name in FILES for found in store.graph(kb.graph_iri(name)))

        self.there = {A, B, WRITTEN}

    def run(self, operation: str) -> None:
        verb = operation.partition(" ")[0]
        if verb in ("COPY", "MOVE", "ADD") and A not in self.there:
            return  # with SILENT, the engine would empty the target instead
        if verb == "MOVE":
            self.there.discard(A)
        if verb == "DROP":
            self.there = {graph for graph in self.there if f"<{graph}>" not in operation and "NAMED" not in operation}
        store = ox.Store()
        store.extend(self.quads)
        union = {ox.Quad(each.subject, each.predicate, each.object) for each in self.quads}
        store.extend(union)
        store.update(operation, base_iri=BASE, prefixes=PREFIXES)
        after = set(store)
        default = {each for each in after if isinstance(each.graph_name, ox.DefaultGraph)}
        gone = {each.triple for each in union - default}
        kept = {each for each in after - default if each.triple not in gone}
        present = {each.triple for each in kept}
        homes: dict[tuple[Term, Term], set[str]] = {}
        for each in self.quads - kept:
            homes.setdefault((each.subject, each.predicate), set()).add(each.graph_name.value)  # type: ignore[union-attr]
        for each in default - union:
            if each.triple not in present:
                home = homes.get((each.subject, each.predicate), set())
                kept.add(quad(*each.triple, next(iter(home)) if len(home) == 1 else WRITTEN))
        self.quads = apart(kept)
        self.there |= {each.graph_name.value for each in self.quads}  # type: ignore[union-attr]


@given(updates())
@settings(max_examples=40, deadline=None)
def test_an_update_changes_what_the_engine_would_change(kb: KnowledgeBase, operations: list[str]) -> None:
    reference = Reference(kb)
    for each in operations:
        reference.run(each)
    assert ours(evaluated(kb, " ;\n".join(operations))) == canonical(reference.quads)


def written(changes: Changes) -> dict[str, tuple[int, int]]:
    """Return, for each file that changes, how many triples go and how many come."""
    return {each.file: (len(each.removed), len(each.added)) for each in changes}


def test_what_goes_into_the_default_graph_goes_to_one_file(kb: KnowledgeBase) -> None:
    assert written(evaluated(kb, "INSERT DATA { x:new x:p 1 }")) == {"written.ttl": (0, 1)}


def test_a_value_that_takes_the_place_of_another_stays_in_its_file(kb: KnowledgeBase) -> None:
    changes = evaluated(kb, "DELETE { x:a x:r ?list } INSERT { x:a x:r 2 ; x:p 3 } WHERE { x:a x:r ?list }")
    assert written(changes) == {"b.ttl": (1, 1), "written.ttl": (0, 1)}


def test_what_some_file_has_is_not_inserted_again(kb: KnowledgeBase) -> None:
    assert written(evaluated(kb, "INSERT DATA { x:a x:p x:b . x:c x:q 2.00 }")) == {}


def test_what_is_deleted_from_the_default_graph_goes_from_every_file(kb: KnowledgeBase) -> None:
    assert written(evaluated(kb, "DELETE DATA { x:a x:p x:b }")) == {"a.ttl": (1, 0), "b.ttl": (1, 0)}


def test_what_is_copied_to_the_default_graph_stays_in_its_file(kb: KnowledgeBase) -> None:
    changes = evaluated(kb, f"COPY <{BASE}file/a.ttl> TO DEFAULT")
    assert {each.file for each in changes} == {"b.ttl", "written.ttl"}
    assert not any(each.added for each in changes)


def test_what_is_moved_to_the_default_graph_leaves_its_file(kb: KnowledgeBase) -> None:
    changes = {each.file: each for each in evaluated(kb, f"MOVE <{BASE}file/b.ttl> TO DEFAULT")}
    assert not changes["b.ttl"].exists
    assert len(changes["written.ttl"].added) == 10


def test_a_number_keeps_the_digits_that_it_is_sent_with(kb: KnowledgeBase) -> None:
    (change,) = evaluated(kb, 'INSERT DATA { x:new x:p 007.50, "1"^^xsd:int }')
    assert sorted(str(each.object) for each in change.added.values())[0].startswith('"007.50"')


def test_an_operation_sees_what_the_one_before_it_did(kb: KnowledgeBase) -> None:
    changes = evaluated(kb, "INSERT DATA { x:new x:p 1 } ; INSERT { ?s x:q 2 } WHERE { ?s x:p 1 . FILTER(?s = x:new) }")
    assert written(changes) == {"written.ttl": (0, 2)}


def test_the_store_stays_as_it_is(kb: KnowledgeBase) -> None:
    before = {str(each) for each in open_store(kb).graph(WRITTEN)}
    evaluated(kb, "INSERT DATA { x:new x:p 1 } ; DELETE WHERE { ?s ?p ?o }")
    assert {str(each) for each in open_store(kb).graph(WRITTEN)} == before
    assert not (kb.state / "asked").exists()


@pytest.mark.parametrize(
    "graph",
    ["http://example.org/g", f"{BASE}file/../a.ttl", f"{BASE}file/a.txt", "https://w3id.org/factcheck-kb/ns#entailed"],
)
def test_a_graph_that_no_file_can_hold_is_refused(kb: KnowledgeBase, graph: str) -> None:
    with pytest.raises(GraphRefusedError):
        evaluated(kb, f"INSERT DATA {{ GRAPH <{graph}> {{ x:a x:p 1 }} }}")


@pytest.mark.parametrize(
    "operation",
    [f"CREATE GRAPH <{WRITTEN}>", f"DROP GRAPH <{BASE}file/none.ttl>", f"COPY <{BASE}file/none.ttl> TO DEFAULT"],
)
def test_graphs_must_be_there_or_not_unless_it_is_silent(kb: KnowledgeBase, operation: str) -> None:
    with pytest.raises(WriteConflictError):
        evaluated(kb, operation)
    silent = operation.replace(" ", " SILENT ", 1)
    assert written(evaluated(kb, silent)) == {}
