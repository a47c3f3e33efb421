"""Queries wait in turn, client by client."""

from __future__ import annotations

import asyncio

from kb.server.waiting import Task, Waiting


def task(client: str) -> Task:
    loop = asyncio.new_event_loop()
    try:
        return Task(None, client, loop.create_future(), 0.0, 0.0)
    finally:
        loop.close()


def order(waiting: Waiting) -> str:
    found = ""
    while (taken := waiting.take(lambda client: True)) is not None:
        found += taken.client
    return found


def test_a_client_with_one_query_need_not_wait_for_all_of_another() -> None:
    waiting = Waiting()
    for client in "aaaab":
        waiting.add(task(client))
    assert order(waiting) == "abaaa"


def test_who_may_not_run_is_passed_over_and_keeps_its_turn() -> None:
    waiting = Waiting()
    for client in "ab":
        waiting.add(task(client))
    taken = waiting.take(lambda client: client != "a")
    assert taken is not None
    assert taken.client == "b"
    assert waiting.take(lambda client: False) is None
    assert order(waiting) == "a"


def test_a_query_that_leaves_is_gone() -> None:
    waiting = Waiting()
    first, second = task("a"), task("a")
    waiting.add(first)
    waiting.add(second)
    waiting.remove(first)
    waiting.remove(first)
    assert (len(waiting), waiting.of("a"), list(waiting.all())) == (1, 1, [second])


def test_a_query_that_has_to_begin_again_goes_first() -> None:
    waiting = Waiting()
    again = task("b")
    waiting.add(task("a"))
    waiting.add(again, first=True)
    assert waiting.take(lambda client: True) is again
