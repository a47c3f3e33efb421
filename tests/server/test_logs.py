"""The log has a line a request, and no secrets."""

from __future__ import annotations

import json

from kb.server.logs import request_log
from kb.server.record import Record
from kb.server.wire import Job


def record() -> Record:
    found = Record("192.0.2.1", "GET", "/sparql")
    found.ask(Job("SELECT ?secret {}"))
    found.status, found.bytes = 200, 17
    found.answered(3)
    return found


def lines(format: str, one: Record) -> list[str]:
    found: list[str] = []
    request_log(format, found.append)(one)
    return found


def test_a_line_of_json_has_what_operators_ask_for() -> None:
    (line,) = lines("json", record())
    content = json.loads(line)
    assert {name: content[name] for name in ("client", "method", "path", "status", "bytes", "rows", "outcome")} == {
        "client": "192.0.2.1",
        "method": "GET",
        "path": "/sparql",
        "status": 200,
        "bytes": 17,
        "rows": 3,
        "outcome": "ok",
    }
    assert content["ms"] >= 0
    assert content["time"].endswith("+00:00")


def test_of_a_query_only_the_digest_is_written() -> None:
    for format in ("json", "text"):
        (line,) = lines(format, record())
        assert "secret" not in line
        assert record().query in line


def test_a_path_cannot_begin_a_line_of_its_own() -> None:
    one = Record("192.0.2.1", "GET", "/a\nforged\x1b[2J")
    for format in ("json", "text"):
        (line,) = lines(format, one)
        assert line.count("\n") == 1
        assert "\x1b" not in line


def test_the_log_can_be_switched_off() -> None:
    assert lines("off", record()) == []
