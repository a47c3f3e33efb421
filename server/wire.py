"""What the server and its query processes say to each other, as frames over a socket.

A process is sent SETUP once. It says READY, is sent one QUERY or COUNT, and says ANSWER, then DATA any number of
times, then END; or it says ERROR, in place of ANSWER or after it. Then it is READY again. The words of a job go out
together as far as they can.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from kb import errors
from kb.errors import KbError

from .errors import ANSWERED

SETUP, QUERY, COUNT = b"S", b"Q", b"C"
READY, ANSWER, DATA, END, ERROR = b"R", b"A", b"D", b"E", b"X"

HEADER = struct.Struct("!cI")
"""Tag of a frame, and the length of what follows."""

PAGE = "page"
"""The format of answers that become a page: JSON with the first rows."""

PAGE_ROWS = 1000
"""How many rows a page has at most."""


@dataclass(frozen=True)
class Setup:
    """What a process is told first: the base and prefixes of queries, and their limits.

    ``store`` is the folder of the store, or empty where the process was born with one in memory or the store is on a
    server, which the settings in the folder ``knowledge_base`` tell then. ``timeout`` is in seconds per query; of
    ``memory`` in bytes, ``rows`` and ``bytes``, 0 is no limit. ``services`` are what SERVICE may name.
    """

    store: str
    knowledge_base: str
    base: str
    prefixes: Mapping[str, str]
    timeout: float
    memory: int = 0
    rows: int = 0
    bytes: int = 0
    services: Sequence[str] = ()


@dataclass(frozen=True)
class Job:
    """A query, and the format of its answer if that is a table, and if it is a graph; None where none will do.

    The graphs replace the query's FROM and FROM NAMED. ``bindings`` fix variables, each to one term or several, as
    N-Triples writes them (``str(NAMED_NODE(iri))``): so what a user sends never becomes part of a query's text.
    Where ``limit`` is not 0, it cuts out so many rows behind the first ``offset``.
    A query that is the server's own, for a page, ``is_ours``: the limits of rows and bytes are for those of users.
    """

    text: str
    table: str | None = "json"
    graph: str | None = "turtle"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    offset: int = 0
    limit: int = 0
    is_ours: bool = False


@dataclass(frozen=True)
class Answer:
    """What an answer is, "rows", "boolean", "triples" or "counts", and its format; without one, no data follow."""

    kind: str
    format: str | None


def frame(tag: bytes, payload: bytes = b"") -> bytes:
    """Return one frame."""
    return HEADER.pack(tag, len(payload)) + payload


def answer_frame(answer: Answer) -> bytes:
    """Return a frame that says what an answer is."""
    return frame(ANSWER, f"{answer.kind} {answer.format or ''}".encode())


def read_answer(payload: bytes) -> Answer:
    """Return what ``answer_frame`` wrote."""
    kind, _, format = payload.decode().partition(" ")
    return Answer(kind, format or None)


def json_frame(tag: bytes, content: Setup | Job) -> bytes:
    """Return a frame that holds a dataclass of this module."""
    return frame(tag, json.dumps(vars(content)).encode())


def number_frame(tag: bytes, number: int) -> bytes:
    """Return a frame that holds a number: READY that of the process, END that of rows, or -1."""
    return frame(tag, b"%d" % number)


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return tag and content of the next frame, or None at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    tag, length = HEADER.unpack(header)
    payload = stream.read(length)
    return (tag, payload) if len(payload) == length else None


def error_frame(error: KbError) -> bytes:
    """Return a frame that holds an error."""
    return frame(ERROR, json.dumps({"type": type(error).__name__, "attributes": vars(error)}).encode())


def read_error(payload: bytes) -> KbError:
    """Return the error that ``error_frame`` wrote."""
    content: dict[str, Any] = json.loads(payload)
    attributes = content["attributes"]
    kind = ANSWERED.get(content["type"]) or getattr(errors, content["type"])
    error: KbError = kind.__new__(kind)
    KbError.__init__(error, attributes["message"], hint=attributes["hint"])
    vars(error).update(attributes)
    return error
