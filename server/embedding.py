"""What a page says to programs that read only pages: its other formats, and its reviews as schema.org has them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kb.columns.loading import DataFile, read_share
from kb.columns.table import Columns
from kb.columns.terms import Terms
from kb.namespaces import FC, SCHEMA
from kb.publishing.claim_review import document
from kb.publishing.reviews import Reviews

from .description import Thing
from .signposts import Link
from .state import endpoint
from .views import store
from .views.graph import Graph, leading, node_of, these

_REVIEWED, _CLAIM = SCHEMA + "itemReviewed", FC + "claim"
_MOST_REPORTS, _MOST_REVIEWS = 100, 50
_LARGEST = 40_000  # characters of embedded data: a page stays under 100 KB
# What could end the element or begin a comment in it (HTML §4.12.1.3), is no UTF-8, or ends a line of JavaScript.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def head(thing: Thing, links: list[Link]) -> Markup:
    """Return what stands in the head of a thing's page: links, and its ClaimReviews, if it has any."""
    parts = [Markup('<link rel="canonical" href="{}">').format(thing.iri)]
    parts += [
        Markup('<link rel="alternate" type="{}" href="{}">').format(link.media_type, link.address)
        for link in links
        if link.relation.startswith("alternate")
    ]
    if {FC + "Claim", FC + "Review"} & {*thing.classes}:
        found = claim_reviews(thing.iri)
        if found and len(text := script_text(found if len(found) > 1 else found[0])) <= _LARGEST:
            parts.append(Markup('<script type="application/ld+json">{}</script>').format(Markup(text)))  # noqa: S704
    return Markup("\n").join(parts)


def claim_reviews(iri: str) -> list[dict[str, Any]]:
    """Return the ClaimReview of a review, or those of all reviews of a claim; of what does not stand there is none."""
    node = node_of(iri)
    if node is None:
        return []
    columns = _columns(_gathered(node))
    reviews = Reviews(columns)
    numbers = (number for _, number in reviews.addresses(lambda review, claim: iri in (review, claim)))
    settings = endpoint().kb.settings
    return [document(review, settings.license, settings.name) for review in reviews.read(numbers)]


def script_text(value: Any) -> str:
    """Return a value as JSON that nothing can break out of, within a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _gathered(node: str) -> Graph:
    """Return what a ClaimReview needs to know, in a few queries."""
    graph = Graph(store.ask)
    graph.fetch(these([node]))
    claims = graph.values(node, _REVIEWED) or [node]
    graph.fetch(
        graph.unknown(claims),
        leading("schema:itemReviewed", claims, _MOST_REVIEWS),
        leading("fc:claim", claims, _MOST_REPORTS),
    )
    written = [review for claim in claims for review in graph.subjects(_REVIEWED, claim)]
    reports = [report for claim in claims for report in graph.subjects(_CLAIM, claim)]
    graph.fetch(
        graph.unknown(
            graph.ends(written, SCHEMA + "author", SCHEMA + "publisher")
            | graph.ends(reports, FC + "by", FC + "in")
            | graph.ends(claims, FC + "about", FC + "cites")
        )
    )
    places = graph.ends(reports, FC + "in") | graph.ends(claims, FC + "cites")
    graph.fetch(graph.unknown(graph.ends(places, SCHEMA + "publisher")))
    return graph


def _columns(graph: Graph) -> Columns:
    lines = "".join(f"{' '.join(triple)} .\n" for triple in graph.triples())
    file = DataFile(Path("page.nt"), "page.nt", endpoint().kb.settings.base, "ntriples", lines.encode())
    share = read_share([file], [0])
    subjects, predicates, objects, owners = share.columns()
    return Columns(Terms(share.texts), [file.name], (subjects, predicates, objects, owners))
