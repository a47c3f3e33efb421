"""The properties of what can be matched (Reconciliation Service API 0.2 §2.3), each with how the store is asked for it.

A pattern leads from ``?_entity`` to ``?value``; nothing in it comes from a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["text", "entity", "word", "date", "number", "address"]


@dataclass(frozen=True)
class Property:
    """A property: its identifier, what it is called, the stems that have it, the pattern, and the form of its values.

    ``word`` is the last part of an IRI; ``leads`` is the stem of the entities that are its values.
    """

    id: str
    name: str
    stems: tuple[str, ...]
    pattern: str
    form: Form = "text"
    leads: str = ""


_STANDS = """OPTIONAL { ?review fc:retractedOn ?retracted }
    OPTIONAL { ?newer prov:wasRevisionOf+ ?review . OPTIONAL { ?newer fc:retractedOn ?undone } FILTER(!BOUND(?undone)) }
    FILTER(!BOUND(?retracted) && !BOUND(?newer))"""
_REVIEW = "?review schema:itemReviewed ?_entity ."
_SAID = """?report fc:claim ?_entity .
    OPTIONAL { ?report fc:polarity ?polarity } OPTIONAL { ?report fc:retractedOn ?retracted }
    FILTER(!BOUND(?retracted) && COALESCE(?polarity, fc:affirms) ="""

PROPERTIES: Sequence[Property] = (
    Property("name", "Name", ("agent", "source", "topic", "review"), "?_entity schema:name ?value"),
    Property("text", "Text", ("claim",), "?_entity schema:text ?value"),
    Property("url", "Address", ("agent", "source", "review"), "?_entity schema:url ?value", "address"),
    Property("description", "Description", ("agent", "topic"), "?_entity schema:description ?value"),
    Property("sameAs", "The same elsewhere", ("agent", "topic"), "?_entity owl:sameAs ?value", "address"),
    Property("verdict", "Verdict that stands", ("claim",), f"{_REVIEW} ?review fc:verdict ?value . {_STANDS}", "word"),
    Property("originsAtLeast", "Origins, at least", ("claim",), "?_entity fc:originsAtLeast ?value", "number"),
    Property("originsAtMost", "Origins, at most", ("claim",), "?_entity fc:originsAtMost ?value", "number"),
    Property("about", "About", ("claim",), "?_entity fc:about ?value", "entity", "topic"),
    Property("kind", "Kind of claim", ("claim",), "?_entity fc:kind ?value", "word"),
    Property("cites", "Cited source", ("claim",), "?_entity fc:cites ?value", "entity", "source"),
    Property("saidBy", "Put forward by", ("claim",), f"{_SAID} fc:affirms) ?report fc:by ?value", "entity", "agent"),
    Property("deniedBy", "Denied by", ("claim",), f"{_SAID} fc:denies) ?report fc:by ?value", "entity", "agent"),
    Property("saidOn", "Put forward on", ("claim",), f"{_SAID} fc:affirms) ?report fc:on ?value", "date"),
    Property(
        "review", "Review that stands", ("claim",), f"{_REVIEW} {_STANDS} BIND(?review AS ?value)", "entity", "review"
    ),
    Property(
        "reviewer", "Reviewed by", ("claim",), f"{_REVIEW} ?review schema:author ?value . {_STANDS}", "entity", "agent"
    ),
    Property(
        "reviewedOn", "Reviewed on", ("claim",), f"{_REVIEW} ?review schema:datePublished ?value . {_STANDS}", "date"
    ),
    Property(
        "reviewUrl", "Address of the review", ("claim",), f"{_REVIEW} ?review schema:url ?value . {_STANDS}", "address"
    ),
    Property("rating", "Original label", ("claim",), f"{_REVIEW} ?review fc:originalRating ?value . {_STANDS}"),
    Property("publisher", "Publisher", ("source",), "?_entity schema:publisher ?value", "entity", "agent"),
    Property("author", "Author", ("source", "review"), "?_entity schema:author ?value", "entity", "agent"),
    Property("published", "Published on", ("source", "review"), "?_entity schema:datePublished ?value", "date"),
    Property("language", "Language", ("source",), "?_entity schema:inLanguage ?value"),
    Property("citedBy", "Claims that cite it", ("source",), "?value fc:cites ?_entity", "entity", "claim"),
    Property("claim", "Claim reviewed", ("review",), "?_entity schema:itemReviewed ?value", "entity", "claim"),
    Property("reviewVerdict", "Verdict", ("review",), "?_entity fc:verdict ?value", "word"),
    Property("reviewRating", "Original label", ("review",), "?_entity fc:originalRating ?value"),
    Property("confidence", "Confidence", ("review",), "?_entity fc:confidence ?value", "word"),
    Property("retractedOn", "Retracted on", ("review",), "?_entity fc:retractedOn ?value", "date"),
    Property("says", "Claims put forward", ("agent",), "?report fc:by ?_entity ; fc:claim ?value", "entity", "claim"),
    Property("aboutIt", "Claims about it", ("topic", "agent"), "?value fc:about ?_entity", "entity", "claim"),
)
"""All properties; the identifier of each is its own."""

BY_ID = {each.id: each for each in PROPERTIES}


def properties_of(stem: str) -> list[Property]:
    """Return the properties that instances of a concept have, all if the concept is empty."""
    return [each for each in PROPERTIES if not stem or stem in each.stems]
