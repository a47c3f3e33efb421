"""What a build says of origins: true after any change, and no other than what is counted from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.building import build, open_store
from kb.deriving import derive
from kb.formats import Quad, parse, quad
from kb.manifest import read_manifest
from kb.namespaces import DERIVED, FC, XSD
from kb.project import load
from kb.stores.embedded import EmbeddedStore

from .conftest import PREFIXES
from .origins.inventing import STATEMENT, node

FILE = "https://x.example/file/"
ONE = f'"1"^^<{XSD}integer>'
GRAPHS = sorted((Path(__file__).parent / "origins" / "graphs").glob("*.ttl"))


QUAD = st.tuples(STATEMENT, st.integers(0, 1)).map(lambda pair: quad(*pair[0], f"{FILE}{pair[1]}.ttl"))
QUADS = st.sets(QUAD, max_size=40)


def derived(store: EmbeddedStore) -> set[Quad]:
    return set(store.graph(DERIVED))


def from_nothing(quads: set[Quad]) -> set[Quad]:
    store = EmbeddedStore.in_memory()
    store.add(quads)
    assert derive(store, None) == len(derived(store))
    return derived(store)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(QUADS, st.lists(st.tuples(QUADS, QUADS), min_size=1, max_size=3))
def test_changes_lead_to_what_is_counted_from_nothing(
    start: set[Quad], changes: list[tuple[set[Quad], set[Quad]]]
) -> None:
    store, quads = EmbeddedStore.in_memory(), set(start)
    store.add(quads)
    grown = derive(store, None)
    for removed, added in changes:
        gone, new = removed & quads, added - quads
        store.remove(gone)
        store.add(new)
        quads = (quads - gone) | new
        grown += derive(store, [*gone, *new])
        assert derived(store) == from_nothing(quads)
        assert grown == len(derived(store))


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_the_statements_are_those_counted_by_hand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line)
    triples = parse(text.encode(), base="https://x.example/")
    found = from_nothing({quad(each.subject, each.predicate, each.object, FILE + "0.ttl") for each in triples})
    about = {each.predicate.value.removeprefix(FC): each.object for each in found if each.subject == node("claim")}  # type: ignore[union-attr]
    least, most = said["affirmed"].split("..")
    assert (about["originsAtLeast"].value, about["originsAtMost"].value) == (least, most)
    assert ("circular" in about) == (said["circular"] == "true")


def test_a_build_writes_origins_and_a_change_of_one_file_what_it_makes_of_them(folder: Path) -> None:
    for number in range(9):
        text = f"report:r{number} fc:claim claim:a ; fc:by agent:a{number} ; fc:access fc:witness ; fc:per report:r{number + 1} ."
        (folder / f"{number}.ttl").write_text(PREFIXES + text)
    kb = load(folder)
    build(kb)
    query = "SELECT ?least { GRAPH fc:derived { claim:a fc:originsAtLeast ?least } }"
    assert [str(least) for (least,) in open_store(kb).query(query, kb.prefixes).rows()] == [ONE]
    (folder / "4.ttl").write_text(PREFIXES + "report:r4 fc:claim claim:a ; fc:by agent:a4 ; fc:access fc:witness .")
    build(kb)
    least = [str(least) for (least,) in open_store(kb).query(query, kb.prefixes).rows()]
    incremental, manifest = derived(open_store(kb)), read_manifest(kb)
    build(kb, fresh=True)
    assert incremental == derived(open_store(kb))
    assert least == [ONE]
    assert manifest is not None
    assert manifest.derived == len(incremental)
