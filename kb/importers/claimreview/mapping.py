"""Makes neutral records of a ClaimReview: one for each claim that it reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from kb.importing.naming import host_of, url_of
from kb.importing.records import ORGANIZATION, Agent, FactCheck, Item, Options, Rejected
from kb.importing.terms import language_of
from kb.namespaces import VERDICT
from kb.sheets.dates import DateError, read_date
from kb.verdicts import VERDICTS

from .blocks import Block
from .finding import Around, Object
from .items import Claimed, claimed
from .keys import RATING, REVIEW, unmapped
from .people import agents
from .values import addresses, dumped, has_content, listed, plain_keys, text, texts

_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} (?:\d{2}|\d{4}) \d\d:\d\d")
_CLUTTER = re.compile(r"GMT(?=[+-]\d{4})|\s*\([^)]*\)$|\[[\w/]+\]$|(?<=\d) at(?= \d)")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_OF = re.compile(rf"({_NUMBER.pattern})\s*/\s*({_NUMBER.pattern})")


class Reading:
    """One ClaimReview while it is read: what is around it, and what could not be read."""

    def __init__(self, review: Object, around: Around, options: Options, block: Block) -> None:
        self.review, self.around, self.options, self.block = plain_keys(review), around, options, block
        self.notes: list[str] = []
        self.unmapped: list[str] = unmapped(self.review, REVIEW)

    def about(self, item: Object | None) -> Reading:
        """Return a reading of the same review that is about one of its items alone, if one is given."""
        if item is None:
            return self
        return Reading({**self.review, "itemReviewed": item}, self.around, self.options, self.block)

    def get(self, key: str) -> Any:
        """Return what stands behind a key of the review."""
        return self.around.resolved(self.review.get(key))

    def date(self, value: Any, key: str) -> str:
        """Read a date; one that cannot be read is noted, and kept with what has no place."""
        written = text(value)
        if not written:
            return ""
        try:
            return read_date(_as_usual(written), self.options.dates or None)
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


@dataclass(frozen=True)
class Told:
    """A claim as it is told: its text, its language, its texts in others, and the item that alone it is about."""

    text: str
    language: str = ""
    others: tuple[tuple[str, str], ...] = ()
    item: Object | None = None


def fact_checks(review: Object, around: Around, where: str, options: Options, block: Block) -> Iterator[Item]:
    """Yield a fact-check for each claim of a ClaimReview, or why there is none."""
    reading = Reading(review, around, options, block)
    original = dumped(review)
    claims = _claims(reading)
    url = _url(reading)
    publisher, authors = _publisher(reading), agents(reading, reading.get("author"), "author")
    if not claims:
        what = "has no letter and no digit" if text(reading.get("claimReviewed")) else "is missing or empty"
        yield Rejected(where, f"it has no claim: claimReviewed {what}", original)
    elif not url and not publisher and not authors:
        yield Rejected(where, "it has neither a URL nor an author, so nobody answers for it", original)
    elif not url and (written := next(addresses(reading.get("url")), "")) and not _site(publisher, authors):
        yield Rejected(where, f"its url “{written[:80]}” is relative: --page tells what to", original)
    else:
        for claim in claims:
            yield _fact_check(reading.about(claim.item), claim, (url, publisher, authors), where, original)


def _fact_check(
    reading: Reading,
    claim: Told,
    known: tuple[str, Agent | None, tuple[Agent, ...]],
    where: str,
    original: str,
) -> FactCheck:
    url, publisher, authors = known
    said: Claimed = claimed(reading)
    rating = _rating(reading)
    if not url:
        reading.urls(reading.get("url"), "url")
    language = claim.language or _language(reading)
    titles = [found for key in ("name", "headline", "title") for found, _ in texts(reading.get(key))]
    licenses = [each for key in ("license", "sdLicense") for each in reading.urls(reading.get(key), key)]
    dated = reading.get("datePublished") or reading.around.first("datePublished")
    return FactCheck(
        where=where,
        original=original,
        claim=claim.text,
        language=language,
        texts=claim.others,
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


def _claims(reading: Reading) -> list[Told]:
    """Return the claims; texts that are each in another language are one claim."""
    given = [
        each.get("text", each) if isinstance(each, dict) else each for each in listed(reading.get("claimReviewed"))
    ]
    found = [each for each in dict.fromkeys(texts(given)) if any(map(str.isalnum, each[0]))]
    tags = {language for _, language in found}
    if len(found) > 1 and len(tags) == len(found) and "" not in tags:
        return [Told(*found[0], others=tuple(found[1:]))]
    return [Told(*each) for each in found] or list(_claims_of_items(reading))


def _claims_of_items(reading: Reading) -> Iterator[Told]:
    """Yield what the reviewed items say themselves, each with the item that says it."""
    for each in listed(reading.get("itemReviewed")):
        item = reading.around.resolved(each)
        if isinstance(item, dict):
            item = plain_keys(item)
            for said, language in [*texts(item.get("text")), *texts(item.get("name"))][:1]:
                if any(map(str.isalnum, said)):
                    yield Told(said, language, item=item)


def _as_usual(written: str) -> str:
    """Return a date without what only scripts, mails and feeds put into it (RFC 5322 §3.3; ECMA-262 §21.4.4.41)."""
    if _MAIL.match(written):
        try:
            return parsedate_to_datetime(written).isoformat()
        except ValueError:
            return written
    return _CLUTTER.sub("", _CHINESE.sub(r"\1-\2-\3", written)).strip()


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
        said = each if isinstance(each, dict) else {"@value": each}
        found = [text(said.get(key)) for key in ("alternateName", "name", "@value")]
        if tag := next((one for one in found if language_of(one)), ""):
            return tag
        reading.notes.append(f"inLanguage: “{next(filter(None, found), '')[:40]}” is no language tag, such as pt-BR")
        reading.unmapped.append("inLanguage")
    contexts = [each for each in listed(reading.get("@context")) if isinstance(each, dict)]
    told = next((text(each["@language"]) for each in contexts if each.get("@language")), "")
    return told or reading.options.language or reading.block.language


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
        return _rated(reading, plain_keys(each) if isinstance(each, dict) else {"ratingValue": each})
    return _Rating()


def _said(value: Any) -> str:
    """Return a label or a number; what JSON writes as true or false is a label, too."""
    return f"{value}".lower() if isinstance(value, bool) else text(value)


def _rated(reading: Reading, rating: dict[str, Any]) -> _Rating:
    reading.unmapped += unmapped(rating, RATING, "reviewRating.")
    label = _said(rating.get("alternateName")) or _said(rating.get("name"))
    value, best, worst = (_said(rating.get(key)) for key in ("ratingValue", "bestRating", "worstRating"))
    if of := _OF.fullmatch(value):
        label, value, best = label or value, of[1], best or of[2]
    elif not label and value and not _NUMBER.fullmatch(value):
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
