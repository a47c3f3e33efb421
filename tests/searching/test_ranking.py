from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.searching import Index
from kb.searching.arrays import write
from kb.searching.documents import Document
from kb.searching.laying import lay_out

Find = Callable[[str], list[str]]


@pytest.fixture
def finding(tmp_path: Path) -> Callable[..., Find]:
    """A search in some texts, which finds them by their numbers."""

    def prepare(*texts: str, language: str = "en") -> Find:
        documents = [Document(str(number), "claim") for number in range(len(texts))]
        for document, text in zip(documents, texts, strict=True):
            document.add("text", text, language)
        write(tmp_path / "search.index", {}, lay_out(documents))
        index = Index.open(tmp_path / "search.index")
        return lambda text: [iri for iri, _ in index.rank(text)]

    return prepare


def test_a_claim_that_says_little_else_comes_first(finding: Callable[..., Find]) -> None:
    find = finding(
        "The mayor of Aldmoor resigned after the vote on the harbour, the market and the ferry.",
        "The mayor of Aldmoor resigned.",
        "The market of Aldmoor was sold.",
    )
    assert find("Is it true that the mayor of Aldmoor resigned?")[:2] == ["1", "0"]


def test_a_slip_is_forgiven(finding: Callable[..., Find]) -> None:
    find = finding("The government bans umbrellas.", "The harbour was sold.", "A ferry sank.")
    assert find("goverment banns umbrelas")[0] == "0"


def test_parts_of_a_long_word_resemble_it(finding: Callable[..., Find]) -> None:
    find = finding("Das Krankenhaus wurde verkauft.", "Die Verkehrsbetriebe sparen.", language="de")
    assert find("Krankenhausverkauf")[0] == "0"


def test_the_dress_of_a_post_changes_nothing(finding: Callable[..., Find]) -> None:
    find = finding("Truth social networks are closed in March.", "The ferry sank.")
    assert find("RT @truth_march: the ferry SANK!! https://t.co/truth — Truth (@truth) March 3, 2021") == ["1"]


def test_many_words_that_fit_a_little_do_not_hide_the_one_that_fits(finding: Callable[..., Find]) -> None:
    find = finding(*(f"The number {number} is even." for number in range(40)), "Zeppelins are even larger.")
    assert find("zeppelins are what the number is even")[0] == "40"


def test_an_index_of_nothing_finds_nothing(finding: Callable[..., Find]) -> None:
    assert finding()("bridge") == []
