"""The columns of the CSV download of Fact-Check Insights (Duke Reporters' Lab), in its order.

Each name is the path to a value in a ClaimReview, with dots; appearances are numbered from 1 to 15.
"""

from __future__ import annotations

APPEARANCES = 15
"""How many places where a claim appeared have columns."""

COLUMNS: tuple[str, ...] = (
    *("id", "@context", "@type", "claimReviewed", "datePublished", "url"),
    *("author.@type", "author.name", "author.url"),
    *("itemReviewed.@type", "itemReviewed.author.name", "itemReviewed.author.@type", "itemReviewed.author.sameAs"),
    *("reviewRating.@type", "reviewRating.ratingValue", "reviewRating.alternateName"),
    *("author.image", "itemReviewed.name", "itemReviewed.datePublished"),
    *("itemReviewed.firstAppearance.url", "itemReviewed.firstAppearance.type", "itemReviewed.author.image"),
    *("reviewRating.ratingExplanation", "itemReviewed.author.jobTitle"),
    *("reviewRating.bestRating", "reviewRating.worstRating", "reviewRating.image"),
    *(f"itemReviewed.appearance.{number}.{key}" for number in range(1, APPEARANCES + 1) for key in ("url", "@type")),
)
"""All columns, in their order."""
