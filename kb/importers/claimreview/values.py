"""Reads what stands behind a key, however it is written: alone or in a list, a string or an object, with HTML in it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from kb.importing.terms import encodable

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)>"
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|a|li|ul|ol|h[1-6]|blockquote|small|sup|sub|font|img|section)" + _ATTRIBUTES,
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])" + _ATTRIBUTES, re.IGNORECASE)

_URLS = re.compile(r"[\s,;|]+(?=https?://)", re.IGNORECASE)
_TAG_OF_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z0-9]{2,8})*")

_encode = json.JSONEncoder(ensure_ascii=False).encode


def local(name: str) -> str:
    """Return a name of schema.org without its namespace or prefix."""
    return name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def plain_keys(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object with keys that have no prefix of schema.org."""
    if not any(":" in key for key in value):
        return value
    return {
        local(key) if "schema" in key.partition(":")[0] or "schema.org/" in key else key: value[key] for key in value
    }


def listed(value: Any) -> list[Any]:
    """Return what is alone or in a list as a list, without what is empty."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict) and ("@list" in value or "@set" in value):
        value = value.get("@list", value.get("@set"))
    values = value if isinstance(value, list) else [value]
    return [each for each in values if each not in (None, "", [], {})]


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts behind a key, each with its language, which may be empty."""
    for each in listed(value):
        if isinstance(each, str):
            found, language = clean(each), ""
        elif isinstance(each, dict) and "@value" in each:
            found, language = clean(str(each["@value"])), str(each.get("@language") or "")
        elif isinstance(each, dict):
            if is_by_language(each):
                yield from ((clean(written), tag) for tag, written in each.items() if clean(written))
                continue
            found, language = next(texts(each.get("name") or each.get("text")), ("", ""))
        elif isinstance(each, (int, float)) and not isinstance(each, bool):
            found, language = f"{each}", ""
        elif isinstance(each, list):
            yield from texts(each)
            continue
        else:
            continue
        if found:
            yield found, language


def is_by_language(value: dict[str, Any]) -> bool:
    """Tell whether an object has nothing but texts by their languages, as JSON-LD has them (§4.6.2 of JSON-LD 1.1)."""
    tags = [key for key, each in value.items() if _TAG_OF_LANGUAGE.fullmatch(key) and isinstance(each, str)]
    return 0 < len(tags) == len(value) and tags != ["id"]


def kinds(value: dict[str, Any]) -> set[str]:
    """Return the types of an object, without namespace or prefix."""
    return {local(each) for each in listed(value.get("@type", value.get("type"))) if isinstance(each, str)}


def text(value: Any) -> str:
    """Return the first text behind a key, or nothing."""
    return next(texts(value), ("", ""))[0]


def clean(value: str) -> str:
    """Return a text without tags and entities of HTML, and without white space around it."""
    for _ in range(2):  # what was escaped twice is not rare
        if "<" in value and _TAG.search(value):
            value = _TAG.sub("", _BREAK.sub("\n", value))
        if "&" not in value or not _ENTITY.search(value):
            break
        value = html.unescape(value)
    return value.strip().strip("\u200b\ufeff")


def addresses(value: Any) -> Iterator[str]:
    """Yield what may be URLs behind a key: strings, or the ``url`` or ``@id`` of objects."""
    for each in listed(value):
        if isinstance(each, str):
            yield from (part for part in _URLS.split(each.replace("&amp;", "&").strip(" \t\r\n,;")) if part)
        elif isinstance(each, dict):
            inner = each.get("url") or each.get("@id") or each.get("contentUrl") or each.get("@value")
            if isinstance(inner, (str, list)):
                yield from addresses(inner)
        elif isinstance(each, list):
            yield from addresses(each)


def dumped(value: Any) -> str:
    """Write JSON on one line, its characters as they are where a file can hold them."""
    found = _encode(value)
    return found if encodable(found) else json.dumps(value)


def has_content(value: Any) -> bool:
    """Tell whether anything is said behind a key."""
    if isinstance(value, dict):
        return any(has_content(each) for key, each in value.items() if key not in ("@type", "@context"))
    if isinstance(value, list):
        return any(map(has_content, value))
    return value not in (None, "")
