"""Writes made-up ClaimReviews by varying real ones, so that they are as long, as odd and as rich in keys as those.

Run it as ``python -m tests.bench.claim_reviews FILE --count 100000 [--seed S]``; with ``.json`` it writes a feed, else
a record a line. The real ones are those of ``KB_SHARED``; without it, a few made-up ones are varied.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Record = dict[str, Any]

_MADE_UP: list[Record] = [
    {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://{host}.example/checks/1",
        "claimReviewed": "The mayor of the harbour town says that the new bridge has cost twice what the council agreed",
        "datePublished": "2024-03-01",
        "author": {"@type": "Organization", "name": host.title(), "url": f"https://{host}.example/"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Ada Klein", "jobTitle": "mayor"},
            "datePublished": "2024-02-27",
            "appearance": [{"@type": "CreativeWork", "url": f"https://gazette.example/{host}/bridge"}],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": "1",
            "bestRating": "5",
            "worstRating": "1",
            "alternateName": "False",
        },
    }
    for host in ("checkers", "desk", "truth")
]


def real() -> list[Record]:
    """Return real ClaimReviews where there are any, else made-up ones."""
    folder = os.environ.get("KB_SHARED")
    if not folder:
        return _MADE_UP
    file = Path(folder) / "data" / "claimreview" / "claimreviews.jsonl"
    return [json.loads(line)["claimReview"] for line in file.read_text(encoding="utf-8").splitlines()]


def varied(count: int, seed: int = 1) -> Iterator[Record]:
    """Yield ``count`` ClaimReviews: other words of the same publisher, other dates, addresses and claimants."""
    chosen, patterns = random.Random(seed), real()
    words = [_text(each).split() for each in patterns]
    pools = {
        index: [
            word for other, text in zip(patterns, words, strict=True) if _site(other) == _site(each) for word in text
        ]
        for index, each in enumerate(patterns)
    }
    for number in range(count):
        index = chosen.randrange(len(patterns))
        record = copy.deepcopy(patterns[index])
        record["claimReviewed"] = " ".join(
            [*chosen.choices(pools[index], k=chosen.randrange(6, 22)), str(chosen.randrange(10_000))]
        )
        record["url"] = f"{str(record.get('url', ''))[:60]}-{number}"
        day = date(2016, 1, 1) + timedelta(days=chosen.randrange(3000))
        if "datePublished" in record:
            record["datePublished"] = day.isoformat()
        _vary_item(record.get("itemReviewed"), number, day, chosen)
        yield record


def _vary_item(item: Any, number: int, day: date, chosen: random.Random) -> None:
    if not isinstance(item, dict):
        return
    if "datePublished" in item:
        item["datePublished"] = (day - timedelta(days=chosen.randrange(20))).isoformat()
    author = item.get("author")
    if isinstance(author, dict) and isinstance(author.get("name"), str) and chosen.random() < 0.5:
        author["name"] = f"{author['name']} {chosen.randrange(5000)}."
    for page in [item, *item.get("appearance", ())]:
        if isinstance(page.get("url"), str):
            page["url"] = f"{page['url'][:80]}{number}"


def _text(record: Record) -> str:
    given = record["claimReviewed"]
    return given if isinstance(given, str) else " ".join(given)


def _site(record: Record) -> str:
    return str(record.get("url", "")).partition("//")[2].partition("/")[0]


def write(file: Path, count: int, seed: int = 1) -> None:
    """Write ClaimReviews to a file: a feed if it is called ``.json``, else one a line."""
    with file.open("w", encoding="utf-8") as output:
        if file.suffix != ".json":
            for record in varied(count, seed):
                output.write(json.dumps(record, ensure_ascii=False) + "\n")
            return
        output.write('{"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [')
        for number, record in enumerate(varied(count, seed)):
            item = {"@type": "DataFeedItem", "dateCreated": "2024-05-01T00:00:00Z", "item": [record]}
            output.write(("," if number else "") + "\n" + json.dumps(item, ensure_ascii=False))
        output.write("\n]}\n")


def main() -> int:
    """Read the arguments and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.claim_reviews", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.file, given.count, given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
