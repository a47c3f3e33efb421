"""What a changed file entails is found out alone, and is what a fresh build would find."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.entailments import entailments, read_entailment
from kb.formats import Quad, has_blank_node
from kb.loading import Loader
from kb.namespaces import ENTAILED
from kb.project import KnowledgeBase, load
from kb.stores.embedded import EmbeddedStore

from .conftest import PREFIXES

NAMES = ("a.ttl", "b.ttl", "c.ttl")
STATEMENTS = (
    *(f"report:{name} fc:claim claim:a" for name in "ab"),
    *(f"report:{name} fc:in source:{source}" for name in "ab" for source in "ab"),
    *(f"claim:a fc:cites source:{source}" for source in "ab"),
    *(f"review:a fc:evidence evidence:{name}" for name in "ab"),
    *(f"evidence:{name} fc:for review:a" for name in "ab"),
    "claim:a fc:kind fc:fact",
)
UNUSUAL = (
    *("_:x fc:claim claim:a ; fc:in source:a", "report:a fc:claim _:x", "_:x fc:for review:a"),
    *("report:a fc:in 1", "report:a fc:in 01", "claim:a fc:cites 1", "claim:a fc:cites 01"),
)


def histories(statements: tuple[str, ...]) -> st.SearchStrategy[list[list[str | None]]]:
    """Give states of all files, a few statements changed in one from state to state; an empty one is not there."""
    some = st.integers(0, 2 ** len(statements) - 1)
    few = st.lists(st.integers(0, len(statements) - 1), min_size=1, max_size=3).map(
        lambda bits: sum(1 << b for b in bits)
    )
    edits = st.lists(st.tuples(st.integers(0, len(NAMES) - 1), few), min_size=1, max_size=8)

    def states(start: list[int], edits: list[tuple[int, int]]) -> list[list[str | None]]:
        found = [start]
        for place, changed in edits:
            found.append([chosen ^ changed if at == place else chosen for at, chosen in enumerate(found[-1])])
        return [[text(chosen) for chosen in state] for state in found]

    def text(chosen: int) -> str | None:
        lines = [f"{each} .\n" for at, each in enumerate(statements) if chosen >> at & 1]
        return PREFIXES + "".join(lines) if lines else None

    return st.builds(states, st.lists(some, min_size=len(NAMES), max_size=len(NAMES)), edits)


class Files:
    """A knowledge base whose files change, and a store that follows them."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self.store, self.entailed = kb, EmbeddedStore.in_memory(), 0
        self._present: set[str] = set()

    def become(self, texts: list[str | None]) -> None:
        """Write the files that have a text, remove the others, and bring the store up to date."""
        now = {name: text for name, text in zip(NAMES, texts, strict=True) if text is not None}
        for name, text in now.items():
            (self._kb.folder / name).write_text(text)
        gone = self._present - now.keys()
        self.entailed = Loader(self._kb, self.store).replace(sorted(now), sorted(gone), self.entailed)
        self._present = set(now)

    def loaded_anew(self) -> EmbeddedStore:
        """Return a new store with the same files."""
        store = EmbeddedStore.in_memory()
        Loader(self._kb, store).load(sorted(self._present))
        return store


def entailed(store: EmbeddedStore) -> set[Quad]:
    return {found for found in store.graph(ENTAILED) if not has_blank_node(found)}


def check(folder: Path, history: list[list[str | None]]) -> None:
    files = Files(load(folder))
    for texts in history:
        files.become(texts)
        assert entailed(files.store) == entailed(files.loaded_anew())
        assert files.entailed == sum(1 for _ in files.store.graph(ENTAILED))


quickly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(history=histories(STATEMENTS))
@quickly
def test_changes_entail_what_a_fresh_build_entails(history: list[list[str | None]], folder: Path) -> None:
    check(folder, history)


@given(history=histories((*STATEMENTS, *UNUSUAL)))
@quickly
def test_changes_of_blank_nodes_and_numbers_do_so_as_well(history: list[list[str | None]], folder: Path) -> None:
    check(folder, history)


def test_every_entailment_follows_from_what_is_said_of_one_subject() -> None:
    assert [rule.head.rpartition("#")[2] for rule in entailments()] == ["cites", "evidence", "for"]


def test_an_entailment_that_needs_more_is_refused() -> None:
    with pytest.raises(ValueError, match="one subject"):
        read_entailment("CONSTRUCT { ?a x:p ?b } WHERE { ?a x:p ?c . ?c x:p ?b }")
