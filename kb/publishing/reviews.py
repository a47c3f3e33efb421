"""The reviews that stand, each with all that others are told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kb.columns.table import Columns
from kb.columns.texts import language, lexical
from kb.namespaces import FC, SCHEMA

from .records import LeftOut, Party, Place, PublishedReview
from .terms import Values, in_language, iri_of

__all__ = ["READ", "LeftOut", "Party", "Place", "PublishedReview", "Reviews"]

_READ = (
    *("rdf:type", "fc:about", "fc:by", "fc:cites", "fc:claim", "fc:evidence", "fc:for", "fc:from", "fc:in", "fc:on"),
    *("fc:originalRating", "fc:per", "fc:polarity", "fc:reason", "fc:rests", "fc:retractedOn", "fc:verdict"),
    *("prov:wasRevisionOf", "schema:author", "schema:bestRating", "schema:dateModified", "schema:datePublished"),
    *("schema:description", "schema:itemReviewed", "schema:jobTitle", "schema:keywords", "schema:license"),
    *("schema:name", "schema:publisher", "schema:ratingValue", "schema:sameAs", "schema:text", "schema:url"),
    "schema:worstRating",
)
READ: Mapping[str, str] = dict.fromkeys(map(iri_of, _READ), "")
"""All that reviews are made from: predicates, with any object. The records of imports, which are long, are not."""


@dataclass
class Reviews:
    """Reads reviews out of columns; ``left_out`` fills with those that are not published while they are read."""

    columns: Columns
    left_out: list[LeftOut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._values = Values(self.columns)
        self._parties: dict[tuple[int, str], Party] = {}
        self._said: dict[tuple[int, str], tuple[tuple[Party, ...], str, tuple[Place, ...]]] = {}
        number = self._values.number
        self._organization, self._unnamed = number(f"<{SCHEMA}Organization>"), number(f"<{FC}UnnamedSource>")
        self._against = {number(f"<{FC}{side}>") for side in ("denies", "questions")}

    def addresses(self, chosen: Callable[[str, str], bool] | None = None) -> list[tuple[str, int]]:
        """Return the address and the number of each review, sorted; ``chosen`` judges the IRIs of review and claim."""
        values = self._values
        found = [
            (values.text(review, "schema:url") or values.iri(review), review)
            for review in values.sources(values.number(f"<{FC}Review>"), "rdf:type")
            if chosen is None or self._is_chosen(review, chosen)
        ]
        return sorted(found, key=lambda pair: (pair[0], values.text_of(pair[1])))

    def _is_chosen(self, review: int, chosen: Callable[[str, str], bool]) -> bool:
        iri, claims = self._values.iri(review), self._values.links(review, "schema:itemReviewed")
        return any(chosen(iri, self._values.iri(claim)) for claim in claims) or chosen(iri, "")

    def read(self, numbers: Iterator[int]) -> Iterator[PublishedReview]:
        """Yield the reviews with some numbers that stand and say what they found of which claim."""
        for number in numbers:
            found = self._review(number)
            if isinstance(found, LeftOut):
                self.left_out.append(found)
            else:
                yield found

    def _review(self, review: int) -> PublishedReview | LeftOut:
        values, iri = self._values, self._values.iri(review)
        if values.links(review, "fc:retractedOn"):
            return LeftOut(
                iri, "retracted", f"retracted on {values.text(review, 'fc:retractedOn')}: {self._why(review)}"
            )
        newer = [each for each in values.sources(review, "prov:wasRevisionOf") if self._stands(each)]
        if newer:
            return LeftOut(iri, "revised", f"revised by {values.iri(newer[0])}: {self._why(newer[0])}")
        claims = values.links(review, "schema:itemReviewed")
        label = next(iter(values.literals(review, "fc:originalRating")), "")
        verdict = next((values.iri(each) for each in values.links(review, "fc:verdict")), "")
        spoken = language(label) if label else language(in_language(values.literals(review, "schema:name"), "") or '""')
        text = in_language((each for claim in claims for each in values.literals(claim, "schema:text")), spoken)
        if text is None:
            return LeftOut(iri, "without a claim", "it has no claim, or a claim without a text")
        if not label and not verdict:
            return LeftOut(iri, "without a verdict", "it has neither a verdict nor a label of its publisher")
        return self._published(review, claims[0], text, verdict, label)

    def _stands(self, review: int, seen: frozenset[int] = frozenset()) -> bool:
        """Tell whether a review, or one that revises it, is not retracted."""
        if not self._values.links(review, "fc:retractedOn"):
            return True
        newer = [each for each in self._values.sources(review, "prov:wasRevisionOf") if each not in seen]
        return any(self._stands(each, seen | {review}) for each in newer)

    def _why(self, review: int) -> str:
        return self._values.text(review, "fc:reason") or "no reason is given"

    def _published(self, review: int, claim: int, text: str, verdict: str, label: str) -> PublishedReview:
        values, tag = self._values, language(text)

        def of(name: str) -> str:
            return values.text(review, name, tag)

        if (claim, tag) not in self._said:
            self._said[claim, tag] = self._reported(claim, tag)
        claimants, claimed, places = self._said[claim, tag]
        publishers = values.links(review, "schema:publisher")
        return PublishedReview(
            iri=values.iri(review),
            claim=values.iri(claim),
            text=lexical(text),
            language=tag,
            url=of("schema:url"),
            title=of("schema:name"),
            description=of("schema:description"),
            published=of("schema:datePublished"),
            modified=of("schema:dateModified"),
            authors=self._parties_of(review, "schema:author", tag),
            publisher=self._party(publishers[0], tag) if publishers else None,
            verdict=verdict,
            label=lexical(label) if label else "",
            label_language=language(label) if label else "",
            value=of("schema:ratingValue"),
            best=of("schema:bestRating"),
            worst=of("schema:worstRating"),
            license=of("schema:license"),
            claimants=claimants,
            claimed=claimed,
            places=places,
            topics=self._parties_of(claim, "fc:about", tag),
            keywords=tuple(lexical(word) for word in values.literals(review, "schema:keywords")),
            citations=self._citations(review),
        )

    def _reported(self, claim: int, tag: str) -> tuple[tuple[Party, ...], str, tuple[Place, ...]]:
        """Return with whom a claim begins, when, and where it was affirmed."""
        values = self._values
        reports = values.sources(claim, "fc:claim")
        standing = [each for each in reports if not values.links(each, "fc:retractedOn")]
        affirming = [each for each in standing if not self._against & {*values.links(each, "fc:polarity")}]
        first = [each for each in affirming if not values.links(each, "fc:per")]
        claimants = {self._party(agent, tag) for each in first for agent in values.links(each, "fc:by")}
        days = [values.text(each, "fc:on") for each in first]
        places: dict[int, Place] = {}
        for report in affirming:
            author = next((self._party(agent, tag) for agent in values.links(report, "fc:by")), None)
            for source in values.links(report, "fc:in"):
                places.setdefault(source, self._place(source, author, tag))
        reported = {source for each in reports for source in values.links(each, "fc:in")}
        for source in values.links(claim, "fc:cites"):
            if source not in reported:
                places.setdefault(source, self._place(source, None, tag))
        ordered = sorted(places.values(), key=_place)
        return _by_name(claimants), min(filter(None, days), default=""), tuple(ordered)

    def _place(self, source: int, author: Party | None, tag: str) -> Place:
        values = self._values
        publisher = next((self._party(agent, tag) for agent in values.links(source, "schema:publisher")), None)
        found = {name: values.text(source, f"schema:{name}", tag) for name in ("url", "name", "datePublished")}
        return Place(values.iri(source), found["url"], found["name"], found["datePublished"], publisher, author)

    def _parties_of(self, node: int, name: str, tag: str) -> tuple[Party, ...]:
        return _by_name(self._party(agent, tag) for agent in self._values.links(node, name))

    def _party(self, agent: int, tag: str) -> Party:
        known = self._parties.get((agent, tag))
        if known is None:
            values = self._values
            kinds = values.links(agent, "rdf:type")
            names = values.literals(agent, "schema:description" if self._unnamed in kinds else "schema:name")
            name = in_language(names, tag) or f'"{values.iri(agent)}"'
            known = self._parties[agent, tag] = Party(
                iri=values.iri(agent),
                name=lexical(name),
                language=language(name),
                is_organization=self._organization in kinds,
                is_unnamed=self._unnamed in kinds,
                url=values.text(agent, "schema:url"),
                same_as=tuple(values.iri(page) for page in values.links(agent, "schema:sameAs")),
                job_title=values.text(agent, "schema:jobTitle", tag),
            )
        return known

    def _citations(self, review: int) -> tuple[str, ...]:
        values = self._values
        evidence = {*values.links(review, "fc:evidence"), *values.sources(review, "fc:for")}
        sources: set[int] = set()
        for line in evidence:
            for rested in values.links(line, "fc:rests"):
                sources |= {rested, *values.links(rested, "fc:in"), *values.links(rested, "fc:from")}
        return tuple(sorted({url for source in sources if (url := values.text(source, "schema:url"))}))


def _place(place: Place) -> tuple[bool, str, str, str, str]:
    return not place.published, place.published, place.url, place.title, place.iri


def _by_name(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(sorted(parties, key=lambda party: (party.name, party.iri)))
