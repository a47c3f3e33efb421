"""Another process reads; nothing else is different."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from kb.errors import KbError, UsageError
from kb.importing.ahead import read_ahead
from kb.importing.records import Item, Rejected

MUCH = 10_000_000


@pytest.fixture(autouse=True)
def _two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PROCESSES", "2")


def items(count: int, then: Exception | None = None) -> Iterator[Item]:
    for number in range(count):
        yield Rejected(f"{number}", f"{os.getpid()}")
    if then is not None:
        raise then


def test_items_come_in_their_order_from_another_process() -> None:
    found = list(read_ahead(lambda: items(250), MUCH))
    assert [each.where for each in found] == [str(number) for number in range(250)]
    assert {each.reason for each in found if isinstance(each, Rejected)}.isdisjoint({str(os.getpid())})


def test_little_is_read_in_this_one() -> None:
    (found,) = read_ahead(lambda: items(1), 100)
    assert isinstance(found, Rejected)
    assert found.reason == str(os.getpid())


def test_an_error_comes_after_what_was_read_before_it() -> None:
    found = read_ahead(lambda: items(100, UsageError("no sense", hint="none")), MUCH)
    assert len([next(found) for _ in range(100)]) == 100
    with pytest.raises(UsageError, match="no sense"):
        next(found)


def test_a_process_that_is_ended_is_told() -> None:
    def killed() -> Iterator[Item]:
        yield from items(100)
        os._exit(7)

    with pytest.raises(KbError, match="ended before its work was done"):
        list(read_ahead(killed, MUCH))


def test_a_signal_that_is_ignored_ends_no_process() -> None:
    def interrupted() -> Iterator[Item]:
        os.kill(os.getpid(), signal.SIGINT)
        yield from items(3)

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert len(list(read_ahead(interrupted, MUCH))) == 3
    finally:
        signal.signal(signal.SIGINT, before)


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    found = read_ahead(lambda: items(100_000), MUCH)
    first = next(found)
    found.close()  # type: ignore[attr-defined]
    assert isinstance(first, Rejected)
    with pytest.raises(ProcessLookupError):
        os.kill(int(first.reason), 0)
