"""Finds ClaimReviews in any JSON: in graphs, lists, feeds, within articles, in answers of APIs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from .answers import answers
from .values import local

Object: TypeAlias = dict[str, Any]

_DEEPEST = 60
_REFERENCE = frozenset(("@id", "id", "@type", "type"))
_JSON = ("{", "[", '"')
_INSIDE: Object = {}
"""Stands last in what a value is within, if that is a ClaimReview."""


@dataclass
class Around:
    """What stands around a ClaimReview: the objects that it is within, and those that have an ``@id``."""

    named: Callable[[], Mapping[str, Object]] = dict
    within: tuple[Object, ...] = ()

    def resolved(self, value: Any) -> Any:
        """Return an object in place of a mere reference to it."""
        if isinstance(value, dict) and len(value) <= 2 and value.keys() <= _REFERENCE:
            return self.named().get(_name(value), value)
        if isinstance(value, str) and value.startswith(("_:", "#")):
            return self.named().get(value, value)
        return value

    def first(self, *keys: str) -> Any:
        """Return what the nearest object around says behind one of some keys, or None."""
        for outer in reversed(self.within):
            for key in keys:
                if outer.get(key):
                    return self.resolved(outer[key])
        return None


def claim_reviews(value: Any, beside: tuple[Any, ...] = ()) -> Iterator[tuple[Object, Around]]:
    """Yield the ClaimReviews in a JSON value, in their order, each with what stands around it.

    References may lead to objects in other values ``beside``.
    """
    named = cache(lambda: _named(beside or (value,)))  # most have no references
    seen: set[int] = set()
    for review, within in _walk(value, (), 0):
        around = Around(named, within)
        if id(review) not in seen and around.resolved(review) is review:
            seen.add(id(review))
            yield review, around


def _name(value: Object) -> str:
    name = value.get("@id", value.get("id"))
    return name if isinstance(name, str) else ""


def _named(values: tuple[Any, ...]) -> dict[str, Object]:
    named: dict[str, Object] = {}
    for each in values:
        _collect(each, named, 0)
    return named


def _collect(value: Any, named: dict[str, Object], depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        name = _name(value)
        if name and len(value) > len(named.get(name, ())) and not value.keys() <= _REFERENCE:
            named[name] = value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                _collect(inner, named, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, named, depth + 1)


def _walk(value: Any, within: tuple[Object, ...], depth: int) -> Iterator[tuple[Object, tuple[Object, ...]]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _walk(inner, within, depth + 1)
    elif isinstance(value, str):
        if "ClaimReview" in value and value.lstrip()[:1] in _JSON:
            yield from _walk(_decoded(value), within, depth + 1)
    elif isinstance(value, dict):
        if is_claim_review(value):
            if not within or within[-1] is not _INSIDE or _is_typed(value):
                yield _with_claim(value, within), tuple(each for each in within if each is not _INSIDE)
            within = (*within, value, _INSIDE)
        elif found := list(answers(value)):
            yield from ((review, within) for review in found)
            return
        else:
            within = (*within, value)
        for inner in value.values():
            if isinstance(inner, (dict, list)) or (isinstance(inner, str) and _INSIDE not in within):
                yield from _walk(inner, within, depth + 1)


def _decoded(text: str) -> Any:
    """Return the JSON that a text within JSON is, or None if it is none."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _with_claim(review: Object, within: tuple[Object, ...]) -> Object:
    """Return a ClaimReview with the Claim that it is written within, if it does not say what it reviews."""
    outer = within[-1] if within else {}
    if review.get("itemReviewed") or outer.get("@type") != "Claim":
        return review
    return {**review, "itemReviewed": {key: each for key, each in outer.items() if each is not review}}


def is_claim_review(value: Object) -> bool:
    """Tell whether an object is a ClaimReview, by its type or by the key that only a ClaimReview has."""
    if _is_typed(value):
        return True
    if "claimReviewed" in value:
        return not _is_markup(value)
    return any(local(key) == "claimReviewed" for key in value if ":" in key)


def _is_typed(value: Object) -> bool:
    kind = value.get("@type", value.get("type"))
    if isinstance(kind, str):
        return local(kind) == "ClaimReview"
    return isinstance(kind, list) and any(isinstance(each, str) and local(each) == "ClaimReview" for each in kind)


def _is_markup(value: Object) -> bool:
    """Tell whether it is a part of a page's markup as the Fact Check Tools have it, which names the claim the same."""
    return "rating" in value or not value.keys() & {"url", "itemReviewed", "author"}
