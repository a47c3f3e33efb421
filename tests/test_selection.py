"""A part of the content can stand alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kb.content import TYPE, Row, read_rows, rows_of, sort
from kb.exporters import writer
from kb.formats import parse
from kb.namespaces import FC
from kb.project import load
from kb.selection import closure
from kb.validation import validate
from tests.conftest import EXAMPLE, PREFIXES

CLAIM = f"<{FC}Claim>"


def rows_from(text: str) -> list[Row]:
    return sort(rows_of(parse((PREFIXES + text).encode(), base=None)))


def claims_of(rows: list[Row]) -> list[str]:
    return [row.subject[1:-1] for row in rows if row.predicate == TYPE and row.object == CLAIM]


def nodes(rows: list[Row], iri: str) -> set[str]:
    """Return the nodes that are described in the closure of one, without the base."""
    return {row.subject.removeprefix("<https://kb.example/")[:-1] for row in closure(rows, iri)}


def dangling(part: list[Row], whole: list[Row]) -> set[str]:
    described = {row.subject for row in whole}
    return {row.object for row in part} & described - {row.subject for row in part}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_rows(load(EXAMPLE), graphs=False)


def test_no_claim_of_the_example_comes_with_a_link_to_something_that_was_left_out(rows: list[Row]) -> None:
    claims = claims_of(rows)
    assert len(claims) > 50
    assert not {claim: left for claim in claims if (left := dangling(closure(rows, claim), rows))}


def test_every_claim_of_the_example_is_valid_alone(rows: list[Row], tmp_path: Path) -> None:
    """Validate all exports at once, each with a base of its own, so that the rules are read only once."""
    kb = load(EXAMPLE)
    paths = []
    for number, claim in enumerate(claims_of(rows)):
        output = io.BytesIO()
        writer("ntriples")(closure(rows, claim), output, {})
        path = tmp_path / f"{number}.ttl"
        path.write_bytes(output.getvalue().replace(kb.settings.base.encode(), f"https://kb{number}.example/".encode()))
        paths.append(path)
    findings = validate(paths, base=None, prefixes=kb.prefixes).findings
    assert [finding for finding in findings if finding.severity.value == "violation"] == []


def test_another_claim_that_is_met_comes_with_what_it_names_but_without_its_reviews() -> None:
    rows = rows_from("""
        claim:a a fc:Claim .
        report:a fc:claim claim:a ; fc:in source:a ; fc:per report:b .
        report:b fc:claim claim:b ; fc:in source:b .
        report:other fc:claim claim:b ; fc:in source:other .
        claim:b a fc:Claim ; fc:about topic:b, claim:c ; fc:cites source:c .
        claim:c a fc:Claim ; fc:cites source:c .
        <https://kb.example/review/b> schema:itemReviewed claim:b .
        source:a a fc:Source . source:b a fc:Source . source:c a fc:Source . source:other a fc:Source .
        topic:b schema:name "B" .
    """)
    assert nodes(rows, "https://kb.example/claim/a") == {
        *("claim/a", "claim/b", "claim/c", "topic/b"),
        *("report/a", "report/b", "source/a", "source/b", "source/c"),
    }


def test_a_report_that_is_in_no_source_comes_with_those_that_relay_it_up_to_one_that_is() -> None:
    rows = rows_from("""
        claim:a a fc:Claim ; fc:cites source:a .
        <https://kb.example/review/a> schema:itemReviewed claim:a .
        <https://kb.example/evidence/a> fc:for <https://kb.example/review/a> ; fc:rests report:root .
        report:root fc:claim claim:b .
        report:middle fc:claim claim:b ; fc:per report:root .
        report:published fc:claim claim:b ; fc:per report:middle ; fc:in source:b .
        report:copied fc:claim claim:b ; fc:per report:published ; fc:in source:c .
        claim:b a fc:Claim .
        source:a a fc:Source . source:b a fc:Source . source:c a fc:Source .
    """)
    assert nodes(rows, "https://kb.example/claim/a") == {
        *("claim/a", "source/a", "review/a", "evidence/a"),
        *("claim/b", "report/root", "report/middle", "report/published", "source/b"),
    }


def test_another_claim_whose_source_only_its_own_reports_tell_comes_with_those() -> None:
    rows = rows_from("""
        claim:a a fc:Claim ; fc:about claim:b ; fc:cites source:a .
        claim:b a fc:Claim .
        report:root fc:claim claim:b .
        report:b fc:claim claim:b ; fc:in source:b ; fc:per report:root .
        source:a a fc:Source . source:b a fc:Source .
    """)
    assert nodes(rows, "https://kb.example/claim/a") == {
        *("claim/a", "source/a", "claim/b", "report/b", "report/root", "source/b"),
    }


def test_reports_that_relay_each_other_in_a_circle_are_chosen_once() -> None:
    rows = rows_from("""
        claim:a a fc:Claim .
        report:a fc:claim claim:a ; fc:per report:b .
        report:b fc:claim claim:a ; fc:per report:a .
    """)
    assert nodes(rows, "https://kb.example/claim/a") == {"claim/a", "report/a", "report/b"}


def test_matches_are_left_out(rows: list[Row]) -> None:
    part = closure(rows, f"{load(EXAMPLE).settings.base}claim/maker-negotiates-with-russian-military")
    assert not [row for row in part if row.predicate == f"<{FC}judgedBy>"]
