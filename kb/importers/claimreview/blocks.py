"""Finds the JSON in a file: scripts of a web page, one document, the elements of a long one, or a document a line."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from kb.importing.inputs import Input

from .documents import elements, load
from .pages import scripts

_HTML = re.compile(rb"^\s*<|<script|<html|<!doctype", re.IGNORECASE)
_LONG = 4_000_000  # bytes from which on a document is read element by element


@dataclass(frozen=True, slots=True)
class Block:
    """A JSON value and where it stands. ``is_document`` if it may hold many records, ``is_record`` if it must be one.

    ``page`` is the URL of the page that it is in, ``language`` the language of that page.
    """

    where: str
    value: Any
    is_document: bool = True
    is_record: bool = False
    page: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """What should be JSON and is not, and why."""

    where: str
    reason: str
    text: str


Found: TypeAlias = Block | Broken


def read_blocks(source: Input) -> Iterator[Found]:
    """Yield the JSON of a file, whatever kind of file it is."""
    head = source.head()
    text_like = head.lstrip(codecs.BOM_UTF8).lstrip()
    is_page = source.name.lower().endswith((".html", ".htm", ".xhtml")) or text_like[:1] == b"<"
    if is_page or (text_like[:1] not in (b"{", b"[", b'"') and _HTML.search(head)):
        yield from _page(decoded(source.read()))
    elif _is_lines(source, head):
        yield from _lines(source)
    else:
        yield from _document(source)


def _page(text: str) -> Iterator[Found]:
    page = scripts(text)
    for number, content in enumerate(page.scripts, start=1):
        where = f"script {number}"
        try:
            yield Block(where, load(content), page=page.url, language=page.language)
        except (ValueError, RecursionError) as error:
            yield Broken(where, reason_of(error), content)


def _is_lines(source: Input, head: bytes) -> bool:
    """Tell whether each line is a document of its own: the first one is, and something follows it."""
    first, found, rest = head.lstrip(codecs.BOM_UTF8).lstrip().partition(b"\n")
    if source.name.lower().endswith((".jsonl", ".ndjson", ".rejected")):
        return True
    if not found or not rest.strip():
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        second = rest.lstrip().partition(b"\n")[0]
        return _is_object(second) and first.rstrip()[-1:] not in b"[,{:"
    return True


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.rstrip().rstrip(b",")), dict) and line.rstrip()[-1:] == b"}"
    except (ValueError, RecursionError):
        return False


def _lines(source: Input) -> Iterator[Found]:
    with source.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            data = line.strip()
            if number == 1:
                data = data.removeprefix(codecs.BOM_UTF8)
            if not data:
                continue
            where, text = f"line {number}", decoded(data)
            try:
                yield Block(where, load(text), is_document=False, is_record=True)
            except (ValueError, RecursionError) as error:
                yield Broken(where, reason_of(error), text)


def _document(source: Input) -> Iterator[Found]:
    if source.path.stat().st_size > _LONG:
        yield from _long_document(source)
        return
    text = decoded(source.read())
    try:
        yield Block("the document", load(text))
    except (ValueError, RecursionError) as error:
        yield Broken("the document", reason_of(error), text)


def _long_document(source: Input) -> Iterator[Found]:
    utf_16 = source.head(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    with source.path.open(encoding="utf-16" if utf_16 else "utf-8-sig", errors="surrogateescape") as text:
        where = "the document"
        try:
            for where, value in elements(text):
                yield Block(where, value, is_document=False)
        except (ValueError, RecursionError) as error:
            yield Broken(f"after {where}", reason_of(error), "")


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with a mark; what is no UTF-8 is taken for Windows-1252."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def reason_of(error: Exception) -> str:
    """Word why a text is no JSON."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"no valid JSON: {error.msg[:1].lower()}{error.msg[1:]} (line {error.lineno}, column {error.colno})"
    return f"no valid JSON: {error}"
