"""Reads JSON, with the slips that web pages have, and long documents element by element."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

_STRICT = json.JSONDecoder()
_LOOSE = json.JSONDecoder(strict=False)
"""Lets line ends and tabs stand within strings, as many pages have them."""

_SPACE = re.compile(r"[ \t\r\n]*")
_CDATA = re.compile(r"^\s*(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|(?://|/\*)?\s*\]\]>\s*(?:\*/)?\s*$")
_COMMENT = re.compile(r"^\s*<!--|-->\s*$")
_TRAILING = re.compile(r",(\s*[}\]])")


def load(text: str) -> Any:
    """Return the value of a JSON text.

    Where it is none, it is tried again without the wrappings that pages put around scripts, with entities resolved,
    and without commas before closing brackets.

    Raises:
        ValueError: if it is still none; the error is that of the text as it stands.
    """
    try:
        return _LOOSE.decode(text)
    except json.JSONDecodeError as error:
        bare = _COMMENT.sub("", _CDATA.sub("", text)).strip().rstrip(";")
        for attempt in (bare, html.unescape(bare) if "&quot;" in bare else bare, _without_trailing_commas(bare)):
            try:
                return _LOOSE.decode(attempt)
            except json.JSONDecodeError:
                continue
        raise error from None


def _without_trailing_commas(text: str) -> str:
    """Take commas away that stand before a closing bracket, outside of strings."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', text)
    return "".join(part if part[:1] == '"' else _TRAILING.sub(r"\1", part) for part in parts)


def elements(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the elements of a long document one by one, each with its place.

    Its outermost value is an array, or an object whose members are read: the elements of those that are arrays, and
    the others whole.

    Raises:
        ValueError: where it is no JSON; what came before has been yielded.
    """
    at = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text.startswith("[", at):
        yield from _array(text, at, "item")[0]
        return
    if not text.startswith("{", at):
        yield "the document", _LOOSE.raw_decode(text, at)[0]
        return
    at = _skip(text, at + 1)
    while not text.startswith("}", at):
        name, at = _LOOSE.raw_decode(text, at)
        at = _expect(text, at, ":")
        if text.startswith("[", at):
            walk, end = _array(text, at, str(name))
            yield from walk
            at = end[0]
        else:
            value, at = _LOOSE.raw_decode(text, at)
            yield str(name), value
        at = _skip(text, at)
        if text.startswith(",", at):
            at = _skip(text, at + 1)


def _array(text: str, at: int, name: str) -> tuple[Iterator[tuple[str, Any]], list[int]]:
    """Return an iterator over the elements of an array, and a list that holds its end when that is done."""
    end: list[int] = []

    def walk(at: int) -> Iterator[tuple[str, Any]]:
        at, number = _skip(text, at + 1), 0
        while not text.startswith("]", at):
            number += 1
            value, at = _LOOSE.raw_decode(text, at)
            yield f"{name} {number}", value
            at = _skip(text, at)
            if text.startswith(",", at):
                at = _skip(text, at + 1)
            elif not text.startswith("]", at):
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        end.append(at + 1)

    return walk(at), end


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found is not None else at


def _expect(text: str, at: int, mark: str) -> int:
    at = _skip(text, at)
    if not text.startswith(mark, at):
        raise json.JSONDecodeError(f"Expecting '{mark}' delimiter", text, at)
    return _skip(text, at + 1)
