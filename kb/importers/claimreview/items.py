"""Reads what was reviewed: who said it, when, and where it appeared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb.importing.records import Agent, Appearance

from .keys import ITEM, WORK, unmapped
from .people import agents
from .values import addresses, kinds, listed, plain_keys, text

if TYPE_CHECKING:
    from .mapping import Reading

_KEY = "itemReviewed"
_PLACES = ("url", "@id", "sameAs", "contentUrl", "embedUrl")
"""What says where a work is, the best first."""


@dataclass(frozen=True)
class Claimed:
    """Who put a claim forward, when, and where, and what it is about."""

    claimants: tuple[Agent, ...]
    date: str
    appearances: tuple[Appearance, ...]
    topics: tuple[Agent, ...]


def claimed(reading: Reading) -> Claimed:
    """Read ``itemReviewed``, whatever its type, be it one or several."""
    claimants: list[Agent] = []
    appearances: list[Appearance] = []
    dates: list[str] = []
    topics: list[Agent] = []
    for each in listed(reading.get(_KEY)):
        item = reading.around.resolved(each)
        if isinstance(item, str):
            appearances += _pages(reading, item, _KEY)
        elif isinstance(item, dict):
            item = plain_keys(item)
            claimants += agents(reading, item.get("author") or item.get("creator"), f"{_KEY}.author")
            dates.append(reading.date(item.get("datePublished") or item.get("dateCreated"), f"{_KEY}.datePublished"))
            appearances += _appearances(reading, item)
            topics += [topic for topic in agents(reading, item.get("about"), f"{_KEY}.about") if topic.name]
    date = next(filter(None, dates), "")
    return Claimed(tuple(dict.fromkeys(claimants)), date, _once(appearances), tuple(dict.fromkeys(topics)))


def _appearances(reading: Reading, item: dict[str, Any]) -> list[Appearance]:
    """Return where a claim appeared; what is no Claim is itself a work in which it appeared."""
    types = kinds(item)
    given = [*listed(item.get("firstAppearance")), *listed(item.get("appearance"))]
    found = [page for each in given for page in _works(reading, each)]
    is_work = bool(types) and not types & {"Claim", "Statement"}
    known = ITEM | WORK | {"sameAs"} if is_work and not found else ITEM
    reading.unmapped += [
        key for key in unmapped(item, known, f"{_KEY}.") if key != f"{_KEY}.name" or not _says_it_again(reading, item)
    ]
    if is_work and not found:
        address = item.get("url") or item.get("sameAs") or item.get("@id")
        return _work(reading, item, address, _KEY, author=False) if any(addresses(address)) else _untold(reading, item)
    return found or _pages(reading, item.get("url"), f"{_KEY}.url")


def _untold(reading: Reading, item: dict[str, Any]) -> list[Appearance]:
    """Note that a work has a name and no address: without one, nobody finds it."""
    if text(item.get("name")) and not _says_it_again(reading, item):
        reading.unmapped.append(f"{_KEY}.name")
    return []


def _says_it_again(reading: Reading, item: dict[str, Any]) -> bool:
    return text(item.get("name")) == text(reading.get("claimReviewed"))


def _works(reading: Reading, value: Any) -> list[Appearance]:
    value = reading.around.resolved(value)
    if not isinstance(value, dict):
        return _pages(reading, value, f"{_KEY}.appearance")
    work = plain_keys(value)
    place = next((key for key in _PLACES if any(addresses(work.get(key)))), "url")
    reading.unmapped += unmapped(work, WORK | {place}, f"{_KEY}.appearance.")
    return _work(reading, work, work.get(place), f"{_KEY}.appearance")


def _work(reading: Reading, work: dict[str, Any], address: Any, key: str, *, author: bool = True) -> list[Appearance]:
    urls = reading.urls(address, f"{key}.url")
    authors = agents(reading, work.get("author") or work.get("creator"), f"{key}.author") if author else ()
    publishers = agents(reading, work.get("publisher"), f"{key}.publisher")
    archives = reading.urls(work.get("archivedAt"), f"{key}.archivedAt")
    title = text(work.get("name")) or text(work.get("headline"))
    return [
        Appearance(
            url=url,
            title=title if title != text(reading.get("claimReviewed")) else "",
            published=reading.date(work.get("datePublished"), f"{key}.datePublished"),
            language=text(work.get("inLanguage")),
            publisher=publishers[0] if publishers else None,
            author=authors[0] if authors else None,
            archived=archives[0] if archives else "",
        )
        for url in urls or ([""] if title and key.endswith(".appearance") else [])
    ]


def _pages(reading: Reading, value: Any, key: str) -> list[Appearance]:
    return [Appearance(url) for url in reading.urls(value, key)]


def _once(appearances: list[Appearance]) -> tuple[Appearance, ...]:
    found: dict[str, Appearance] = {}
    for each in appearances:
        found.setdefault(each.url, each)
    return tuple(found.values())
