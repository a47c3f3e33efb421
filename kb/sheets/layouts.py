"""The sheets that are recognised by their headers, and what their columns mean in the fields of our own sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .fact_check_insights import COLUMNS
from .fields import FIELDS, SILENT

_NUMBER = re.compile(r"[.\[]\d+\]?(?=\.|$)")
_WRAPPED = re.compile(r"^(?:claimreview|claimreviewmarkups?)\.")


@dataclass(frozen=True)
class Layout:
    """A kind of sheet: what its headers mean, those that it is known by, and what is the same in all of its rows.

    ``key`` brings a header to the form that ``columns`` has. ``values`` says what to read in place of what stands in
    a column, by its field; ``snapshots`` is true where the rows are captures of pages, not fact-checks;
    ``escaped`` where an apostrophe stands before what a spreadsheet would take for a formula.
    """

    name: str
    columns: Mapping[str, str]
    needed: frozenset[str]
    key: Callable[[str], str]
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    snapshots: bool = False
    escaped: bool = False


def words(header: str) -> str:
    """Return a header in lower case, with one space between its words."""
    return re.sub(r"[\s_\-]+", " ", header.lower()).strip()


def path(header: str) -> str:
    """Return a header that is a path without its numbers: ``itemReviewed.appearance.1.url``, ``claimReview[0].url``."""
    text = re.sub(r"\s*[_/:]\s*", ".", header.strip().lower())
    return _WRAPPED.sub("", _NUMBER.sub("", text))


def _same(names: str, meaning: str) -> dict[str, str]:
    return dict.fromkeys(names.lower().split(), meaning)


_CLAIM_REVIEW = {
    **_same("claimReviewed", "claim"),
    **_same("inLanguage", "language"),
    **_same("itemReviewed.author.name itemReviewed.author", "said by"),
    **_same("itemReviewed.author.url", "said by url"),
    **_same("itemReviewed.author.sameAs", "said by same as"),
    **_same("itemReviewed.author.jobTitle", "said by role"),
    **_same("itemReviewed.author.@type", "said by type"),
    **_same("itemReviewed.datePublished", "said on"),
    **_same("itemReviewed.firstAppearance.url itemReviewed.firstAppearance", "where url"),
    **_same("itemReviewed.appearance.url itemReviewed.appearance", "where url"),
    **_same("reviewRating.alternateName", "label"),
    **_same("reviewRating.ratingValue", "rating"),
    **_same("reviewRating.bestRating", "best rating"),
    **_same("reviewRating.worstRating", "worst rating"),
    **_same("reviewRating.ratingExplanation reviewBody description", "summary"),
    **_same("author.name author", "author"),
    **_same("author.url", "author url"),
    **_same("author.@type", "author type"),
    **_same("publisher.name publisher", "reviewer"),
    **_same("publisher.url", "reviewer url"),
    **_same("url", "review url"),
    **_same("name headline", "review title"),
    **_same("datePublished", "review date"),
    **_same("dateModified", "review changed"),
    **_same("license sdLicense", "license"),
    **_same("keywords", "keywords"),
    **_same("@context @type itemReviewed.@type reviewRating.@type publisher.@type", SILENT),
    **_same("itemReviewed.firstAppearance.type itemReviewed.firstAppearance.@type", SILENT),
    **_same("itemReviewed.appearance.@type", SILENT),
}

_GOOGLE = {
    **_same("text claimReviewed", "claim"),
    **_same("languageCode", "language"),
    **_same("claimant claimAuthor.name", "said by"),
    **_same("claimAuthor.jobTitle", "said by role"),
    **_same("claimAuthor.sameAs", "said by same as"),
    **_same("claimDate", "said on"),
    **_same("claimFirstAppearance claimAppearances", "where url"),
    **_same("textualRating rating.textualRating", "label"),
    **_same("rating.ratingValue", "rating"),
    **_same("rating.bestRating", "best rating"),
    **_same("rating.worstRating", "worst rating"),
    **_same("rating.ratingExplanation", "summary"),
    **_same("publisher.name claimReviewAuthor.name", "reviewer"),
    **_same("publisher.site", "reviewer url"),
    **_same("url pageUrl", "review url"),
    **_same("title", "review title"),
    **_same("reviewDate publishDate", "review date"),
}

_FACTCK_BR_AUTHORS = {
    "https:www.aosfatos.org": ("Aos Fatos", "https://aosfatos.org/"),
    "https:apublica.org": ("Truco, Agência Pública", "https://apublica.org/"),
    "https:piaui.folha.uol.com.brlupa": ("Agência Lupa", "https://piaui.folha.uol.com.br/lupa/"),
}
"""Its column ``Author`` holds addresses that lost their slashes."""

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "FACTCK.BR",
        {
            **_same("URL", "review url"),
            **_same("Author", "reviewer"),
            **_same("datePublished", "review date"),
            **_same("claimReviewed", "claim"),
            **_same("reviewBody", "summary"),
            **_same("title", "review title"),
            **_same("ratingValue", "rating"),
            **_same("bestRating", "best rating"),
            **_same("alternativeName", "label"),
        },
        frozenset({"claimreviewed", "alternativename", "url", "author"}),
        path,
        {"language": "pt"},
        {
            "reviewer": {author: f"{name} <{url}>" for author, (name, url) in _FACTCK_BR_AUTHORS.items()},
            "summary": {"Empty": ""},
        },
    ),
    Layout(
        "Fact-Check Insights",
        {key: meaning for key, meaning in _CLAIM_REVIEW.items() if key in {path(column) for column in COLUMNS}},
        frozenset({path(column) for column in COLUMNS[:16]}),
        path,
        escaped=True,
    ),
    Layout(
        "ClaimReview, a column a property",
        _CLAIM_REVIEW,
        frozenset({"claimreviewed", "reviewrating.alternatename"}),
        path,
    ),
    Layout("Google's Fact Check Markup Tool", _GOOGLE, frozenset({"claimreviewed", "rating.textualrating"}), path),
    Layout("Google's Fact Check Explorer", _GOOGLE, frozenset({"text", "textualrating"}), path),
    Layout(
        "Bellingcat's auto-archiver",
        {
            "link": "where url",
            "archive status": "status",
            "destination folder": SILENT,
            "archive location": "archived",
            "archive date": "captured",
            "upload timestamp": "where date",
            "upload title": "where title",
            "hash": "hash",
        },
        frozenset({"link", "archive status", "archive location"}),
        words,
        snapshots=True,
    ),
    Layout("our own sheet", {name: name for name in FIELDS}, frozenset({"claim"}), words, escaped=True),
)
"""All layouts. Of those whose needed headers are there, the one counts that knows most of the columns."""
