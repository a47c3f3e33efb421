"""``kb token`` says who may write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kb.project import load
from kb.tokens import find_token
from tests.conftest import Run


def test_a_token_is_printed_once_and_listed_by_its_name(kb: Callable[..., Run], folder: Path) -> None:
    made = kb("token", "add", "ann")
    assert made.code == 0
    assert "cannot be shown again" in made.err
    assert find_token(load(folder), made.out.strip()) is not None
    listed = kb("token", "list")
    assert listed.out.startswith("ann\twrite\t2")
    assert made.out.strip() not in listed.out


def test_a_token_can_be_good_for_reading_alone(kb: Callable[..., Run]) -> None:
    kb("token", "add", "bob", "--scope", "read")
    assert kb("token", "list").out.startswith("bob\tread\t")


def test_a_revoked_token_is_gone(kb: Callable[..., Run], folder: Path) -> None:
    text = kb("token", "add", "ann").out.strip()
    assert kb("token", "revoke", "ann").code == 0
    assert find_token(load(folder), text) is None
    assert kb("token", "list").out == ""


def test_a_token_that_is_not_there_cannot_be_revoked(kb: Callable[..., Run]) -> None:
    done = kb("token", "revoke", "ann")
    assert (done.code, done.err) == (2, "kb: there is no token 'ann'\n")
