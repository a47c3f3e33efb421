"""Kills a process that writes, again and again, and looks at what is there afterwards.

Each write puts its number into two files, so that half a write shows, and its number into the log as its reason.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.building import build, open_store
from kb.project import KnowledgeBase, load
from kb.writing.applying import recover, write, writing
from kb.writing.checking import Checking
from kb.writing.requests import Update, Write

BASE = "https://kb.example/"
FILES = ("one.ttl", "two.ttl")


@dataclass
class Tally:
    """What came of some kills: writes that were acknowledged; those of them that were lost; those that are half there.

    ``more`` were written though nobody was told, at most one for each kill; ``unlike`` counts stores that differ from
    the files, and logs that do not name what is there.
    """

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    more: int = 0
    unlike: int = 0


def make(folder: Path) -> KnowledgeBase:
    """Make a knowledge base with two files, validated and built once."""
    folder.mkdir()
    (folder / "kb.toml").write_text(f'base = "{BASE}"\n[prefixes]\nn = "{BASE}n/"\n')
    for name in FILES:
        (folder / name).write_text(f"@prefix n: <{BASE}n/> .\n# This comment stays.\nn:s n:p 0 .\n")
    kb = load(folder)
    _in_child(lambda: _write(kb, 1))
    # What takes long to compile is compiled here, once for all processes that are forked.
    digests = {name: hashlib.sha256((kb.folder / name).read_bytes()).hexdigest() for name in FILES}
    Checking(kb, digests).check({FILES[0]: b"<x:a> <x:b> <x:c> ."})
    return kb


def kill_often(kb: KnowledgeBase, kills: int, seed: int) -> Tally:
    """Kill a writer ``kills`` times, at some moment of its first few writes, and look at what is there each time."""
    tally, chance, known = Tally(), random.Random(seed), {0, 1}
    longest = 4 * float(_in_child(lambda: _seconds(lambda: _write(kb, 2))))
    known.add(2)
    for _ in range(kills):
        start = max(known) + 1
        acknowledged = _killed(kb, start, chance.uniform(0, longest))
        found = json.loads(_in_child(lambda: _look(kb)))
        one, two = (set(numbers) for numbers in found["files"])
        tally.kills += 1
        tally.acknowledged += len(acknowledged)
        tally.half += len(one ^ two)
        tally.lost += len((known | acknowledged) - one)
        more = one - known - acknowledged
        tally.more += len(more)
        if len(more) > 1 or not found["alike"] or set(found["log"]) != one - {0}:
            tally.unlike += 1
        known = one | two
    return tally


def _seconds(function: Callable[[], object]) -> float:
    started = time.monotonic()
    function()
    return time.monotonic() - started


def _killed(kb: KnowledgeBase, start: int, delay: float) -> set[int]:
    """Let a process write, kill it after a while, and return the numbers of the writes that it said are done."""
    reading, told = os.pipe()
    pid = _fork(lambda: _write_on(kb, start, told))
    os.close(told)
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(reading) as pipe:
        return {int(line) for line in pipe.read().split()}


def _write_on(kb: KnowledgeBase, start: int, told: int) -> None:
    number = start
    while True:
        _write(kb, number)
        os.write(told, f"{number}\n".encode())
        number += 1


def _write(kb: KnowledgeBase, number: int) -> None:
    graphs = " ".join(f"GRAPH <{kb.graph_iri(name)}> {{ n:s n:p {number} }}" for name in FILES)
    write(kb, Write(Update(f"INSERT DATA {{ {graphs} }}"), "killer", str(number)))


def _look(kb: KnowledgeBase) -> str:
    """Recover, and return what is there then, as JSON."""
    with writing(kb):
        recover(kb)
    build(kb)
    store = open_store(kb)
    files = []
    alike = True
    for name in FILES:
        text = (kb.folder / name).read_text()
        # As a list of objects, the numbers follow each other with commas.
        numbers = {int(each) for each in re.findall(r"(?<=[ ,])\d+(?=[ ,.])", text.partition("n:s n:p")[2])}
        stored = {int(each.object.value) for each in store.graph(kb.graph_iri(name))}
        alike = alike and stored == numbers and "# This comment stays." in text
        files.append(sorted(numbers))
    log = [int(json.loads(line)["reason"]) for line in (kb.folder / "changes.jsonl").read_text().splitlines()]
    leftovers = [path.name for path in (kb.folder / ".kb-private").iterdir() if path.name not in (".gitignore", "lock")]
    return json.dumps({"files": files, "alike": alike and not leftovers and len(log) == len(set(log)), "log": log})


def _in_child(function: Callable[[], object]) -> str:
    """Run a function in a process of its own, so that this one has no store open when it forks; return its answer."""
    reading, answering = os.pipe()
    pid = _fork(lambda: os.write(answering, str(function()).encode()))
    os.close(answering)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    _, status = os.waitpid(pid, 0)
    assert status == 0, answer
    return answer


def _fork(function: Callable[[], object]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        function()
        code = 0
    finally:
        os._exit(code)
