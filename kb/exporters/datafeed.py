"""Profile ``datafeed``: a DataFeed in the shape of Data Commons, an element for each page, its reviews in a list."""

from __future__ import annotations

from itertools import groupby
from typing import IO

from kb.publishing.claim_review import CONTEXT, document, filled

from .claimreview import encode
from .profiles import Content


def write(content: Content, output: IO[bytes]) -> None:
    """Write the feed, an element a line."""
    settings = content.kb.settings
    head = filled({"@context": CONTEXT, "@type": "DataFeed", "name": settings.name, "license": content.license})
    output.write(encode(head)[:-1] + b', "dataFeedElement": [')
    between = b"\n"
    for url, reviews in groupby(content.reviews(), lambda review: review.url or review.iri):
        together = list(reviews)
        element = {
            "@type": "DataFeedItem",
            "url": url,
            "dateCreated": min((each.published for each in together if each.published), default=""),
            "dateModified": max((each.modified or each.published for each in together), default=""),
            "item": [document(each, content.license, settings.name) for each in together],
        }
        output.write(between + encode(filled(element)))
        between = b",\n"
    output.write(b"\n]}\n")
