"""Tokens are told once, kept as digests, and good for what they were made for until they are revoked."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from kb.errors import ConfigurationError, UnknownNameError, UsageError
from kb.project import KnowledgeBase, load
from kb.tokens import READ, WRITE, add_token, find_token, read_tokens, revoke_token


@pytest.fixture
def kb(folder: Path) -> KnowledgeBase:
    return load(folder)


def path(kb: KnowledgeBase) -> Path:
    return kb.folder / ".kb-private" / "tokens.json"


def test_a_token_is_known_by_its_text_alone(kb: KnowledgeBase) -> None:
    text = add_token(kb, "ann", WRITE)
    found = find_token(kb, text)
    assert found is not None
    assert found.name == "ann"
    assert find_token(kb, text + "x") is None
    assert find_token(kb, "") is None
    assert find_token(kb, "\udcff") is None


def test_no_two_tokens_are_alike(kb: KnowledgeBase) -> None:
    assert len({add_token(kb, str(number), READ) for number in range(20)}) == 20


def test_only_a_digest_is_kept_for_the_owner_alone(kb: KnowledgeBase) -> None:
    text = add_token(kb, "ann", WRITE)
    assert text not in path(kb).read_text()
    assert path(kb).stat().st_mode & 0o777 == 0o600


def test_who_may_write_may_read_but_not_the_other_way_round(kb: KnowledgeBase) -> None:
    for scope in (READ, WRITE):
        add_token(kb, scope, scope)
    assert [(token.allows(READ), token.allows(WRITE)) for token in read_tokens(kb)] == [(True, False), (True, True)]


def test_a_revoked_token_is_good_for_nothing(kb: KnowledgeBase) -> None:
    first, second = add_token(kb, "ann", WRITE), add_token(kb, "bob", WRITE)
    revoke_token(kb, "ann")
    assert find_token(kb, first) is None
    assert find_token(kb, second) is not None


def test_deleting_what_is_built_revokes_nothing(kb: KnowledgeBase) -> None:
    text = add_token(kb, "ann", WRITE)
    shutil.rmtree(kb.state, ignore_errors=True)
    assert find_token(kb, text) is not None


def test_a_name_is_given_once_and_can_be_read(kb: KnowledgeBase) -> None:
    add_token(kb, "ann", WRITE)
    for name in ("ann", "", " ", "a\nb", "a" * 101):
        with pytest.raises(UsageError):
            add_token(kb, name, WRITE)
    with pytest.raises(UsageError):
        add_token(kb, "bob", "admin")


def test_a_name_that_is_not_known_is_not_revoked(kb: KnowledgeBase) -> None:
    add_token(kb, "ann", WRITE)
    with pytest.raises(UnknownNameError) as caught:
        revoke_token(kb, "anna")
    assert caught.value.hint == "did you mean 'ann'?"


def test_tokens_that_are_made_at_once_are_all_kept(kb: KnowledgeBase) -> None:
    threads = [threading.Thread(target=add_token, args=(kb, str(number), WRITE)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {token.name for token in read_tokens(kb)} == {str(number) for number in range(8)}


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"name": "a"}]', json.dumps({"a": 1})])
def test_a_damaged_file_lets_nobody_in(kb: KnowledgeBase, content: str) -> None:
    add_token(kb, "ann", WRITE)
    path(kb).write_text(content)
    with pytest.raises(ConfigurationError):
        find_token(kb, "x")
