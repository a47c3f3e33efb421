"""Makes neutral records of a ClaimReview: one for each claim that it reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kb.importing.naming import host_of, url_of
from kb.importing.records import ORGANIZATION, Agent, FactCheck, Item, Options, Rejected
from kb.importing.terms import language_of
from kb.sheets.dates import DateError, read_date

from .blocks import Block
from .claims import Told, claims_of
from .dates import as_usual
from .finding import Around, Object
from .items import Claimed, claimed
from .keys import REVIEW, unmapped
from .people import agents
from .ratings import rating_of
from .values import addresses, dumped, listed, plain_keys, text, texts

_PAGE_NAME = re.compile(r"[\w.~%-]+")


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
            return read_date(as_usual(written), self.options.dates or None)
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
    claims = claims_of(reading)
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
    rating = rating_of(reading)
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


def _url(reading: Reading) -> str:
    for key in ("url", "mainEntityOfPage", "@id"):
        for written in addresses(reading.get(key)):
            name = f"./{written}" if key == "url" and _PAGE_NAME.fullmatch(written) else ""
            if url := url_of(written, reading.base) or url_of(name, reading.base):
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


def _keywords(reading: Reading) -> tuple[str, ...]:
    found = [word for each, _ in texts(reading.get("keywords")) for word in re.split(r"[,;]", each)]
    return tuple(dict.fromkeys(word.strip() for word in found if word.strip()))
