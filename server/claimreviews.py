"""A claim as Google's Fact Check Tools API writes it, with our own facts beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.searching import Hit
from kb.searching.filters import host_of

from .views.reviewing import Review
from .views.summaries import Claim
from .views.things import Text

RATINGS: Mapping[str, str] = {
    "supported": "Supported",
    "mostly-supported": "Mostly supported",
    "mixed": "Mixed",
    "mostly-refuted": "Mostly refuted",
    "refuted": "Refuted",
    "not-enough-evidence": "Not enough evidence",
    "out-of-scope": "Out of scope",
}
"""What a verdict is called where the publisher gave no label of its own."""


def claim(shown: Claim, hit: Hit, language: str = "", site: str = "") -> dict[str, Any]:
    """Return a claim with those of its reviews that stand, of a site alone if one is wanted and known to have any.

    What is not known is left out.
    """
    text = _in_language(shown.texts, language) or shown.text
    standing = [review for review in shown.reviews if review.stands]
    on_site = [review for review in standing if site and host_of(review.url) == host_of(site)]
    said = sorted((each for each in shown.claimants if each.agents), key=lambda each: each.date or "9")
    facts: dict[str, Any] = {
        "iri": shown.iri,
        "language": text.language,
        "verdict": shown.review.verdict if shown.review is not None else "",
        "score": hit.score,
    }
    if shown.origins is not None:
        facts["origins"] = {"atLeast": shown.origins.least, "atMost": shown.origins.most}
    return _known(
        {
            "text": text.value,
            "claimant": said[0].agents[0].name.value if said else "",
            "claimDate": _moment(next((each.date for each in said if each.date), "")),
            "claimReview": [_review(review, text, hit) for review in on_site or standing],
            "kb": _known(facts),
        }
    )


def _review(review: Review, text: Text, hit: Hit) -> dict[str, Any]:
    site = host_of(review.url) if review.url else next(iter(hit.publishers), "")
    label = review.original[0] if review.original else None
    title = review.titles[0] if review.titles else None
    name = review.reviewers[0].name.value if review.reviewers else ""
    language = next((each.language for each in (title, label, text) if each is not None and each.language), "")
    return _known(
        {
            "publisher": _known({"name": name, "site": site}),
            "url": review.url or review.iri,
            "title": title.value if title is not None else "",
            "reviewDate": _moment(review.date),
            "textualRating": label.value if label is not None else RATINGS.get(review.verdict, review.verdict),
            "languageCode": language,
            "kb": _known(
                {
                    "iri": review.iri,
                    "verdict": review.verdict,
                    "confidence": review.confidence,
                    "flags": list(review.flags),
                }
            ),
        }
    )


def _in_language(texts: Sequence[Text], language: str) -> Text | None:
    """Return the text in a language: in the very one that is asked for, or else in any of its kinds."""
    wanted = language.lower().replace("_", "-")
    exact = [text for text in texts if text.language.lower() == wanted]
    broad = [text for text in texts if text.language.lower().partition("-")[0] == wanted.partition("-")[0]]
    return next(iter([*exact, *broad]), None) if wanted else None


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z" if len(day) == len("2026-11-28") else ""


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}
