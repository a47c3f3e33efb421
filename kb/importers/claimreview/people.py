"""Reads the persons and organisations of a ClaimReview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.importing.naming import url_of
from kb.importing.records import ORGANIZATION, PERSON, Agent

from .keys import AGENT, unmapped
from .values import kinds, listed, plain_keys, text, texts

if TYPE_CHECKING:
    from .mapping import Reading


def agents(reading: Reading, value: Any, key: str, kind: str = "") -> tuple[Agent, ...]:
    """Return the agents behind a key, given as objects or by their names; ``kind`` is what they are if none says."""
    given = [one for each in listed(value) for one in (each if isinstance(each, list) else [each])]
    found = [_agent(reading, reading.around.resolved(each), key, kind) for each in given]
    return tuple(dict.fromkeys(each for each in found if each.name or each.url or each.same_as))


def _agent(reading: Reading, value: Any, key: str, kind: str) -> Agent:
    if isinstance(value, str) and (page := url_of(value)) and "://" in value:
        return Agent("", kind, page)
    if not isinstance(value, dict):
        return Agent(text(value), kind)
    value = plain_keys(value)
    reading.unmapped += unmapped(value, AGENT, f"{key}.")
    names = [name for name, _ in texts(value.get("name"))]
    others = [*names[1:], *(name for name, _ in texts(value.get("alternateName")))]
    url = reading.urls(value.get("url") or _address(value.get("@id")), f"{key}.url")
    return Agent(
        name=names[0] if names else "",
        kind=_kind(value) or kind,
        url=url[0] if url else "",
        same_as=reading.urls(value.get("sameAs"), f"{key}.sameAs") + url[1:],
        other_names=tuple(dict.fromkeys(others)),
        job_title=text(value.get("jobTitle")),
        affiliation=text(value.get("affiliation") or value.get("worksFor")),
        description=text(value.get("description")),
    )


def _address(value: Any) -> Any:
    """Return an ``@id`` that is the address of something, and no name within the page."""
    return value if isinstance(value, str) and value.startswith("http") and "#" not in value else None


def _kind(value: dict[str, Any]) -> str:
    found = kinds(value)
    if "Person" in found:
        return PERSON
    return ORGANIZATION if any(each.endswith(("Organization", "Corporation")) for each in found) else ""
