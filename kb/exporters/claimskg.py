"""Profile ``claimskg``: the classes and properties that ClaimsKG publishes, so that queries made for it find ours.

A claim is a ``schema:CreativeWork``, its claimant a ``schema:Thing``; a review has two ratings, the publisher's own and
one of ClaimsKG's own four, which its queries know by the IRI of their author. All in ``http://schema.org/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256
from typing import IO

from kb.content import TYPE, Row, SortedRows
from kb.describing import number_term, text_term
from kb.formats import GRAPH_FORMATS, iri_fault
from kb.namespaces import VERDICT, XSD
from kb.publishing.reviews import Party, PublishedReview

from . import writer
from .profiles import Content, Write

_SCHEMA = "http://schema.org/"
CLAIMSKG = "http://data.gesis.org/claimskg/"
"""The namespace of ClaimsKG's own resources."""

PREFIXES: Mapping[str, str] = {"claimskg": CLAIMSKG, "schema": _SCHEMA, "xsd": XSD}

_AUTHOR = f"<{CLAIMSKG}organization/claimskg>"
_NORMALIZED: Mapping[str, tuple[str, int]] = {
    "supported": ("TRUE", 3),
    "mostly-supported": ("MIXTURE", 2),
    "mixed": ("MIXTURE", 2),
    "mostly-refuted": ("MIXTURE", 2),
    "refuted": ("FALSE", 1),
}
_OTHER = ("OTHER", -1)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")

_Triple = tuple[str, str, str]


def write(content: Content, output: IO[bytes], format: str = "turtle") -> None:
    """Write RDF, sorted, each triple once."""
    prefixes = {**PREFIXES, "kb": content.kb.settings.base}
    writer(format)(SortedRows(Row("", *triple) for triple in _triples(content)), output, prefixes)


WRITERS: Mapping[str, Write] = {format.suffix: partial(write, format=name) for name, format in GRAPH_FORMATS.items()}
"""What writes the files that end so."""


def _triples(content: Content) -> Iterator[_Triple]:
    yield _AUTHOR, TYPE, _schema("Organization")
    yield _AUTHOR, _schema("name"), text_term("ClaimsKG")
    for review in content.reviews():
        yield from _review(review, content.kb.settings.base)


def _review(review: PublishedReview, base: str) -> Iterator[_Triple]:
    node, claim = f"<{review.iri}>", f"<{review.claim}>"
    yield node, TYPE, _schema("ClaimReview")
    yield node, _schema("itemReviewed"), claim
    yield node, _schema("url"), _link(review.url or review.iri)
    yield node, _schema("headline"), _text(review.title or review.text, review.language)
    if review.published:
        yield node, _schema("datePublished"), f"{text_term(review.published[:10])}^^<{XSD}date>"
    yield from _language(node, review.language, base)
    for author in review.authors:
        yield node, _schema("author"), f"<{author.iri}>"
        yield from _organization(author)
    yield from _ratings(node, review, base)
    yield from _claim(claim, review, base)


def _claim(claim: str, review: PublishedReview, base: str) -> Iterator[_Triple]:
    yield claim, TYPE, _schema("CreativeWork")
    yield claim, _schema("text"), _text(review.text, review.language)
    said = review.claimed or (review.places[0].published if review.places else "")
    if said:
        yield claim, _schema("datePublished"), f"{text_term(said[:10])}^^<{XSD}date>"
    for claimant in review.claimants:
        yield claim, _schema("author"), f"<{claimant.iri}>"
        yield f"<{claimant.iri}>", TYPE, _schema("Thing")
        yield f"<{claimant.iri}>", _schema("name"), _text(claimant.name, claimant.language)
    for topic in review.topics:
        yield from _keyword(claim, f"<{topic.iri}>", topic.name, topic.language)
    for word in review.keywords:
        yield from _keyword(claim, _made(base, "keyword", word), word, review.language)
    for url in review.citations:
        yield claim, _schema("citation"), _link(url)


def _keyword(claim: str, node: str, word: str, language: str) -> Iterator[_Triple]:
    yield claim, _schema("keywords"), node
    yield node, TYPE, _schema("Thing")
    yield node, _schema("name"), _text(word, language)


def _organization(author: Party) -> Iterator[_Triple]:
    node = f"<{author.iri}>"
    yield node, TYPE, _schema("Organization")
    yield node, _schema("name"), _text(author.name, author.language)
    yield node, _schema("url"), _link(author.url or author.iri)


def _ratings(node: str, review: PublishedReview, base: str) -> Iterator[_Triple]:
    """Yield the publisher's own rating and, of another author, the one of four that our verdict comes to."""
    author = review.authors[0].iri if review.authors else base
    verdict = review.verdict.removeprefix(VERDICT)
    label = review.label or verdict.replace("-", " ")
    original = _made(base, "rating", author, label, review.value)
    yield node, _schema("reviewRating"), original
    yield original, TYPE, _schema("Rating")
    yield original, _schema("alternateName"), text_term(label)
    yield original, _schema("author"), f"<{author}>"
    if _NUMBER.fullmatch(review.value):
        yield original, _schema("ratingValue"), f"{text_term(review.value)}^^<{XSD}float>"
    name, value = _NORMALIZED.get(verdict, _OTHER)
    normalized = f"<{CLAIMSKG}rating/normalized/claimskg_{name}>"
    yield node, _schema("reviewRating"), normalized
    yield normalized, TYPE, _schema("Rating")
    yield normalized, _schema("alternateName"), _text(name, "en")
    yield normalized, _schema("ratingValue"), number_term(value)
    yield normalized, _schema("author"), _AUTHOR


def _language(node: str, tag: str, base: str) -> Iterator[_Triple]:
    if tag:
        language = f"<{base}language/{tag}>"
        yield node, _schema("inLanguage"), language
        yield language, TYPE, _schema("Language")
        yield language, _schema("name"), text_term(tag)
        yield language, _schema("alternateName"), text_term(tag)


def _made(base: str, kind: str, *parts: str) -> str:
    return f"<{base}{kind}/{sha256('|'.join(parts).encode()).hexdigest()[:16]}>"


def _schema(name: str) -> str:
    return f"<{_SCHEMA}{name}>"


def _link(url: str) -> str:
    return f"<{url}>" if iri_fault(url) is None else text_term(url)


def _text(text: str, language: str) -> str:
    return f"{text_term(text)}@{language}" if language else text_term(text)
