"""What a query process does: it answers queries, one at a time, over its standard input, a socket.

The engine has no time limit of its own and nothing in Python can interrupt it. So the alarm signal keeps its default
action here, which ends the process, whatever code is running; the server then has another one made.
"""

from __future__ import annotations

import json
import os
import select
import signal
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

from kb.errors import KbError
from kb.exporters import write_answer
from kb.formats import BLANK_NODE, FORMATS, LITERAL, NAMED_NODE, Term, term
from kb.memory import limit_memory
from kb.opening import open_for_reading
from kb.project import load
from kb.statistics import statistics
from kb.stores import Answer as StoreAnswer
from kb.stores import Store
from kb.stores.embedded import EmbeddedStore
from kb.stores.paging import cut

from . import confine, wire
from .counting import Tally
from .errors import QueryCrashError
from .wire import Answer, Job, Setup

_CHUNK = 64 * 1024
_NICENESS = 5  # the server comes first: all wait for it


def work(inherited: EmbeddedStore | None) -> None:
    """Answer jobs until the server closes the socket; ``inherited`` is a store in memory, if there is one."""
    os.nice(_NICENESS)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    jobs = os.fdopen(0, "rb")
    frame = wire.read_frame(jobs)
    if frame is None:
        return
    setup = Setup(**json.loads(frame[1]))
    output = _Output(0)
    try:
        store = _confined(setup, inherited)
    except KbError as error:
        output.send(wire.error_frame(error))
        return
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    ready = wire.number_frame(wire.READY, os.getpid())
    output.send(ready)
    while (frame := wire.read_frame(jobs)) is not None:
        signal.setitimer(signal.ITIMER_REAL, setup.timeout)
        tag, payload = frame
        job = Job(**json.loads(payload)) if tag == wire.QUERY else None
        last = _answer(store, setup, job, output)
        signal.setitimer(signal.ITIMER_REAL, 0)
        output.send(last + ready)


class _Output:
    """Sends frames; what is kept back goes out with what is sent next."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._kept = b""

    def keep(self, frame: bytes) -> None:
        self._kept += frame

    def send(self, data: bytes) -> None:
        view = memoryview(self._kept + data)
        self._kept = b""
        while view:
            view = view[os.write(self._descriptor, view) :]

    def forget(self) -> None:
        self._kept = b""


def _confined(setup: Setup, inherited: EmbeddedStore | None) -> Store:
    """Return the store, in a process that can do no more than it needs for that."""
    if setup.knowledge_base:
        remote = open_for_reading(load(Path(setup.knowledge_base)))
        limit_memory(setup.memory)
        return remote
    if not setup.services:
        confine.forbid_sockets()
    before = confine.count_descriptors()
    store = inherited if inherited is not None else EmbeddedStore.open(Path(setup.store), read_only=True)
    opened = confine.count_descriptors() - before
    limit_memory(setup.memory)
    store.services = frozenset(setup.services)
    if inherited is not None and not setup.services:
        confine.forbid_all_files()
    elif not setup.services:
        confine.forbid_files(Path(setup.store), opened)
    return store


def _end_with_the_server() -> None:
    """Wait until the other end of the socket is closed, even in the middle of a query, then end this process."""
    poll = select.poll()
    poll.register(0, 0)
    poll.poll()
    os.kill(os.getpid(), signal.SIGKILL)


def _answer(store: Store, setup: Setup, job: Job | None, output: _Output) -> bytes:
    """Answer a job, or without one count what the store holds, and return the last frame, which is not sent yet."""
    try:
        if job is None:
            return _count(store, setup, output)
        return _query(store, setup, job, output)
    except KbError as error:
        output.forget()
        return wire.error_frame(error)
    except MemoryError:
        output.forget()
        return wire.error_frame(QueryCrashError("the query takes more memory than it may"))


def _count(store: Store, setup: Setup, output: _Output) -> bytes:
    counted = asdict(statistics(store, setup.prefixes))
    output.keep(wire.answer_frame(Answer("counts", "json")))
    output.keep(wire.frame(wire.DATA, json.dumps(counted).encode()))
    return wire.number_frame(wire.END, -1)


def _query(store: Store, setup: Setup, job: Job, output: _Output) -> bytes:
    answer = store.query(
        cut(job.text, job.offset, job.limit) if job.limit else job.text,
        setup.prefixes,
        base=setup.base,
        bindings={name: [term(text, {}) for text in terms] for name, terms in job.bindings.items()},
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
    )
    format = job.graph if answer.kind == "triples" else job.table
    output.keep(wire.answer_frame(Answer(answer.kind, format)))
    if format == wire.PAGE:
        page = _page(answer)
        output.keep(wire.frame(wire.DATA, json.dumps(page).encode()))
        return wire.number_frame(wire.END, len(page.get("rows", [])))
    if format is None:
        return wire.number_frame(wire.END, -1)
    most_rows, most_bytes = (0, 0) if job.is_ours else (setup.rows, setup.bytes)
    tally = Tally(format if answer.kind != "boolean" else "", most_rows, most_bytes)
    chunks = _ChunkWriter(output, tally)
    if most_rows and answer.kind == "triples":
        answer = answer.checked(tally.check)
    write_answer(answer, cast(IO[bytes], chunks), FORMATS[format], setup.prefixes)
    chunks.flush()
    return wire.number_frame(wire.END, tally.rows)


class _ChunkWriter:
    """Sends what is written to it as DATA frames of a bounded size; what is not flushed is never sent."""

    def __init__(self, output: _Output, tally: Tally) -> None:
        self._output, self._tally = output, tally
        self._waiting = bytearray()

    def write(self, data: Any) -> int:
        self._waiting += data
        while len(self._waiting) >= _CHUNK:
            piece = bytes(self._waiting[:_CHUNK])
            del self._waiting[:_CHUNK]
            self._tally.add(piece)
            self._output.send(wire.frame(wire.DATA, piece))
        return len(data)

    def flush(self) -> None:
        if self._waiting:
            piece = bytes(self._waiting)
            self._waiting.clear()
            self._tally.add(piece)
            self._output.keep(wire.frame(wire.DATA, piece))


def _page(answer: StoreAnswer) -> dict[str, Any]:
    if answer.kind == "boolean":
        return {"boolean": answer.boolean()}
    rows: list[list[dict[str, str] | None]] = []
    for row in answer.rows():
        if len(rows) == wire.PAGE_ROWS:
            return {"variables": answer.variables, "rows": rows, "more": True}
        rows.append([_cell(term) for term in row])
    return {"variables": answer.variables, "rows": rows, "more": False}


def _cell(term: Term | None) -> dict[str, str] | None:
    if isinstance(term, NAMED_NODE):
        return {"type": "iri", "value": term.value}
    if isinstance(term, BLANK_NODE):
        return {"type": "blank", "value": f"_:{term.value}"}
    if isinstance(term, LITERAL):
        kind = {"language": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **kind}
    return None if term is None else {"type": "other", "value": str(term)}
