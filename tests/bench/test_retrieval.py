"""The script that judges the search reads what collections look like, and counts right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .retrieval import Item, judge, main, ours, plain_bm25, read_corpus, read_qrels, read_queries


def lines(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "table",
    [
        "q1\t0\td1\t1\nq1\t0\td2\t0\n",
        "query-id\tcorpus-id\tscore\nq1\td1\t1\n",
        "q1\td1\t1\n",
        "qid\t0\tdocid\trel\nq1\tQ0\td1\t1\n",
        "q1 0 d1 1\n",
    ],
)
def test_tables_of_right_documents_are_read_as_they_come(tmp_path: Path, table: str) -> None:
    (tmp_path / "qrels.tsv").write_text(table, encoding="utf-8")
    assert read_qrels(tmp_path / "qrels.tsv") == {"q1": {"d1"}}


def test_documents_and_queries_are_read_by_the_names_that_collections_use(tmp_path: Path) -> None:
    corpus = lines(tmp_path / "c.jsonl", {"vclaim_id": 7, "vclaim": "A", "title": "B", "subtitle": "C"})
    queries = lines(tmp_path / "q.jsonl", {"iclaim_id": "x", "iclaim_content": "D"})
    assert read_corpus(corpus) == [Item("7", "A", "B", "C")]
    assert read_queries(queries) == [Item("x", "D")]


def test_means_are_counted_as_trec_counts_them() -> None:
    answers = {"a": ["d1", "d2", "d3"], "b": ["d9", "d1"], "c": []}
    queries = [Item(name, name) for name in answers]
    found = judge(answers.__getitem__, queries, {"a": {"d1", "d3"}, "b": {"d1"}, "c": {"d1"}})
    assert (found.map5, found.p1, found.mrr) == pytest.approx(((1 + 2 / 3) / 2 / 3 + 0.5 / 3, 1 / 3, 1.5 / 3))


def test_both_searches_find_a_claim(tmp_path: Path) -> None:
    corpus = [
        Item("bridge", "The bridge fell."),
        Item("ferry", "A ferry sank."),
        Item("mayor", "", "The mayor resigned"),
    ]
    for search in plain_bm25(corpus), ours(corpus, tmp_path):
        assert search("the mayor resigned")[0] == "mayor"


def test_the_table_has_a_line_for_each_search(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines(tmp_path / "corpus.jsonl", {"id": "1", "claim": "The bridge fell."})
    lines(tmp_path / "queries.jsonl", {"id": "1", "text": "fallen bridge"})
    (tmp_path / "qrels.tsv").write_text("1\t0\t1\t1\n", encoding="utf-8")
    main([str(tmp_path)])
    assert [line.split("|")[1].strip() for line in capsys.readouterr().out.splitlines()[-2:]] == [
        "plain BM25",
        "kb search",
    ]
