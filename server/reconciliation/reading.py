"""Reads what the service is asked: JSON in a form or a URL, within limits (Reconciliation Service API 0.2 §4.1, §7)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.errors import UsageError

from ..errors import TooManyAtOnceError

MOST_QUERIES = 50
"""How many queries a batch is best made of."""

MOST_IDS = 500
"""How many things properties are read of at once."""

_MOST_ACCEPTED = 100
_MOST_CANDIDATES, _USUAL = 25, 5
_LONGEST = 2000  # characters of a text that is looked for; the rest is cut off
_MOST_PROPERTIES = 30


@dataclass(frozen=True)
class Query:
    """One thing to be matched: its name or other words, types, how many candidates, and what is known of it.

    ``properties`` are pairs of a property's identifier and a value; a value that was matched before is its IRI.
    """

    text: str
    types: tuple[str, ...] = ()
    limit: int = _USUAL
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Extension:
    """What to read: properties, each with how many values at most (0 for all), of some things."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, int], ...]


def read_batch(text: str) -> dict[str, Query]:
    """Read a reconciliation query batch.

    Raises:
        UsageError: if it is none.
        TooManyAtOnceError: if it has too many queries.
    """
    content = _json(text, "queries")
    if len(content) > _MOST_ACCEPTED:
        raise TooManyAtOnceError(
            f"there are {len(content)} queries", hint=f"send {MOST_QUERIES} at a time, {_MOST_ACCEPTED} at most"
        )
    return {key: read_query(value, key) for key, value in content.items()}


def read_query(content: Any, key: str = "query") -> Query:
    """Read one reconciliation query.

    Raises:
        UsageError: if it is none.
    """
    if not isinstance(content, dict):
        raise UsageError(f"the query '{key[:40]}' is no object", hint='send {"query": "…"}')
    text, types, limit = content.get("query", ""), content.get("type", ()), content.get("limit", _USUAL)
    types = [types] if isinstance(types, str) else types or ()
    known = content.get("properties") or ()
    if not isinstance(text, str) or not isinstance(known, list | tuple) or not isinstance(types, list | tuple):
        raise UsageError(f"the query '{key[:40]}' has members of another kind", hint='send {"query": "…"}')
    most = int(limit) if isinstance(limit, int | float) and 1 <= limit <= _MOST_CANDIDATES else _USUAL
    if isinstance(limit, int | float) and limit > _MOST_CANDIDATES:
        most = _MOST_CANDIDATES
    pairs = [pair for each in known[:_MOST_PROPERTIES] for pair in _pairs(each, key)]
    return Query(text.strip()[:_LONGEST], tuple(map(_type, types)), most, tuple(pairs))


def read_extension(text: str) -> Extension:
    """Read a data extension query.

    Raises:
        UsageError: if it is none.
        TooManyAtOnceError: if it is about too many things.
    """
    content = _json(text, "extend")
    ids, asked = content.get("ids"), content.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids) or not isinstance(asked, list):
        raise UsageError(
            "'extend' lacks 'ids' or 'properties'", hint='send {"ids": ["…"], "properties": [{"id": "…"}]}'
        )
    if len(ids) > MOST_IDS or len(asked) > _MOST_PROPERTIES:
        raise TooManyAtOnceError(
            f"there are {len(ids)} ids and {len(asked)} properties", hint=f"send {MOST_IDS} ids at most"
        )
    return Extension(tuple(dict.fromkeys(ids)), tuple(_wanted(each) for each in asked))


def _wanted(content: Any) -> tuple[str, int]:
    if not isinstance(content, dict) or not isinstance(content.get("id"), str):
        raise UsageError("a property has no 'id'", hint='send {"id": "verdict"}')
    settings = content.get("settings")
    limit = settings.get("limit", 0) if isinstance(settings, dict) else 0
    try:
        return content["id"], max(0, int(limit))
    except (TypeError, ValueError, OverflowError):
        raise UsageError(f"the setting 'limit' of '{content['id'][:40]}' is no number") from None


def _json(text: str, name: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(f"'{name}' is no JSON") from None
    if not isinstance(content, dict):
        raise UsageError(f"'{name}' is no JSON object")
    return content


def _pairs(content: Any, key: str) -> Sequence[tuple[str, str]]:
    """Return a property with each of its values, those that were matched by their identifiers."""
    if not isinstance(content, dict) or not isinstance(content.get("pid"), str) or "v" not in content:
        raise UsageError(f"a property of the query '{key[:40]}' lacks 'pid' or 'v'", hint='send {"pid": "…", "v": "…"}')
    values = content["v"] if isinstance(content["v"], list) else [content["v"]]
    return [(content["pid"], text) for value in values[:_MOST_PROPERTIES] if (text := _value(value))]


def _value(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("id", "")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip()[:_LONGEST] if isinstance(value, str | int | float) else ""


def _type(value: Any) -> str:
    found = value.get("id", "") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""
