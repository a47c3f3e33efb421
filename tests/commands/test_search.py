from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.project import KnowledgeBase
from tests.conftest import Run, run_kb
from tests.searching.conftest import desk  # noqa: F401

Search = Callable[..., Run]


@pytest.fixture
def search(desk: KnowledgeBase) -> Search:  # noqa: F811
    def run(*arguments: str, **options: str) -> Run:
        return run_kb("search", *arguments, folder=desk.folder, **options)

    return run


def test_search_shows_what_fits_best_first(search: Search) -> None:
    lines = search("was", "the", "bridge", "closed?").out.splitlines()
    assert lines[0].endswith("claim:bridge")
    assert lines[1].strip() == "“The old harbour bridge was closed on Monday because of cracks.”"
    assert lines[2].strip() == "refuted · 2026-03-03 · desk.example"


def test_search_writes_json(search: Search) -> None:
    content = json.loads(search("microchips", "--format", "json").out)
    assert content["total"] == 1
    assert content["hits"][0]["iri"] == "https://kb.example/claim/vaccine"
    assert content["hits"][0]["snippet"]["spans"]


def test_search_writes_csv_of_what_filters_let_through(search: Search) -> None:
    done = search("--verdict", "verdict:refuted", "--until", "2025-12-31", "--format", "csv")
    assert [row["iri"] for row in csv.DictReader(done.out.splitlines())] == ["https://kb.example/claim/vaccine"]


def test_search_reads_a_post_from_the_standard_input(search: Search) -> None:
    assert "claim:flood" in search("-", stdin="東京で洪水だって!").out.splitlines()[0]


def test_search_says_that_nothing_was_found(search: Search) -> None:
    done = search("xylophone")
    assert (done.code, done.out) == (0, "nothing found\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--kind", "fish"), "no kind 'fish'"),
        (("--since", "yesterday"), "yesterday"),
        (("--limit", "0"), "--limit"),
    ],
)
def test_search_says_what_is_wrong_with_its_arguments(search: Search, arguments: tuple[str, ...], message: str) -> None:
    done = search(*arguments)
    assert done.code == 2
    assert message in done.err


def test_search_finds_what_has_just_been_written(folder: Path) -> None:
    assert run_kb("search", "bridge", folder=folder).out.startswith("0.")
    text = (folder / "claims.ttl").read_text(encoding="utf-8")
    (folder / "claims.ttl").write_text(text.replace("bridge", "zeppelin"), encoding="utf-8")
    assert "zeppelin" in run_kb("search", "zeppelins", folder=folder).out
    assert (folder / ".kb" / "search.index").is_file()
