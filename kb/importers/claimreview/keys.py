"""Which keys of a ClaimReview have a place in the vocabulary; what stands behind others is kept, and counted."""

from __future__ import annotations

from typing import Any

from .values import has_content

_ALWAYS = frozenset(("@context", "@type", "@id", "type"))

REVIEW = _ALWAYS | frozenset(
    (
        *("claimReviewed", "itemReviewed", "author", "publisher", "reviewRating", "url"),
        *("mainEntityOfPage", "datePublished", "dateModified", "name", "headline", "title"),
        *("description", "inLanguage", "license", "sdLicense", "keywords"),
    )
)
RATING = _ALWAYS | frozenset(("alternateName", "name", "ratingValue", "bestRating", "worstRating", "sameAs"))
AGENT = _ALWAYS | frozenset(
    (
        *("name", "url", "sameAs", "alternateName", "jobTitle", "affiliation", "worksFor"),
        *("description",),
    )
)
ITEM = _ALWAYS | frozenset(
    (
        *("author", "creator", "datePublished", "dateCreated", "appearance", "firstAppearance", "url"),
        *("text", "about"),
    )
)
WORK = _ALWAYS | frozenset(
    (
        *("url", "author", "creator", "publisher", "datePublished", "name", "headline", "inLanguage"),
        *("archivedAt",),
    )
)


def unmapped(value: dict[str, Any], known: frozenset[str], before: str = "") -> list[str]:
    """Return the keys of an object that have content and no place."""
    return [f"{before}{key}" for key, content in value.items() if key not in known and has_content(content)]
