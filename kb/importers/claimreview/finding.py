"""Finds ClaimReviews in any JSON: in graphs, lists, feeds, within articles, in answers of APIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .values import local

Object: TypeAlias = dict[str, Any]

_DEEPEST = 60


@dataclass
class Around:
    """What stands around a ClaimReview: the objects that it is within, and those that have an ``@id``."""

    named: Mapping[str, Object] = field(default_factory=dict)
    within: tuple[Object, ...] = ()

    def resolved(self, value: Any) -> Any:
        """Return an object in place of a mere reference to it."""
        if isinstance(value, dict) and len(value) == 1 and isinstance(name := value.get("@id"), str):
            return self.named.get(name, value)
        return value

    def first(self, *keys: str) -> Any:
        """Return what the nearest object around says behind one of some keys, or None."""
        for outer in reversed(self.within):
            for key in keys:
                if outer.get(key):
                    return self.resolved(outer[key])
        return None


def claim_reviews(value: Any) -> Iterator[tuple[Object, Around]]:
    """Yield the ClaimReviews in a JSON value, in their order, each with what stands around it."""
    named: dict[str, Object] = {}
    if isinstance(value, dict) and "@graph" not in value and is_claim_review(value):
        yield value, Around()
        return
    _collect(value, named, 0)
    seen: set[int] = set()
    for review, within in _walk(value, (), 0):
        if id(review) not in seen:
            seen.add(id(review))
            yield review, Around(named, within)


def _collect(value: Any, named: dict[str, Object], depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        name = value.get("@id")
        if isinstance(name, str) and len(value) > len(named.get(name, ())) and len(value) > 1:
            named[name] = value
        for inner in value.values():
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
    elif isinstance(value, dict):
        if is_claim_review(value):
            yield value, within
        elif "claimReview" in value and "text" in value and isinstance(value["claimReview"], list):
            yield from ((review, within) for review in _of_search(value))
        else:
            for inner in value.values():
                if isinstance(inner, (dict, list)):
                    yield from _walk(inner, (*within, value), depth + 1)


def is_claim_review(value: Object) -> bool:
    """Tell whether an object is a ClaimReview, by its type or by the key that only a ClaimReview has."""
    kind = value.get("@type", value.get("type"))
    if isinstance(kind, str):
        if local(kind) == "ClaimReview":
            return True
    elif isinstance(kind, list) and any(isinstance(each, str) and local(each) == "ClaimReview" for each in kind):
        return True
    if "claimReviewed" in value:
        return not _is_markup(value)
    return any(local(key) == "claimReviewed" for key in value if ":" in key)


def _is_markup(value: Object) -> bool:
    """Tell whether it is a part of a page's markup as the Fact Check Tools have it, which names the claim the same."""
    return "url" not in value and "itemReviewed" not in value and "author" not in value


def _of_search(claim: Object) -> Iterator[Object]:
    """Yield what an answer of the Google Fact Check Tools says of a claim, a ClaimReview for each of its reviews."""
    for review in claim["claimReview"]:
        if not isinstance(review, dict):
            continue
        publisher = review["publisher"] if isinstance(review.get("publisher"), dict) else {}
        said = {"@type": "Claim", "author": {"name": claim.get("claimant")}, "datePublished": claim.get("claimDate")}
        given = {
            "@type": "ClaimReview",
            "claimReviewed": claim.get("text"),
            "itemReviewed": said,
            "author": {"@type": "Organization", "name": publisher.get("name"), "url": publisher.get("site")},
            "url": review.get("url"),
            "name": review.get("title"),
            "datePublished": review.get("reviewDate"),
            "reviewRating": {"@type": "Rating", "alternateName": review.get("textualRating")},
            "inLanguage": review.get("languageCode", claim.get("languageCode")),
        }
        more = {key: value for key, value in review.items() if key not in _SEARCHED}
        yield given | more | {key: value for key, value in claim.items() if key not in _SEARCHED}


_SEARCHED = frozenset(
    (
        *("publisher", "url", "title", "reviewDate", "textualRating", "languageCode"),
        *("text", "claimant", "claimDate", "claimReview"),
    )
)
