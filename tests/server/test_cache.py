"""Answers are kept as long as they hold, within bounds."""

from __future__ import annotations

import pytest

from kb.server.cache import Answers, Given, entity_tag, is_lasting, matches
from kb.server.instant import Instant, Instants
from kb.server.negotiation import negotiate
from kb.server.record import Record
from kb.server.wire import Job

JSON, CSV = negotiate("", ["json"]), negotiate("", ["csv"])


def given(size: int) -> Given:
    return Given("text/csv", b"x" * size, 1)


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    answers = Answers(most=64 * 1024)
    for key in ("a", "b"):
        answers.put(key, given(3000))
    for number in range(20):
        answers.get("a")
        answers.put(number, given(3000))
    assert answers.get("a") is not None
    assert answers.get("b") is None
    assert answers.bytes <= answers.most


def test_a_large_answer_is_not_kept() -> None:
    answers = Answers(most=16 * 1024)
    answers.put("a", given(2000))
    assert len(answers) == 0


@pytest.mark.parametrize("text", ["SELECT (RAND() AS ?x) {}", "select (uuid () as ?x) {}", "ASK { FILTER(NOW() > 1) }"])
def test_a_query_with_another_answer_each_time_is_not_lasting(text: str) -> None:
    assert not is_lasting(text)
    assert is_lasting("SELECT * { ?brand ?known ?now }")


def test_tags_tell_data_queries_graphs_and_formats_apart() -> None:
    job = Job("ASK {}")
    tags = {
        entity_tag("one", job, JSON),
        entity_tag("two", job, JSON),
        entity_tag("one", job, CSV),
        entity_tag("one", Job("ASK { }"), JSON),
        entity_tag("one", Job("ASK {}", default_graphs=("x:a",)), JSON),
        entity_tag("one", Job("ASK {}", named_graphs=("x:a",)), JSON),
    }
    assert len(tags) == 6


def test_a_tag_matches_any_of_several() -> None:
    assert matches('W/"a"', '"x", W/"a"')
    assert matches('W/"a"', '"a"')
    assert not matches('W/"a"', '"b"')
    assert not matches('W/"a"', "")
    assert not matches('W/"a"', "*")


class Noted:
    """Instants, over data with a digest that a test can change."""

    def __init__(self) -> None:
        self.digest = "one"
        self.records: list[Record] = []
        self.instants = Instants(lambda: self.digest, self.records.append)


ACCEPT = [(b"host", b"x"), (b"accept", b"text/csv")]


def test_the_same_request_is_answered_at_once_until_the_data_change() -> None:
    noted = Noted()
    instant = Instant(b"", b"body", 3, "abc", "one")
    noted.instants.put(b"/sparql?query=1", ACCEPT, instant)
    assert noted.instants.get(b"/sparql?query=1", ACCEPT) is instant
    noted.digest = "two"
    assert noted.instants.get(b"/sparql?query=1", ACCEPT) is None


@pytest.mark.parametrize(
    "headers",
    [
        [(b"host", b"x"), (b"accept", b"text/html")],
        [(b"host", b"y"), (b"accept", b"text/csv")],
        [*ACCEPT, (b"if-none-match", b'"a"')],
        [*ACCEPT, (b"authorization", b"Bearer x")],
        [*ACCEPT, (b"content-length", b"3")],
        [*ACCEPT, (b"x-forwarded-for", b"192.0.2.1")],
    ],
)
def test_a_request_that_may_mean_something_else_goes_the_usual_way(headers: list[tuple[bytes, bytes]]) -> None:
    noted = Noted()
    noted.instants.put(b"/", ACCEPT, Instant(b"", b"body", 3, "abc", "one"))
    assert noted.instants.get(b"/", headers) is None


def test_a_request_that_is_answered_at_once_is_in_the_log() -> None:
    noted = Noted()
    noted.instants.note(Instant(b"", b"body", 3, "abc", "one"), ("192.0.2.1", 5), b"/sparql?query=secret")
    (record,) = noted.records
    assert (record.client, record.path, record.rows, record.bytes) == ("192.0.2.1", "/sparql", 3, 4)
    assert (record.query, record.outcome) == ("abc", "cached")
