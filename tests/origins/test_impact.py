"""What changes if a source, a report, an agent, a quote or a snapshot falls."""

from __future__ import annotations

import pytest

from kb.errors import UnknownNameError
from kb.origins.counting import Interval
from kb.origins.impact import Impact, impact

from .test_analysis import columns_of

DATA = """\
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix x: <https://x.example/> .

x:paper-report fc:claim x:claim ; fc:by x:paper ; fc:in x:article ; fc:per x:informant-report ; fc:quote x:quote .
x:informant-report fc:claim x:claim ; fc:by x:informant .
x:informant a fc:UnnamedSource .
x:ministry-report fc:claim x:claim, x:other ; fc:by x:ministry ; fc:in x:statement ; fc:access fc:document .
x:blog-report fc:claim x:third ; fc:by x:blog ; fc:in x:post ; fc:per x:paper-report .
x:quote fc:from x:snapshot .
x:snapshot fc:of x:article .

x:old schema:itemReviewed x:third ; fc:verdict x:supported .
x:review schema:itemReviewed x:third ; fc:verdict x:mixed ; prov:wasRevisionOf x:old ; fc:evidence x:line .
x:withdrawn schema:itemReviewed x:third ; fc:verdict x:refuted ; fc:retractedOn "2026-01-01" .
x:line fc:rests x:blog-report .
"""


def fall(name: str, data: str = DATA) -> Impact:
    return impact(columns_of(data), f"<https://x.example/{name}>")


def names(nodes: tuple[str, ...]) -> list[str]:
    return [node.rpartition("/")[2].rstrip(">") for node in nodes]


def changes(found: Impact) -> dict[str, tuple[Interval, Interval]]:
    return {name: (each.before, each.after) for each in found.changes for name in names((each.claim,))}


@pytest.mark.parametrize("node", ["article", "paper", "paper-report", "quote", "snapshot"])
def test_the_report_falls_with_its_source_its_agent_its_quote_and_the_snapshot_of_that(node: str) -> None:
    found = fall(node)
    assert names(found.reports) == ["informant-report", "paper-report"]
    assert names(found.resting) == ["blog-report"]


def test_intervals_are_told_before_and_after() -> None:
    assert changes(fall("article")) == {
        "claim": (Interval(1, 2), Interval(1, 1)),
        "third": (Interval(1, 1), Interval(0, 0)),
    }


def test_what_is_known_from_elsewhere_stands() -> None:
    more = DATA + "x:informant-report fc:in x:memoir ."
    found = fall("article", more)
    assert names(found.reports) == ["paper-report"]
    assert "claim" not in changes(found)


def test_what_another_report_relays_too_stands() -> None:
    more = DATA + "x:radio-report fc:claim x:claim ; fc:by x:radio ; fc:in x:broadcast ; fc:per x:informant-report ."
    assert names(fall("article", more).reports) == ["paper-report"]


def test_only_verdicts_that_stand_are_shown() -> None:
    (third,) = [each for each in fall("article").changes if names((each.claim,)) == ["third"]]
    assert names(third.verdicts) == ["mixed"]


def test_reviews_whose_evidence_rests_on_it_are_named() -> None:
    assert names(fall("paper").reviews) == ["review"]


def test_what_no_report_comes_from_changes_nothing() -> None:
    found = fall("supported")
    assert (found.reports, found.resting, found.reviews, found.changes) == ((), (), (), ())


def test_a_node_that_is_not_there_is_unknown() -> None:
    with pytest.raises(UnknownNameError, match="there is no node"):
        fall("nowhere")
