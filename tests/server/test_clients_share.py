"""One client takes no more than its share."""

from __future__ import annotations

import pytest

from kb.server.clients import Clients, known_as
from kb.server.errors import TooManyQueriesError
from kb.server.limits import Limits


def test_a_client_runs_so_many_queries_at_a_time_and_others_still_may() -> None:
    clients = Clients(Limits(client_queries=2))
    clients.begin("a")
    assert clients.may_run("a")
    clients.begin("a")
    assert not clients.may_run("a")
    assert clients.may_run("b")
    clients.end("a", 0.1)
    assert clients.may_run("a")


def test_without_a_limit_of_its_own_a_client_may_take_half_of_the_processes() -> None:
    assert Limits(workers=2, extra=6).per_client == 4
    assert Limits(workers=1, extra=0).per_client == 1


def test_a_client_that_has_had_its_seconds_is_told_when_to_ask_again() -> None:
    clients = Clients(Limits(client_seconds=3))
    clients.check("a")
    clients.begin("a")
    clients.end("a", 3.5)
    with pytest.raises(TooManyQueriesError, match="3 s within a minute") as caught:
        clients.check("a")
    assert 55 <= caught.value.retry_after <= 61
    clients.check("b")


def test_seconds_are_forgotten_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = Clients(Limits(client_seconds=3))
    clients.begin("a")
    clients.end("a", 3.5)
    import time

    later = time.monotonic() + 61
    monkeypatch.setattr("time.monotonic", lambda: later)
    clients.check("a")


def test_clients_with_slow_queries_leave_processes_for_the_others() -> None:
    limits = Limits(workers=2, extra=6)
    clients = Clients(limits)
    for number in range(limits.processes - limits.reserve):
        clients.begin(f"slow{number}")
        clients.note_slow(f"slow{number}")
    clients.note_slow("another")
    assert not clients.may_run("another")
    assert clients.may_run("new")


def test_an_ipv6_client_is_known_by_its_network() -> None:
    assert known_as("2001:db8:1:2:3:4:5:6") == known_as("2001:db8:1:2:ffff::1")
    assert known_as("192.0.2.7") == "192.0.2.7"
