"""Makes neutral records of a ClaimReview: one for each claim that it reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from kb.importing.naming import host_of, url_of
from kb.importing.records import ORGANIZATION, Agent, FactCheck, Item, Options, Rejected
from kb.namespaces import VERDICT
from kb.sheets.dates import DateError, read_date
from kb.verdicts import VERDICTS

from .blocks import Block
from .finding import Around, Object
from .items import Claimed, claimed
from .keys import RATING, REVIEW, unmapped
from .people import agents
from .values import addresses, dumped, has_content, listed, plain_keys, text, texts

_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class Reading:
    """One ClaimReview while it is read: what is around it, and what could not be read."""

    def __init__(self, review: Object, around: Around, options: Options, block: Block) -> None:
        self.review, self.around, self.options, self.block = plain_keys(review), around, options, block
        self.notes: list[str] = []
        self.unmapped: list[str] = unmapped(self.review, REVIEW)

    def get(self, key: str) -> Any:
        """Return what stands behind a key of the review."""
        return self.around.resolved(self.review.get(key))

    def date(self, value: Any, key: str) -> str:
        """Read a date; one that cannot be read is noted, and kept with what has no place."""
        written = text(value)
        if not written:
            return ""
        try:
            return read_date(_of_mail(written), self.options.dates or None)
        except DateError as error:
            self.notes.append(f"{key}: {error}")
            self.unmapped.append(key)
            return ""

    def urls(self, value: Any, key: str) -> tuple[str, ...]:
        """Read URLs; what is none is noted, and kept with what has no place."""
        found = []
        for written in addresses(value):
            url = url_of(written, self.base)
            if url:
                found.append(url)
            elif written.strip() not in ("/", "#", "-"):
                self.notes.append(f"{key}: “{written[:60]}” is no absolute URL")
                self.unmapped.append(key)
        return tuple(dict.fromkeys(found))

    @property
    def base(self) -> str:
        """What relative URLs are resolved by: the page, or what the user says."""
        return self.options.page or self.block.page


def fact_checks(review: Object, around: Around, where: str, options: Options, block: Block) -> Iterator[Item]:
    """Yield a fact-check for each claim of a ClaimReview, or why there is none."""
    reading = Reading(review, around, options, block)
    original = dumped(review)
    claims = _claims(reading)
    url = _url(reading)
    publisher, authors = _publisher(reading), agents(reading, reading.get("author"), "author")
    if not claims:
        yield Rejected(where, "it has no claim: claimReviewed is missing or empty", original)
    elif not url and not publisher and not authors:
        yield Rejected(where, "it has neither a URL nor an author, so nobody answers for it", original)
    elif not url and (written := next(addresses(reading.get("url")), "")) and not _site(publisher, authors):
        yield Rejected(where, f"its url “{written[:80]}” is relative: --page tells what to", original)
    else:
        for claim, language in claims:
            yield _fact_check(reading, claim, language, (url, publisher, authors), where, original)


def _fact_check(
    reading: Reading,
    claim: str,
    language: str,
    known: tuple[str, Agent | None, tuple[Agent, ...]],
    where: str,
    original: str,
) -> FactCheck:
    url, publisher, authors = known
    said: Claimed = claimed(reading)
    rating = _rating(reading)
    language = language or _language(reading)
    titles = [found for key in ("name", "headline", "title") for found, _ in texts(reading.get(key))]
    licenses = [each for key in ("license", "sdLicense") for each in reading.urls(reading.get(key), key)]
    dated = reading.get("datePublished") or reading.around.first("datePublished")
    return FactCheck(
        where=where,
        original=original,
        claim=claim,
        language=language,
        claimants=said.claimants,
        claimed=said.date,
        appearances=said.appearances,
        publisher=publisher,
        authors=authors,
        url=url,
        title=next(iter(titles), ""),
        description=text(reading.get("description")),
        published=reading.date(dated, "datePublished"),
        modified=reading.date(reading.get("dateModified"), "dateModified"),
        label=rating.label,
        verdict=rating.verdict,
        value=rating.value,
        best=rating.best,
        worst=rating.worst,
        license=next(iter(licenses), ""),
        topics=said.topics,
        keywords=_keywords(reading),
        unmapped=tuple(dict.fromkeys(reading.unmapped)),
        notes=tuple(dict.fromkeys(reading.notes)),
    )


def _claims(reading: Reading) -> list[tuple[str, str]]:
    given = [
        each.get("text", each) if isinstance(each, dict) else each for each in listed(reading.get("claimReviewed"))
    ]
    found = list(dict.fromkeys(texts(given)))
    if not found:
        for each in listed(reading.get("itemReviewed")):
            if isinstance(each, dict):
                item = plain_keys(each)
                found += list(texts(item.get("text")))[:1] or list(texts(item.get("name")))[:1]
    return [(each, language) for each, language in found if any(map(str.isalnum, each))]


def _of_mail(written: str) -> str:
    """Return a date as ISO 8601 has it that is written as mail and feeds have it (RFC 5322 §3.3)."""
    if not _MAIL.match(written):
        return written
    try:
        return parsedate_to_datetime(written).isoformat()
    except ValueError:
        return written


def _url(reading: Reading) -> str:
    for key in ("url", "mainEntityOfPage", "@id"):
        for written in addresses(reading.get(key)):
            if url := url_of(written, reading.base):
                return url
    outer = reading.around.first("url", "mainEntityOfPage")
    return next((url for each in addresses(outer) if (url := url_of(each, reading.base))), "") or url_of(
        reading.block.page
    )


def _publisher(reading: Reading) -> Agent | None:
    given = reading.get("publisher") or reading.around.first("publisher")
    found = agents(reading, given, "publisher", ORGANIZATION)
    if found or not reading.options.publisher:
        return found[0] if found else None
    return Agent(reading.options.publisher, ORGANIZATION)


def _site(publisher: Agent | None, authors: tuple[Agent, ...]) -> bool:
    return any(host_of(each.url) for each in (publisher, *authors) if each is not None)


def _language(reading: Reading) -> str:
    given = reading.get("inLanguage") or reading.around.first("inLanguage")
    for each in listed(given):
        found = each.get("alternateName") or each.get("name") if isinstance(each, dict) else each
        if isinstance(found, str):
            return found
    return reading.options.language or reading.block.language


class _Rating(NamedTuple):
    """A rating: its label, its numbers, and the verdict of ours that it names itself."""

    label: str = ""
    value: str = ""
    best: str = ""
    worst: str = ""
    verdict: str = ""


def _rating(reading: Reading) -> _Rating:
    """Return the rating; a value that is no number is a label."""
    given = [reading.around.resolved(each) for each in listed(reading.get("reviewRating"))]
    if len(given) > 1 and has_content(given[1:]):
        reading.unmapped.append("reviewRating (further ones)")
    for each in given[:1]:
        return _rated(reading, plain_keys(each)) if isinstance(each, dict) else _Rating(text(each))
    return _Rating()


def _rated(reading: Reading, rating: dict[str, Any]) -> _Rating:
    reading.unmapped += unmapped(rating, RATING, "reviewRating.")
    label = text(rating.get("alternateName")) or text(rating.get("name"))
    value, best, worst = (text(rating.get(key)) for key in ("ratingValue", "bestRating", "worstRating"))
    if not label and value and not _NUMBER.fullmatch(value):
        label, value = value, ""
    if not label and not value:
        label = text(rating.get("ratingExplanation"))
    verdict = next((each for each in addresses(rating.get("sameAs")) if each in VERDICTS), "")
    if not verdict and has_content(rating.get("sameAs")):
        reading.unmapped.append("reviewRating.sameAs")
    if verdict and label == verdict.removeprefix(VERDICT).replace("-", " "):
        return _Rating(verdict=verdict)  # our own words for it, and our own scale
    return _Rating(label, value, best, worst, verdict)


def _keywords(reading: Reading) -> tuple[str, ...]:
    found = [word for each, _ in texts(reading.get("keywords")) for word in re.split(r"[,;]", each)]
    return tuple(dict.fromkeys(word.strip() for word in found if word.strip()))
