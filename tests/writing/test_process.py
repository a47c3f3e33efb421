"""The writing process can be stopped and may end; what it wrote is there, and the next request has another one."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import QueryTimeoutError
from kb.project import KnowledgeBase, load
from kb.writing.errors import WriteBusyError, WriteCrashError, WriteLostError, WriteRefusedError
from kb.writing.process import LEAST_MEMORY, Writer
from kb.writing.requests import Update, Write

ENDLESS = Write(
    Update(
        "INSERT { topic:a schema:size ?a } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u . ?v ?w ?x . FILTER(?a = ?x && ?b = ?v) }"
    ),
    "ann",
)
GREEDY = Write(
    Update(
        "INSERT { topic:a schema:size ?g } WHERE { SELECT ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . "
        "?p ?q ?r . ?s ?t ?u . ?v ?w ?x } ORDER BY ?a ?f ?l ?x }"
    ),
    "ann",
)


def inserting(name: str) -> Write:
    return Write(Update(f'INSERT DATA {{ topic:{name} schema:name "{name}"@en }}'), "ann")


@pytest.fixture
def kb(folder: Path) -> KnowledgeBase:
    return load(folder)


@pytest.fixture
def writer(kb: KnowledgeBase) -> Iterator[Writer]:
    found = Writer(kb, timeout=60, patience=0.5)
    yield found
    found.close()


def test_one_process_writes_one_request_after_the_other(writer: Writer) -> None:
    assert writer.write(inserting("a")).files == {"written.ttl": (1, 0)}
    pid = writer.pid
    assert writer.write(inserting("b")).files == {"written.ttl": (1, 0)}
    assert writer.pid == pid


def test_an_error_comes_through_with_all_that_it_tells(writer: Writer) -> None:
    with pytest.raises(WriteRefusedError) as caught:
        writer.write(Write(Update('INSERT DATA { claim:b a fc:Claim ; schema:text "b"@en }'), "ann"))
    assert [each.rule for each in caught.value.findings] == ["claim-without-source"]
    assert caught.value.hint


def test_a_request_that_takes_too_long_is_stopped(kb: KnowledgeBase) -> None:
    writer = Writer(kb, timeout=1.5)
    with pytest.raises(QueryTimeoutError, match="nothing was written"):
        writer.write(ENDLESS)
    assert writer.pid is None
    writer.close()


def test_a_request_that_takes_too_much_memory_is_stopped(kb: KnowledgeBase) -> None:
    writer = Writer(kb, timeout=60, memory=LEAST_MEMORY)
    try:
        with pytest.raises(WriteCrashError, match=r"more memory than 512 MB.*nothing was written"):
            writer.write(GREEDY)
        assert writer.write(inserting("b")).files
    finally:
        writer.close()


def test_a_process_that_was_killed_is_started_again(writer: Writer) -> None:
    writer.write(inserting("a"))
    pid = writer.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert writer.write(inserting("b")).files
    assert writer.pid != pid


def test_a_process_that_is_killed_at_work_says_that_nothing_was_written(writer: Writer) -> None:
    writer.write(inserting("a"))
    pid = writer.pid
    assert pid is not None
    threading.Timer(0.5, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(WriteLostError, match="nothing was written"):
        writer.write(ENDLESS)
    assert writer.write(inserting("b")).files


def test_who_waits_too_long_for_others_is_told_so(writer: Writer) -> None:
    writer.write(inserting("a"))
    pid = writer.pid
    assert pid is not None
    caught: list[Exception] = []

    def endless() -> None:
        try:
            writer.write(ENDLESS)
        except WriteLostError as error:
            caught.append(error)

    thread = threading.Thread(target=endless)
    thread.start()
    time.sleep(0.2)
    with pytest.raises(WriteBusyError):
        writer.write(inserting("b"))
    os.kill(pid, signal.SIGKILL)
    thread.join()
    assert caught
