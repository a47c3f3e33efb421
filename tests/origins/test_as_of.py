"""Origins as they were known on a date."""

from __future__ import annotations

import pytest

from kb.origins.analysis import origins
from kb.origins.as_of import as_of
from kb.origins.counting import Interval

from .test_analysis import CLAIM, columns_of

DATA = """\
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://x.example/> .

x:first fc:claim x:claim ; fc:by x:a ; fc:access fc:witness ; fc:on "2026-01-10"^^xsd:date ;
  fc:retractedOn "2026-03-01"^^xsd:date .
x:second fc:claim x:claim ; fc:by x:b ; fc:in x:article ; fc:per x:heard .
x:article schema:datePublished "2026-02-10T08:00:00Z"^^xsd:dateTime .
x:heard fc:claim x:claim ; fc:by x:c ; fc:access fc:witness .
x:undated fc:claim x:claim ; fc:by x:d ; fc:access fc:witness .
"""


@pytest.mark.parametrize(
    ("date", "roots", "least"),
    [
        ("2026-01-09", ["undated"], 1),
        ("2026-01-10", ["first", "undated"], 2),
        ("2026-02-09", ["first", "undated"], 2),
        ("2026-02-10", ["first", "heard", "undated"], 3),
        ("2026-03-01", ["heard", "undated"], 2),
    ],
)
def test_a_day_knows_what_had_come_by_then(date: str, roots: list[str], least: int) -> None:
    found = origins(as_of(columns_of(DATA), date))[CLAIM]
    assert [root.rpartition("/")[2].rstrip(">") for root in found.roots] == roots
    assert found.affirmed == Interval(least, least)


def test_a_day_after_everything_changes_nothing() -> None:
    columns = columns_of(DATA)
    assert origins(as_of(columns, "2100-01-01")) == origins(columns)
