"""Makes up the content of a knowledge base, each entry from its number alone, so that none need be remembered.

Entries of one kind refer to entries of another by number: a report knows who published source 17, and when, without
that source having been written yet. Source numbers run with time: a smaller number was never published later.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .story import Story
from .words import DAYS, DESKS, FIRST, LAST, PAPERS, PLACES, START, THINGS, Dice, block, day


@dataclass(frozen=True)
class Source:
    """What others need to know of a source."""

    number: int
    publisher: int
    published: date

    @property
    def name(self) -> str:
        return f"{THINGS[self.number % len(THINGS)]}-article-{self.number}"


@dataclass(frozen=True)
class World:
    """A knowledge base of ``claims`` claims, as yet unwritten."""

    claims: int
    seed: int

    @property
    def sources(self) -> int:
        return 3 + self.claims * 7 // 25

    @property
    def publishers(self) -> int:
        return DESKS + 3 + math.isqrt(self.claims)

    @property
    def people(self) -> int:
        return 3 + self.claims // 6

    @property
    def topics(self) -> int:
        return 3 + self.claims // 8

    def dice(self, kind: str, number: int) -> Dice:
        return Dice(f"{self.seed}/{kind}/{number}")

    def source(self, number: int) -> Source:
        """Return what is known of a source: few publishers have most of them."""
        publisher = DESKS + self.dice("publisher-of", number).below(self.publishers - DESKS, 2.5)
        return Source(number, publisher, START + timedelta(days=number * DAYS // self.sources))

    def _parent(self, dice: Dice) -> int | None:
        return DESKS + dice.below(3) if dice.chance(0.3) else None

    def houses(self, publisher: int) -> set[int]:
        """Return a publisher with all that it belongs to."""
        found: set[int] = set()
        number: int | None = publisher
        while number is not None and number not in found:
            found.add(number)
            number = self._parent(self.dice("publisher", number)) if number >= DESKS else None
        return found

    def publisher_block(self, number: int) -> str:
        """Write an organisation: the first few are fact-check desks, the others publish."""
        dice, name = self.dice("publisher", number), f"agent:publisher-{number}"
        if number < DESKS:
            return block(name, "schema:Organization", f'schema:name "Fact-check desk {number}"@en')
        title = f"{PLACES[number % len(PLACES)]} {PAPERS[number % len(PAPERS)]} {number}"
        lines = [f'schema:name "{title}"@en']
        if (parent := self._parent(dice)) is not None:
            lines.append(f"schema:parentOrganization agent:publisher-{parent}")
        text = block(name, "schema:Organization", *lines)
        if dice.chance(0.4):
            text += "\n" + block(
                f"assessment:publisher-{number}",
                "fc:Assessment",
                f"fc:assesses {name}",
                f"fc:reliability fc:{dice.pick('ABBCCCDEF')}",
                f"schema:author agent:publisher-{dice.below(DESKS)}",
                f"schema:datePublished {day(START + timedelta(days=dice.below(DAYS)))}",
            )
        return text

    def person_block(self, number: int) -> str:
        """Write a person; some work for a publisher."""
        dice = self.dice("person", number)
        lines = [f'schema:name "{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number}"']
        if dice.chance(0.3):
            lines.append(f"schema:worksFor agent:publisher-{DESKS + dice.below(self.publishers - DESKS)}")
        return block(f"agent:person-{number}", "schema:Person", *lines)

    def topic_block(self, number: int) -> str:
        """Write what claims are about."""
        dice, (name, title) = self.dice("topic", number), self.topic(number)
        lines = [f'schema:name "{title}"@en']
        if dice.chance(0.3):
            lines.append(f"owl:sameAs <http://www.wikidata.org/entity/Q{900_000_000 + number}>")
        return block(name, dice.pick(("schema:Place", "schema:Thing", "schema:Event")), *lines)

    def topic(self, number: int) -> tuple[str, str]:
        """Return the name and the title of a topic."""
        thing, place = THINGS[number % len(THINGS)], PLACES[number // len(THINGS) % len(PLACES)]
        return f"topic:{thing}-{number}", f"{thing} {number} at {place}"

    def source_block(self, number: int) -> str:
        """Write a source with a snapshot, sometimes two."""
        dice, source = self.dice("source", number), self.source(number)
        title = self.topic(dice.below(self.topics, 2))[1]
        lines = [
            f'schema:name "What became of the {title}"@en',
            f"schema:url <https://publisher-{source.publisher}.example/{source.published:%Y/%m/%d}/{source.name}>",
            f"schema:publisher agent:publisher-{source.publisher}",
            "fc:undated true" if dice.chance(0.03) else f"schema:datePublished {day(source.published)}",
        ]
        if dice.chance(0.5):
            lines.append(f'schema:inLanguage "{dice.pick(("en", "en-GB", "de"))}"')
        if dice.chance(0.2):
            lines.append(f"schema:author agent:person-{dice.below(self.people, 2)}")
        text = block(f"source:{source.name}", "fc:Source", *lines)
        for capture in range(1 + dice.chance(0.05)):
            taken = source.published + timedelta(days=1 + dice.below(9) + 30 * capture)
            lines = [
                f"fc:of source:{source.name}",
                f'fc:capturedAt "{taken}T{dice.below(24):02}:30:00Z"^^xsd:dateTime',
                f'fc:sha256 "{hashlib.sha256(f"{self.seed}/{number}/{capture}".encode()).hexdigest()}"',
            ]
            if dice.chance(0.3):
                lines.append(f'fc:file "snapshots/{source.name}-{capture}.html"')
            text += "\n" + block(f"snapshot:{source.name}-{capture}", "fc:Snapshot", *lines)
        return text

    def claim_name(self, number: int) -> str:
        return f"{THINGS[number % len(THINGS)]}-claim-{number}"

    def kinds(self) -> Iterator[tuple[str, int, int]]:
        """Yield the name of each kind of entry, how many there are, and how many fit a file."""
        yield "publishers", self.publishers, 300
        yield "people", self.people, 500
        yield "topics", self.topics, 500
        yield "sources", self.sources, 200
        yield "claims", self.claims, 100

    def write(self, kind: str, number: int) -> str:
        """Write one entry of a kind."""
        writers: dict[str, Callable[[int], str]] = {
            "publishers": self.publisher_block,
            "people": self.person_block,
            "topics": self.topic_block,
            "sources": self.source_block,
            "claims": lambda number: Story(self, number).write(),
        }
        return writers[kind](number)
