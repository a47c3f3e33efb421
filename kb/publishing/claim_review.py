"""A review as a ClaimReview of schema.org, as Google Search and the fact-checkers' feeds read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from kb.namespaces import VERDICT

from .reviews import Party, Place, PublishedReview

CONTEXT = "https://schema.org"

Document: TypeAlias = dict[str, Any]

SCALE: Mapping[str, int] = {
    "refuted": 1,
    "mostly-refuted": 2,
    "mixed": 3,
    "mostly-supported": 4,
    "supported": 5,
}
"""Our verdicts as numbers, for publishers who give none; the other verdicts are on no scale."""


def document(review: PublishedReview, data_license: str = "", publisher: str = "") -> Document:
    """Return a review as a ClaimReview.

    ``data_license`` is that of the data itself, an IRI, and ``publisher`` who publishes the data. A review without an
    address of its own is published at its IRI.
    """
    found: Document = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "@id": review.iri,
        "url": review.url or review.iri,
        "claimReviewed": review.text,
        "inLanguage": review.language,
        "name": review.title,
        "description": review.description,
        "datePublished": review.published,
        "dateModified": review.modified,
        "author": _one_or_all([party(each) for each in review.authors]),
        "publisher": party(review.publisher) if review.publisher and review.publisher not in review.authors else None,
        "license": review.license if review.license != data_license else "",
        "keywords": list(review.keywords),
        "itemReviewed": _claim(review),
        "reviewRating": rating(review),
        "sdLicense": data_license,
        "sdPublisher": {"@type": "Organization", "name": publisher} if publisher else None,
    }
    return filled(found)


def filled(found: Document) -> Document:
    """Return a document without the keys that have no value."""
    return {key: value for key, value in found.items() if value not in ("", None, [], {})}


def rating(review: PublishedReview) -> Document:
    """Return the rating: the publisher's own label and numbers, else our verdict on our scale, whose IRI is named."""
    verdict = review.verdict.removeprefix(VERDICT)
    found: Document = {"@type": "Rating", "alternateName": review.label or verdict.replace("-", " ")}
    if review.value:
        found |= {"ratingValue": review.value, "bestRating": review.best, "worstRating": review.worst}
    elif not review.label and verdict in SCALE:
        found |= {"ratingValue": SCALE[verdict], "bestRating": 5, "worstRating": 1}
    return filled(found | {"sameAs": review.verdict})


def party(agent: Party) -> Document:
    """Return an agent as a person or an organisation, without its IRI, which others take for the address of a page."""
    found = {
        "@type": "Organization" if agent.is_organization else "Person",
        "name": agent.name,
        "jobTitle": agent.job_title,
        "url": agent.url,
        "sameAs": _one_or_all(agent.same_as),
    }
    return filled(found)


def _claim(review: PublishedReview) -> Document:
    first = review.places[0] if review.places else None
    found = {
        "@type": "Claim",
        "@id": review.claim,
        "author": _one_or_all([party(each) for each in review.claimants]),
        "datePublished": review.claimed or (first.published if first else ""),
        "appearance": [_appearance(place, review.claimants) for place in review.places],
        "about": [
            filled({"@type": "Thing", "name": topic.name, "sameAs": _one_or_all(topic.same_as)})
            for topic in review.topics
        ],
    }
    return filled(found)


def _appearance(place: Place, claimants: Sequence[Party]) -> Document:
    relayed = place.author is not None and place.author not in claimants
    found = {
        "@type": "CreativeWork",
        "url": place.url,
        "name": place.title,
        "datePublished": place.published,
        "author": party(place.author) if place.author and relayed else None,
        "publisher": party(place.publisher) if place.publisher else None,
    }
    return filled(found)


def _one_or_all(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)
