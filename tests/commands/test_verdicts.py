"""``kb verdicts``, as a user runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PREFIXES, VALID, Run, run_kb

Kb = Callable[..., Run]

REVIEWS = """
<https://kb.example/review/{n}> a fc:Review ; schema:itemReviewed claim:a ; fc:originalRating "{label}"@en ;
  schema:author agent:a ; schema:datePublished "2026-03-03"^^xsd:date ; schema:url <https://www.politifact.com/{n}> .
"""


def test_a_label_is_told_for_one_publisher_anywhere(tmp_path: Path) -> None:
    done = run_kb("verdicts", "pants on fire!", "--host", "politifact.com", folder=tmp_path)
    assert (done.code, done.out) == (0, "politifact.com: refuted\n")


def test_a_label_is_told_for_all_who_use_it(tmp_path: Path) -> None:
    lines = run_kb("verdicts", "Misleading", folder=tmp_path).out.splitlines()
    assert "africacheck.org: mixed, misleading-framing" in lines
    assert "newschecker.in: mostly-refuted, misleading-framing" in lines


def test_coverage_shows_first_what_is_not_mapped(kb: Kb, folder: Path) -> None:
    reviews = "".join(REVIEWS.format(n=n, label=label) for n, label in enumerate(["Half True", "Half-True", "Hm"]))
    (folder / "claims.ttl").write_text(PREFIXES + VALID + reviews)
    assert kb("verdicts").out.splitlines() == [
        "       1  politifact.com: “Hm”@en: not mapped",
        "       1  politifact.com: “Half True”@en: mixed",
        "       1  politifact.com: “Half-True”@en: mixed",
        "3 reviews with a label of their publisher; a map knows 2 (66 %)",
    ]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Hm",), "no map has it"),
        (("Half Tru", "--host", "politifact.com"), "did you mean 'half true'?"),
        (("True", "--host", "politifac.com"), "did you mean 'politifact.com'?"),
        (("--host", "politifact.com"), "no label is given"),
    ],
)
def test_what_nobody_mapped_is_said_with_a_way_out(kb: Kb, arguments: tuple[str, ...], reason: str) -> None:
    done = kb("verdicts", *arguments)
    assert (done.code, reason in done.err) == (2, True), done.err


def test_a_map_of_the_desk_that_contradicts_itself_is_named(kb: Kb, folder: Path) -> None:
    (folder / "verdicts").mkdir()
    (folder / "verdicts" / "mine.ttl").write_text("<https://x.example/a> <https://x.example/b> 1 .\n")
    done = kb("verdicts", "True")
    assert (done.code, "mine.ttl: no host is named" in done.err) == (2, True), done.err
