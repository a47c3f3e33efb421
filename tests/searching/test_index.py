from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.errors import StoreError, UsageError
from kb.searching import Filters, Index
from kb.searching.arrays import write

BASE = "https://kb.example/"


def names(index: Index, text: str = "", filters: Filters | None = None, **options: object) -> list[str]:
    found = index.search(text, filters, **options)  # type: ignore[arg-type]
    return [hit.iri.removeprefix(BASE) for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Closing the bridge: was there a crack?", "claim/bridge"),
        ("Bürgermeisterinnen verkauften Krankenhäuser", "claim/mayor"),
        ("vacina contem MICROCHIP", "claim/vaccine"),
        ("東京で洪水", "claim/flood"),
        ("1500 crowns", "claim/ferry"),
    ],
)
def test_a_claim_is_found_by_other_forms_of_its_words(index: Index, text: str, claim: str) -> None:
    assert names(index, text)[0] == claim


def test_a_claim_is_found_by_the_title_of_its_review(index: Index) -> None:
    assert names(index, "is it open?")[0] == "claim/bridge"


def test_the_words_of_a_retracted_review_are_not_searched(index: Index) -> None:
    assert names(index, "zeppelin") == []


def test_without_a_text_the_newest_come_first_and_the_undated_last(index: Index) -> None:
    assert names(index) == ["claim/mayor", "claim/bridge", "claim/vaccine", "claim/flood", "claim/ferry"]


def test_a_text_that_says_nothing_is_none(index: Index) -> None:
    assert names(index, "?! …") == names(index)


def test_nothing_is_found_by_words_that_nobody_used(index: Index) -> None:
    assert index.search("xylophone quintet").total == 0


@pytest.mark.parametrize(
    ("filters", "claims"),
    [
        (Filters(verdicts=("refuted",)), ["claim/bridge", "claim/vaccine"]),
        (Filters(verdicts=("https://w3id.org/factcheck-kb/verdict/supported",)), ["claim/mayor"]),
        (Filters(publishers=("desk.example",)), ["claim/mayor", "claim/bridge"]),
        (Filters(publishers=("https://www.other.example/",)), ["claim/vaccine"]),
        (Filters(reviewers=(BASE + "agent/other",)), ["claim/vaccine"]),
        (Filters(agents=(BASE + "agent/watcher",)), ["claim/flood"]),
        (Filters(topics=(BASE + "topic/bridge",)), ["claim/bridge"]),
        (Filters(languages=("pt",)), ["claim/vaccine"]),
        (Filters(languages=("p",)), []),
        (Filters(languages=("ja", "de")), ["claim/mayor", "claim/flood"]),
        (Filters(since=date(2026, 3, 3), until=date(2026, 3, 31)), ["claim/bridge"]),
        (Filters(until=date(2024, 12, 31)), ["claim/flood"]),
        (Filters(origins_at_least=1), ["claim/flood"]),
        (Filters(origins_at_most=0), []),
        (Filters(verdicts=("refuted",), languages=("pt",)), ["claim/vaccine"]),
    ],
)
def test_a_search_is_confined_by_filters(index: Index, filters: Filters, claims: list[str]) -> None:
    assert names(index, "", filters) == claims


def test_filters_confine_what_a_text_finds(index: Index) -> None:
    assert names(index, "microchips cracks", Filters(verdicts=("refuted",), languages=("pt",))) == ["claim/vaccine"]


def test_pages_of_what_is_found_follow_one_another(index: Index) -> None:
    assert names(index, "", limit=2) + names(index, "", limit=2, offset=2) == names(index, "", limit=4)
    assert index.search("", limit=2, offset=99).hits == []
    assert index.search("", limit=2).total == 5


def test_other_kinds_are_found_on_demand(index: Index) -> None:
    assert names(index, "courier", kinds=["agent"]) == ["agent/courier"]
    assert names(index, "cracks", kinds=["source"]) == ["source/courier"]
    assert names(index, "harbour bridge", kinds=["topic"]) == ["topic/bridge"]
    assert "review/bridge" in names(index, "bridge", kinds=["review"])


def test_a_kind_that_there_is_not_is_refused(index: Index) -> None:
    with pytest.raises(UsageError, match="no kind 'claims'"):
        index.search("", kinds=["claims"])


def test_what_is_found_says_in_which_words(index: Index) -> None:
    (hit,) = index.search("microchips na vacina", limit=1).hits
    assert hit.snippet.language == "pt-br"
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.spans] == ["Vacinas", "microchips"]


def test_what_is_found_is_counted_by_facets(index: Index) -> None:
    facets = index.facets()
    assert dict(facets["publisher"]) == {"desk.example": 2, "other.example": 1}
    assert dict(facets["language"]) == {"en": 3, "de": 1, "ja": 1, "pt-br": 1}
    assert index.facets("microchips")["verdict"] == [("https://w3id.org/factcheck-kb/verdict/refuted", 1)]


def test_what_is_being_typed_is_completed(index: Index) -> None:
    assert [hit.title for hit in index.suggest("wanda wat", kinds=["agent"])] == ["Wanda Watcher"]
    assert [hit.title for hit in index.suggest("Harb", kinds=["topic"])] == ["Harbour bridge"]


@pytest.mark.parametrize("text", ["\ud800", "\x00\x01", 'a" OR (b* NEAR', "\u202e\u2066", "'" * 50, "#", "@", "%"])
def test_a_strange_text_is_answered(index: Index, text: str) -> None:
    assert index.search(text).total >= 0
    assert isinstance(index.suggest(text), list)


def test_a_text_without_an_end_is_refused(index: Index) -> None:
    with pytest.raises(UsageError, match="1,000,000 characters"):
        index.search("bridge " * 142_857 + "x")


def test_a_missing_index_says_how_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Index.open(tmp_path / "search.index")
    assert caught.value.hint == "run 'kb build'"


@pytest.mark.parametrize("content", [b"", b"something else", b"kbsearch", b"kbsearch" + b"\xff" * 80])
def test_a_damaged_index_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "search.index").write_bytes(content)
    with pytest.raises(StoreError, match="cannot open the index"):
        Index.open(tmp_path / "search.index")


def test_an_index_of_another_version_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "search.index", {"layout": 1}, {})
    with pytest.raises(StoreError, match="another version"):
        Index.open(tmp_path / "search.index")
