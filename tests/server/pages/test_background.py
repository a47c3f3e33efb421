"""What takes time to find is found in the background: the first page never waits long for it, nor fails because of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask, current_app

from kb.errors import KbError, QueryTimeoutError, StoreError
from kb.manifest import Manifest
from kb.project import KnowledgeBase
from kb.server.app import create_app, endpoint_of
from kb.server.builds import Build
from kb.server.limits import Limits
from kb.server.pages import background, front
from kb.server.pages.background import Background
from tests.server.conftest import eventually

WAIT = 20.0


def a_build(stamp: int) -> Build:
    return Build(None, stamp, str(stamp), Manifest())


@pytest.fixture
def app(newsroom: KnowledgeBase) -> Iterator[Flask]:
    app = create_app(newsroom, Limits(workers=1, extra=1), in_memory=False)
    yield app
    endpoint_of(app).pool.close()


class Finding:
    """Finds how often it was called, when it is let; a fault is raised in its place."""

    def __init__(self) -> None:
        self.calls = 0
        self.is_let = threading.Event()
        self.fault: KbError | None = None

    def __call__(self) -> int:
        assert current_app
        self.calls += 1
        assert self.is_let.wait(WAIT)
        if self.fault is not None:
            raise self.fault
        return self.calls


@pytest.fixture
def finding() -> Iterator[Finding]:
    finding = Finding()
    yield finding
    finding.is_let.set()


def test_what_is_found_quickly_is_there_at_once_and_found_once(app: Flask, finding: Finding) -> None:
    finding.is_let.set()
    found = Background(app, finding)
    assert [found.get(a_build(1), WAIT) for _ in range(3)] == [1, 1, 1]


def test_what_is_not_found_yet_is_nothing_and_looked_for_by_one_thread(app: Flask, finding: Finding) -> None:
    found = Background(app, finding)
    assert [found.get(a_build(1), 0) for _ in range(3)] == [None, None, None]
    finding.is_let.set()
    assert eventually(lambda: found.get(a_build(1), 0) == 1, WAIT)


def test_after_a_new_build_the_old_is_given_until_the_new_is_found(app: Flask, finding: Finding) -> None:
    finding.is_let.set()
    found = Background(app, finding)
    assert found.get(a_build(1), WAIT) == 1
    finding.is_let.clear()
    assert found.get(a_build(2), 0) == 1
    finding.is_let.set()
    assert eventually(lambda: found.get(a_build(2), 0) == 2, WAIT)


@pytest.mark.parametrize("fault", [QueryTimeoutError("it took too long"), StoreError("the server is closing")])
def test_what_cannot_be_found_is_nothing_and_tried_again(
    app: Flask, finding: Finding, fault: KbError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "_REST_AFTER_FAILURE", 0.0)
    finding.is_let.set()
    finding.fault = fault
    found = Background(app, finding)
    assert found.get(a_build(1), WAIT) is None
    finding.fault = None
    assert eventually(lambda: found.get(a_build(1), 0) is not None, WAIT)


def test_the_first_page_and_that_of_what_it_is_are_there_without_numbers(
    app: Flask, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_PATIENCE", 0.0)
    monkeypatch.setattr(front, "_find", finding)
    for path, part in (("/", "It is still being counted"), ("/about", "It was built on")):
        got = app.test_client().get(path)
        assert (got.status_code, got.headers["Cache-Control"]) == (200, "no-store")
        assert part in got.text


def test_the_first_page_is_there_if_nothing_can_be_counted(
    app: Flask, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_find", finding)
    finding.fault = QueryTimeoutError("it took too long")
    finding.is_let.set()
    assert app.test_client().get("/").status_code == 200


def test_the_first_page_shows_its_numbers_once_they_are_there(app: Flask) -> None:
    client = app.test_client()
    assert eventually(lambda: "triples in all" in client.get("/").text, WAIT)
    assert client.get("/").headers["Cache-Control"] == "no-cache"
