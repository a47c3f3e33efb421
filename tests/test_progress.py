"""Long work shows how far it has come, where somebody looks."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from kb.parallel import Crew
from kb.progress import bar, shared_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Watch standard error, on a clock by which a second goes by at each look."""
    ticks = iter(range(1_000))
    monkeypatch.setattr("kb.progress.time.monotonic", lambda: float(next(ticks)))
    found = Terminal()
    monkeypatch.setattr("kb.progress.sys", SimpleNamespace(stderr=found))
    return found


def test_a_bar_grows_with_what_has_gone_by_and_leaves_nothing(terminal: Terminal) -> None:
    assert list(bar("loading", "abcd", 4)) == list("abcd")
    assert "loading" in terminal.getvalue() and "2/4" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_bar_of_shared_work_counts_what_others_took(terminal: Terminal) -> None:
    assert list(shared_bar("checking", [0, 40, 80], 100)) == [0, 40, 80]
    assert "40/100" in terminal.getvalue() and "80/100" in terminal.getvalue()


def test_nothing_is_shown_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(bar("loading", range(1_000), 1_000)) == list(range(1_000))
    assert capsys.readouterr().err == ""


def test_a_crew_shows_how_far_all_of_it_has_come(terminal: Terminal) -> None:
    Crew(sum, 50, most=0).join(shared_bar, "adding")
    assert "adding" in terminal.getvalue() and "49/50" in terminal.getvalue()
