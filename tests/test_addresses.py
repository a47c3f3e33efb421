"""Where kb.toml and the environment say that the store is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.addresses import Addresses
from kb.errors import ConfigurationError
from kb.project import load

BASE = 'base = "https://kb.example/"\n'
TABLE = '[store]\nquery = "https://a.example/q"\nupdate = "https://a.example/u"\ngraphs = "https://a.example/g"\n'
ALL = Addresses("https://a.example/q", "https://a.example/u", "https://a.example/g")


@pytest.mark.parametrize(
    ("text", "environment", "expected"),
    [
        ("", {}, None),
        ('store = "embedded"\n', {}, None),
        (TABLE, {}, ALL),
        (TABLE, {"KB_STORE": "embedded"}, None),
        (TABLE, {"KB_STORE_QUERY": "http://b.example/q"}, Addresses("http://b.example/q", ALL.update, ALL.graphs)),
        ("", {"KB_STORE_QUERY": "http://b.example/q"}, Addresses("http://b.example/q")),
    ],
)
def test_the_store_is_embedded_or_at_addresses(
    text: str, environment: dict[str, str], expected: Addresses | None, tmp_path: Path
) -> None:
    (tmp_path / "kb.toml").write_text(BASE + text)
    assert load(tmp_path, environment).settings.store == expected


@pytest.mark.parametrize(
    ("text", "environment", "message"),
    [
        ('store = "remote"', {}, "must be"),
        ("[store]", {}, "'query' is missing"),
        ("[store]\nupdate = 'http://a.example/'", {}, "'query' is missing"),
        ("[store]\nquery = 'a.example'", {}, "'query' in .store. must be a URL"),
        ("[store]\nquery = 1", {}, "must be a URL"),
        ("[store]\nquerry = 'http://a.example/'", {}, "unknown key 'querry'"),
        ("", {"KB_STORE": "remote"}, "can only be 'embedded'"),
    ],
)
def test_anything_else_is_refused_in_words(
    text: str, environment: dict[str, str], message: str, tmp_path: Path
) -> None:
    (tmp_path / "kb.toml").write_text(BASE + text)
    with pytest.raises(ConfigurationError, match=message):
        load(tmp_path, environment)
