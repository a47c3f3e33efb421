"""How well the search finds what has been checked: ``python -m tests.bench.retrieval CORPUS QUERIES QRELS``.

CORPUS and QUERIES are JSON Lines, QRELS a table of which documents are right for which queries, as TREC has it; a folder
with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` does as well. Names of keys differ between collections, so
several are understood. The answer is a line for a plain BM25 and one for the search of factcheck-kb, on the same data in
the same run: MAP@5, P@1, MRR, and the milliseconds of processor time that a query takes.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.searching import Index
from kb.searching.arrays import write
from kb.searching.documents import Document
from kb.searching.laying import lay_out

IDS = (
    "id",
    "_id",
    "docid",
    "doc_id",
    "docno",
    "vclaim_id",
    "claim_id",
    "iclaim_id",
    "tweet_id",
    "query_id",
    "qid",
    "pid",
)
QUERY_TEXTS = (
    "text",
    "query",
    "tweet",
    "tweet_text",
    "tweet_content",
    "iclaim",
    "iclaim_content",
    "content",
    "claim",
    "post",
    "body",
)
CLAIMS = ("claim", "vclaim", "text", "content", "contents", "body", "statement")
TITLES = ("title", "headline", "name")
SUBTITLES = ("subtitle", "description", "summary", "abstract")

DEPTH = 100
"""How many hits a query is asked for; MRR looks at all of them."""

Search = Callable[[str], Sequence[str]]
Relevant = Mapping[str, set[str]]


@dataclass(frozen=True)
class Item:
    """A document or a query; a query has only a claim."""

    id: str
    claim: str
    title: str = ""
    subtitle: str = ""


@dataclass(frozen=True)
class Scores:
    """The means over all queries, and what a query takes."""

    map5: float
    p1: float
    mrr: float
    median: float
    slowest: float


def read_corpus(path: Path) -> list[Item]:
    """Return the documents of a file of JSON Lines."""
    return [
        Item(_id(row, line), _text(row, CLAIMS), _text(row, TITLES), _text(row, SUBTITLES)) for line, row in _rows(path)
    ]


def read_queries(path: Path) -> list[Item]:
    """Return the queries of a file of JSON Lines."""
    return [Item(_id(row, line), _text(row, QUERY_TEXTS)) for line, row in _rows(path)]


def read_qrels(path: Path) -> Relevant:
    """Return the right documents by query, from lines of three columns or of TREC's four, with a header or without."""
    found = defaultdict(set)
    text = path.read_text(encoding="utf-8-sig")
    for row in csv.reader(text.splitlines(), delimiter="\t") if "\t" in text else map(str.split, text.splitlines()):
        cells = [cell.strip() for cell in row]
        if len(cells) < 2:
            continue
        query, document, grade = (
            cells[0],
            cells[2] if len(cells) > 3 else cells[1],
            cells[-1] if len(cells) > 2 else "1",
        )
        try:
            if float(grade) > 0:
                found[query].add(document)
        except ValueError:
            continue  # a header
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig") as file:
        for line, text in enumerate(file, 1):
            if text.strip():
                yield line, json.loads(text)


def _id(row: Mapping[str, Any], line: int) -> str:
    return next((str(row[key]) for key in IDS if row.get(key) is not None), str(line))


def _text(row: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next((str(row[key]) for key in keys if row.get(key)), "")


def plain_bm25(corpus: Sequence[Item], saturation: float = 1.2, length: float = 0.75) -> Search:
    """Return a search by BM25 over all words in lower case, as any library has it."""
    documents = [_plain_words(f"{item.claim} {item.title} {item.subtitle}") for item in corpus]
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, document in enumerate(documents):
        for word, count in Counter(document).items():
            postings[word].append((number, count))
    average = sum(map(len, documents)) / max(len(documents), 1)
    norms = [saturation * (1 - length + length * len(document) / average) for document in documents]

    def search(text: str) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for word in _plain_words(text):
            found = postings.get(word, ())
            weight = math.log(1 + (len(documents) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found:
                scores[number] += weight * count * (saturation + 1) / (count + norms[number])
        return [corpus[number].id for number in sorted(scores, key=lambda number: (-scores[number], number))[:DEPTH]]

    return search


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def ours(corpus: Sequence[Item], folder: Path, language: str = "en") -> Search:
    """Return the search of factcheck-kb, in an index written to a folder."""
    write(folder / "search.index", {}, lay_out(_document(item, language) for item in corpus))
    index = Index.open(folder / "search.index")
    return lambda text: [iri for iri, _ in index.rank(text, limit=DEPTH)]


def _document(item: Item, language: str) -> Document:
    document = Document(item.id, "claim")
    document.add("text", item.claim, language)
    document.add("title", item.title, language)
    document.add("context", item.subtitle, language)
    return document


def judge(search: Search, queries: Sequence[Item], relevant: Relevant) -> Scores:
    """Return how well a search answers the queries that have a right document."""
    precisions, firsts, ranks, times = [], [], [], []
    for query in queries:
        right = relevant.get(query.id)
        if right:
            start = time.process_time()
            found = search(query.claim)
            times.append(1000 * (time.process_time() - start))
            places = [place for place, document in enumerate(found, 1) if document in right]
            inner = [place for place in places if place <= 5]
            precisions.append(sum(n / place for n, place in enumerate(inner, 1)) / min(len(right), 5))
            firsts.append(float(bool(places) and places[0] == 1))
            ranks.append(1 / places[0] if places else 0.0)
    if not times:
        raise SystemExit("no query has a right document: do the ids of the three files fit together?")
    return Scores(*map(statistics.fmean, (precisions, firsts, ranks)), statistics.median(times), max(times))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.retrieval", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="CORPUS QUERIES QRELS, or their folder")
    parser.add_argument("--language", default="en", help="the language of the corpus; of the queries nothing is told")
    given = parser.parse_args(arguments)
    files = given.files
    if len(files) == 1:
        files = [files[0] / name for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")]
    if len(files) != 3:
        parser.error("give the three files CORPUS QUERIES QRELS, or their folder")
    corpus, queries, relevant = read_corpus(files[0]), read_queries(files[1]), read_qrels(files[2])
    print(f"{len(corpus):,} documents, {len(queries):,} queries, {sum(map(len, relevant.values())):,} right answers\n")
    print("|              | MAP@5 |   P@1 |   MRR | ms a query | slowest |")
    print("|--------------|-------|-------|-------|------------|---------|")
    with tempfile.TemporaryDirectory() as folder:
        for name, search in (
            ("plain BM25", plain_bm25(corpus)),
            ("kb search", ours(corpus, Path(folder), given.language)),
        ):
            found = judge(search, queries, relevant)
            means = f"{found.map5:.3f} | {found.p1:.3f} | {found.mrr:.3f}"
            print(f"| {name:12} | {means} | {found.median:10.1f} | {found.slowest:7.1f} |", flush=True)


if __name__ == "__main__":
    main()
