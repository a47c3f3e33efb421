"""Finds the JSON in a file: scripts of a web page, one document, the elements of a long one, or a document a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from kb.importing.inputs import Input

from .documents import SEPARATORS, elements, load
from .encodings import decoded, unpacked, wide_encoding
from .microdata import items
from .pages import scripts

_HTML = ("<script", "<html", "<!doctype")
_LONG = 4_000_000  # bytes from which on a document is read element by element


@dataclass(frozen=True, slots=True)
class Block:
    """A JSON value and where it stands. ``is_document`` if it may hold many records, ``is_record`` if it must be one.

    ``page`` is the URL of the page that it is in, ``language`` the language of that page, ``beside`` all values of it.
    """

    where: str
    value: Any
    is_document: bool = True
    is_record: bool = False
    page: str = ""
    language: str = ""
    beside: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """What should be JSON and is not, and why."""

    where: str
    reason: str
    text: str


Found: TypeAlias = Block | Broken


def read_blocks(source: Input) -> Iterator[Found]:
    """Yield the JSON of a file, whatever kind of file it is, compressed or not."""
    try:
        with unpacked(source) as file:
            yield from _blocks(file)
    except ValueError as error:
        yield Broken("the document", f"{error}", "")


def _blocks(source: Input) -> Iterator[Found]:
    head = decoded(source.head()).lstrip("\ufeff" + SEPARATORS)
    is_page = source.name.lower().endswith((".html", ".htm", ".xhtml")) or head[:1] == "<"
    if is_page or (head[:1] not in ("{", "[", '"') and any(mark in head.lower() for mark in _HTML)):
        yield from _page(decoded(source.read()))
    elif _is_lines(source, head):
        yield from _lines(source)
    else:
        yield from _document(source)


def _page(text: str) -> Iterator[Found]:
    page = scripts(text)
    found: list[Found] = []
    for number, content in enumerate(page.scripts, start=1):
        where = f"script {number}"
        try:
            found.append(Block(where, load(content), page=page.url, language=page.language))
        except (ValueError, RecursionError) as error:
            found.append(Broken(where, reason_of(error), content))
    if "itemscope" in text and "ClaimReview" in text and not any("ClaimReview" in each for each in page.scripts):
        marked = items(text)
        found.append(Block("the microdata", marked, page=page.url, language=page.language))
    values = tuple(each.value for each in found if isinstance(each, Block))
    for each in found:
        yield replace(each, beside=values) if isinstance(each, Block) else each


def _is_lines(source: Input, head: str) -> bool:
    """Tell whether each line is a document of its own: the first one is, and something follows it."""
    first, found, rest = head.partition("\n")
    if source.name.lower().endswith((".jsonl", ".ndjson", ".rejected")):
        return first.strip() not in ("{", "[")
    if not found or not rest.strip():
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        second = rest.lstrip().partition("\n")[0]
        return _is_object(second) and first.rstrip()[-1:] not in "[,{:"
    return True


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line.rstrip().rstrip(",")), dict) and line.rstrip()[-1:] == "}"
    except (ValueError, RecursionError):
        return False


def _lines(source: Input) -> Iterator[Found]:
    for number, line in enumerate(_texts(source), start=1):
        text = line.strip().removeprefix("\ufeff")
        if not text:
            continue
        where = f"line {number}"
        try:
            yield Block(where, load(text), is_document=False, is_record=True)
        except (ValueError, RecursionError) as error:
            yield Broken(where, reason_of(error), text)


def _texts(source: Input) -> Iterator[str]:
    if wide_encoding(source.head(4)):
        yield from decoded(source.read()).split("\n")
        return
    with source.path.open("rb") as file:
        yield from map(decoded, file)


def _document(source: Input) -> Iterator[Found]:
    if source.path.stat().st_size > _LONG:
        yield from _long_document(source)
        return
    text = decoded(source.read())
    if not text.strip():
        yield Broken("the document", "it is empty", "")
        return
    try:
        yield Block("the document", load(text))
    except (ValueError, RecursionError) as error:
        yield Broken("the document", reason_of(error), text)


def _long_document(source: Input) -> Iterator[Found]:
    wide = wide_encoding(source.head(4))
    with source.path.open(encoding=wide or "utf-8-sig", errors="replace" if wide else "surrogateescape") as text:
        where = "the document"
        try:
            for where, value in elements(text):
                yield Block(where, value, is_document=False)
        except (ValueError, RecursionError) as error:
            yield Broken(f"after {where}", reason_of(error), "")


def reason_of(error: Exception) -> str:
    """Word why a text is no JSON."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"no valid JSON: {error.msg[:1].lower()}{error.msg[1:]} (line {error.lineno}, column {error.colno})"
    return f"no valid JSON: {error}"
