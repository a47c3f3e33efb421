"""Texts that share their words are told, where they carry origins that are counted apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.origins.dependence import dependences
from kb.origins.overlaps import Texts
from kb.origins.statements import with_statements
from tests.conftest import PREFIXES, run_kb
from tests.origins.test_analysis import columns_of

AGENCY = (
    "Engineers found hairline cracks in eleven of the forty girders that carry the western span, "
    "and the port will close it from the fourth of May."
)
COPIED = "As has become known, " + AGENCY[0].lower() + AGENCY[1:] + " Drivers are angry."
OTHER = "The mayor said on Monday that nobody had told her of any closure, and that she would ask the port why not."
HEAD = PREFIXES + (
    "@prefix oa: <http://www.w3.org/ns/oa#> . @prefix snapshot: <https://kb.example/snapshot/> . "
    "@prefix quote: <https://kb.example/quote/> .\n"
)
TWO = """
report:1 fc:claim claim:a ; fc:by agent:ann ; fc:in source:one ; fc:access fc:witness .
report:2 fc:claim claim:a ; fc:by agent:bob ; fc:in source:two ; fc:access fc:witness .
snapshot:one fc:of source:one ; fc:file "one.txt" .
snapshot:two fc:of source:two ; fc:file "two.txt" .
"""


def found(folder: Path, graph: str, one: str = AGENCY, two: str = COPIED) -> list[tuple[str, str]]:
    (folder / "one.txt").write_text(one, encoding="utf-8")
    (folder / "two.txt").write_text(two, encoding="utf-8")
    columns = with_statements(columns_of(HEAD + graph))
    return [
        tuple(each.rpartition("/")[2].strip(">") for each in (pair.one, pair.other))
        for pair in dependences(columns, folder)
    ]  # type: ignore[misc]


def test_two_snapshots_that_share_a_sentence_are_told(tmp_path: Path) -> None:
    assert found(tmp_path, TWO) == [("one", "two")]


def test_two_snapshots_in_words_of_their_own_are_not(tmp_path: Path) -> None:
    assert not found(tmp_path, TWO, two=OTHER)


def test_an_origin_that_is_relayed_by_both_is_declared_and_so_not_told(tmp_path: Path) -> None:
    assert not found(tmp_path, TWO.replace("fc:by agent:bob ;", "fc:by agent:bob ; fc:per report:1 ;"))


def test_the_count_stays_what_it_was(tmp_path: Path) -> None:
    columns = with_statements(columns_of(HEAD + TWO))
    least = columns.values_of("<https://kb.example/claim/a>", "https://w3id.org/factcheck-kb/ns#originsAtLeast")
    assert found(tmp_path, TWO)
    assert [text[1] for text in least] == ["2"]


def test_roots_that_stand_nowhere_are_compared_by_who_relays_them(tmp_path: Path) -> None:
    graph = TWO.replace("fc:by agent:ann ; fc:in source:one", "fc:by agent:ann") + (
        "report:3 fc:claim claim:a ; fc:by agent:cat ; fc:in source:one ; fc:per report:1 ."
    )
    assert found(tmp_path, graph) == [("one", "two")]


def test_quotes_stand_for_sources_without_a_snapshot(tmp_path: Path) -> None:
    graph = TWO.partition("snapshot:one")[0] + (
        f'quote:1 fc:from source:one ; oa:exact "{AGENCY}" .\nquote:2 fc:from source:two ; oa:exact "{COPIED}" .'
    )
    assert found(tmp_path, graph) == [("one", "two")]


def test_a_file_that_cannot_be_read_is_no_text(tmp_path: Path) -> None:
    columns = with_statements(columns_of(HEAD + TWO.replace("one.txt", "../one.txt").replace("two.txt", "no.txt")))
    assert not dependences(columns, tmp_path)


def test_the_score_counts_the_words_of_the_shorter_text() -> None:
    overlap = Texts({"a": [AGENCY], "b": [COPIED]}).overlap("a", "b")
    assert overlap is not None
    assert (overlap.longest_words, overlap.words, overlap.share) == (26, 26, 1.0)
    assert overlap.longest == AGENCY.rstrip(".")


def test_words_that_every_text_has_are_no_sign() -> None:
    texts = {str(number): [f"{AGENCY} Number {number}"] for number in range(30)}
    assert Texts(texts).overlap("1", "2") is None


@pytest.mark.parametrize("text", ["", "…", "one two three"])
def test_a_text_with_next_to_nothing_shares_nothing(text: str) -> None:
    assert Texts({"a": [text], "b": [text]}).overlap("a", "b") is None


def test_validation_tells_it_with_the_words_that_are_shared(folder: Path) -> None:
    (folder / "one.txt").write_text(AGENCY, encoding="utf-8")
    (folder / "two.txt").write_text(COPIED, encoding="utf-8")
    (folder / "origins.ttl").write_text(HEAD + TWO, encoding="utf-8")
    done = run_kb("validate", "--select", "origins-in-shared-words", "--output-format", "concise", folder=folder)
    assert "source:one and source:two share 26 words in a row" in done.out
    assert "“Engineers found hairline cracks" in done.out
    assert done.code == 0
