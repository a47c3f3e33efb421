"""What a changed file entails is found out alone, and is what a fresh build would find."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import building
from kb.building import build, open_store
from kb.entailing import entailments, read_entailment
from kb.formats import Quad
from kb.project import KnowledgeBase, load

from .conftest import PREFIXES

NODES = ("claim:a", "claim:b", "source:a", "source:b", "_:x")
PROPERTIES = ("fc:claim", "fc:in", "fc:cites", "fc:for", "fc:evidence")

triple = st.tuples(
    st.sampled_from((*NODES, "report:a", "report:b")),
    st.sampled_from(PROPERTIES),
    st.sampled_from((*NODES, "01", "1")),
).map(" ".join)
file = st.lists(triple, max_size=5).map(lambda lines: PREFIXES + "".join(f"{line} .\n" for line in lines))
contents = st.lists(st.none() | file, min_size=3, max_size=3)


def bring_about(kb: KnowledgeBase, texts: list[str | None]) -> set[str]:
    """Write the files that have a text, remove the others, build, and return all that is entailed."""
    for name, text in zip("abc", texts, strict=True):
        path = kb.folder / f"{name}.ttl"
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text)
    entailed = build(kb).manifest.entailed
    found = {str(each) for each in open_store(kb).graph("https://w3id.org/factcheck-kb/ns#entailed") if is_named(each)}
    assert entailed == sum(1 for _ in open_store(kb).graph("https://w3id.org/factcheck-kb/ns#entailed"))
    return found


def is_named(found: Quad) -> bool:
    return not str(found.subject).startswith("_") and not str(found.object).startswith("_")


@given(states=st.lists(contents, min_size=2, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changes_entail_what_a_fresh_build_entails(states: list[list[str | None]], folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_REBUILD_SHARE", 1000)
        changed = load(shutil.copytree(folder, Path(place) / "changed"))
        for texts in states:
            entailed = bring_about(changed, texts)
        fresh = load(shutil.copytree(folder, Path(place) / "fresh"))
        assert bring_about(fresh, states[-1]) == entailed


def test_every_entailment_follows_from_what_is_said_of_one_subject() -> None:
    assert [rule.head.rpartition("#")[2] for rule in entailments()] == ["cites", "evidence", "for"]


def test_an_entailment_that_needs_more_is_refused() -> None:
    with pytest.raises(ValueError, match="one subject"):
        read_entailment("CONSTRUCT { ?a x:p ?b } WHERE { ?a x:p ?c . ?c x:p ?b }")
