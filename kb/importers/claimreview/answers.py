"""Reads the answers of the Google Fact Check Tools, which name things otherwise, as ClaimReviews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from .values import listed

Object: TypeAlias = dict[str, Any]

_OF_REVIEW = frozenset(("publisher", "url", "title", "reviewDate", "textualRating", "languageCode"))
_OF_CLAIM = frozenset(("text", "claimant", "claimDate", "claimReview"))
_OF_MARKUP = frozenset(
    ("url", "claimReviewed", "claimDate", "claimAppearances", "claimFirstAppearance", "claimAuthor", "rating")
)
_RATING = {"textualRating": "alternateName", "imageUrl": "image"}


def answers(value: Object) -> Iterator[Object]:
    """Yield the ClaimReviews that an object of an answer holds, if it is one: of a claim, or of a page with markup."""
    if "claimReview" in value:
        for review in listed(value["claimReview"]):
            if isinstance(review, dict) and "@type" not in review and review.keys() & {"textualRating", "publisher"}:
                yield _of_search(value, review)
    for markup in listed(value.get("claimReviewMarkups")):
        if isinstance(markup, dict):
            yield _of_markup(value, markup)


def _of_search(claim: Object, review: Object) -> Object:
    """Return what an answer to a search says of a claim and one of its reviews (``claims.search``)."""
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
    return given | _rest(review, _OF_REVIEW) | _rest(claim, _OF_CLAIM)


def _of_markup(page: Object, markup: Object) -> Object:
    """Return what the markup of a page says of one claim (``pages.list``)."""
    author = page["claimReviewAuthor"] if isinstance(page.get("claimReviewAuthor"), dict) else {}
    rating = markup["rating"] if isinstance(markup.get("rating"), dict) else {}
    said = {
        "@type": "Claim",
        "author": markup.get("claimAuthor"),
        "datePublished": markup.get("claimDate"),
        "firstAppearance": markup.get("claimFirstAppearance"),
        "appearance": markup.get("claimAppearances"),
    }
    given = {
        "@type": "ClaimReview",
        "claimReviewed": markup.get("claimReviewed"),
        "itemReviewed": said,
        "author": {"@type": "Organization", **author},
        "url": markup.get("url") or page.get("pageUrl"),
        "datePublished": page.get("publishDate"),
        "reviewRating": {"@type": "Rating", **{_RATING.get(key, key): each for key, each in rating.items()}},
    }
    return given | _rest(markup, _OF_MARKUP)


def _rest(given: Object, known: frozenset[str]) -> Object:
    return {key: value for key, value in given.items() if key not in known}
