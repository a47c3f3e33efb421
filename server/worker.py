"""The process that answers queries, one at a time, over its standard input and output.

The engine has no time limit of its own and nothing in Python can interrupt it. So the alarm signal keeps its default
action here, which ends the process, whatever code is running; the server then starts another one.
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
from kb.exporters import write_answer, writer
from kb.formats import BLANK_NODE, FORMATS, LITERAL, NAMED_NODE, Term
from kb.statistics import statistics
from kb.stores import Answer as StoreAnswer
from kb.stores import Store
from kb.stores.embedded import EmbeddedStore

from . import confine, wire
from .wire import Answer, Job, Setup

_CHUNK = 64 * 1024


def main() -> None:
    """Answer jobs until the server closes the pipe."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    jobs, output = os.fdopen(0, "rb"), os.fdopen(1, "wb", buffering=0)
    setup = _read_setup(jobs)
    writer("rdfxml")  # is imported now: later no file can be opened
    confine.forbid_sockets()
    try:
        store = _open(Path(setup.store))
    except KbError as error:
        output.write(wire.error_frame(error))
        return
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    output.write(wire.frame(wire.READY))
    while (frame := wire.read_frame(jobs)) is not None:
        signal.setitimer(signal.ITIMER_REAL, setup.timeout)
        tag, payload = frame
        job = Job(**json.loads(payload)) if tag == wire.QUERY else None
        _answer(store, setup, job, output)
        signal.setitimer(signal.ITIMER_REAL, 0)
        output.write(wire.frame(wire.READY))


def _read_setup(jobs: IO[bytes]) -> Setup:
    frame = wire.read_frame(jobs)
    if frame is None:
        raise SystemExit(0)
    return Setup(**json.loads(frame[1]))


def _open(folder: Path) -> EmbeddedStore:
    before = confine.count_descriptors()
    store = EmbeddedStore.open(folder, read_only=True)
    confine.forbid_files(folder, confine.count_descriptors() - before)
    return store


def _end_with_the_server() -> None:
    """Wait until the other end of the input is closed, even in the middle of a query, then end this process."""
    poll = select.poll()
    poll.register(0, 0)
    poll.poll()
    os.kill(os.getpid(), signal.SIGKILL)


def _answer(store: Store, setup: Setup, job: Job | None, output: IO[bytes]) -> None:
    """Answer a job; without one, count what the store holds."""
    chunks = _ChunkWriter(output)
    try:
        if job is None:
            _count(store, setup, chunks)
        else:
            _query(store, setup, job, chunks)
    except KbError as error:
        output.write(wire.error_frame(error))
        return
    chunks.flush()
    output.write(wire.frame(wire.END))


def _count(store: Store, setup: Setup, chunks: _ChunkWriter) -> None:
    counted = asdict(statistics(store, setup.prefixes))
    chunks.announce(Answer("counts", "json"))
    chunks.write(json.dumps(counted).encode())


def _query(store: Store, setup: Setup, job: Job, chunks: _ChunkWriter) -> None:
    answer = store.query(
        job.text,
        setup.prefixes,
        base=setup.base,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
    )
    format = job.graph if answer.kind == "triples" else job.table
    chunks.announce(Answer(answer.kind, format))
    if format == wire.PAGE:
        chunks.write(json.dumps(_page(answer)).encode())
    elif format is not None:
        write_answer(answer, cast(IO[bytes], chunks), FORMATS[format], setup.prefixes)


class _ChunkWriter:
    """Sends what is written to it as DATA frames of a bounded size; what is not flushed is never sent."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._waiting = bytearray()

    def announce(self, answer: Answer) -> None:
        self._output.write(wire.json_frame(wire.ANSWER, answer))

    def write(self, data: Any) -> int:
        self._waiting += data
        while len(self._waiting) >= _CHUNK:
            self._send(_CHUNK)
        return len(data)

    def flush(self) -> None:
        if self._waiting:
            self._send(len(self._waiting))

    def _send(self, length: int) -> None:
        _write_all(self._output, wire.frame(wire.DATA, bytes(self._waiting[:length])))
        del self._waiting[:length]


def _write_all(output: IO[bytes], data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[output.write(view) :]


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
