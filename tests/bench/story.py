"""Makes up one claim: who reports it on whose word, who reviewed it on what evidence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from .words import CERTAINTIES, CHAIN_LENGTHS, CUES, DEEDS, DESKS, KINDS, START, UNNAMED, VERDICTS, block, day

if TYPE_CHECKING:
    from .invent import Source, World


class Story:
    """A claim, and what was written of it so far."""

    def __init__(self, world: World, number: int) -> None:
        self._world, self._number = world, number
        self._dice = world.dice("claim", number)
        self._slug = world.claim_name(number)
        self._blocks: list[str] = []
        self._bases: list[str] = []
        self._documented = False
        self._publishers: set[int] = set()
        self._latest = START
        self._count = 0

    def write(self) -> str:
        """Write the claim with all that is said and found of it."""
        world = self._world
        topic = self._dice.below(world.topics, 2)
        english, german = self._dice.pick(DEEDS)
        title, year = world.topic(topic)[1], START.year + self._number % 11
        texts = [f'"In {year}, the {title} {english}, as case {self._number} has it."@en']
        if self._dice.chance(0.35):
            texts.append(f'"{title} {german} ({year}, Fall {self._number})."@de')
        about = {world.topic(topic)[0]}
        if self._dice.chance(0.25):
            about.add(world.topic(self._dice.below(world.topics, 2))[0])
        if self._dice.chance(0.1):
            about.add(f"agent:person-{self._dice.below(world.people, 2)}")
        lines = [f"schema:text {', '.join(texts)}", f"fc:about {', '.join(sorted(about))}"]
        if self._dice.chance(0.9):
            lines.append(f"fc:kind fc:{self._dice.pick(KINDS)}")
        if self._dice.chance(0.2):
            lines.append(f"fc:cites source:{self._near()[0].name}")
        else:
            self._reports()
        if self._dice.chance(0.22):
            self._reviews()
        if self._number and self._dice.chance(0.02):
            self._match()
        return "\n".join([block(f"claim:{self._slug}", "fc:Claim", *lines), *self._blocks])

    def _near(self, count: int = 1) -> list[Source]:
        """Return sources published about when the claim came up, the oldest first; now and then a digest or old one."""
        now = self._number * self._world.sources // self._world.claims
        found = [max(0, now - self._dice.below(20)) for _ in range(count)]
        if self._dice.chance(0.1):
            found[0] = self._dice.below(now + 1)
        if self._dice.chance(0.1):
            found[-1] = min(self._world.sources - 1, now + 50 - now % 50)
        sources = [self._world.source(index) for index in sorted(set(found))]
        self._latest = max(self._latest, sources[-1].published)
        self._bases += [f"source:{source.name}" for source in sources]
        return sources

    def _reports(self) -> None:
        length = self._dice.pick(CHAIN_LENGTHS)
        self._chain(length, unnamed=length > 1 and self._dice.chance(0.3))
        if self._dice.chance(0.06) and (apart := self._apart()):
            self._chain(1, unnamed=True, sources=apart)
        if self._dice.chance(0.06):
            source, further = self._near()[0], []
            if self._dice.chance(0.1):
                further = [f"fc:retractedOn {day(source.published)}", 'fc:reason "It was about another one."@en']
                self._bases = [base for base in self._bases if base != f"source:{source.name}"]
            self._report(
                f"fc:by agent:person-{self._dice.below(self._world.people, 2)}",
                f"fc:in source:{source.name}",
                f"fc:polarity fc:{self._dice.pick(('denies', 'denies', 'questions'))}",
                f"fc:on {day(source.published)}",
                *further,
            )

    def _report(self, *lines: str) -> str:
        name = f"report:{self._slug}-{self._count}"
        self._count += 1
        self._blocks.append(block(name, "fc:Report", f"fc:claim claim:{self._slug}", *lines))
        return name

    def _apart(self) -> list[Source]:
        """Return a source of a house that has not printed the claim yet, if one is near."""
        printed = {house for publisher in self._publishers for house in self._world.houses(publisher)}
        return [source for source in self._near(4) if printed.isdisjoint(self._world.houses(source.publisher))][:1]

    def _chain(self, length: int, *, unnamed: bool, sources: list[Source] | None = None) -> None:
        """Write reports of which each relays the one before; nobody gets surer on the way or hides an unnamed root.

        A claim with an unnamed root always has a named one, too.
        """
        sources = sources or self._near(max(1, length - 1))
        self._publishers |= {source.publisher for source in sources}
        relayed, level = self._roots(sources, length, unnamed)
        for source in sources if length > 1 else []:
            lines = [
                f"fc:by agent:publisher-{source.publisher}",
                f"fc:in source:{source.name}",
                f"fc:per {', '.join(relayed)}",
                f"fc:on {day(source.published)}",
            ]
            if self._dice.chance(0.25):
                level += self._dice.below(len(CERTAINTIES) - level)
                lines.append(f"fc:certainty fc:{CERTAINTIES[level]}")
            if self._dice.chance(0.3) or (unnamed and level == 0):
                lines.append(f'fc:cue "{self._dice.pick(CUES)}"')
            if self._dice.chance(0.3):
                lines.append("fc:access fc:told")
            if self._dice.chance(0.15):
                lines.append(f"fc:quote {self._quote(source)}")
            relayed = [self._report(*lines)]
            self._bases += relayed

    def _roots(self, sources: list[Source], length: int, unnamed: bool) -> tuple[list[str], int]:
        """Write who began; a root that nobody relays must be published itself."""
        roots, level, place = [], 0, [f"fc:in source:{sources[0].name}"] if length == 1 else []
        if unnamed:
            agent = f"agent:unnamed-{self._slug}-{self._count}"
            self._blocks.append(block(agent, "fc:UnnamedSource", f'schema:description "{self._dice.pick(UNNAMED)}"@en'))
            roots.append(self._report(f"fc:by {agent}", *place))
        if not unnamed or length > 1:
            lines = [f"fc:by agent:person-{self._dice.below(self._world.people, 2)}", *place]
            if self._dice.chance(0.3):
                level = self._dice.below(len(CERTAINTIES))
                lines.append(f"fc:certainty fc:{CERTAINTIES[level]}")
            if self._dice.chance(0.5):
                access = self._dice.pick(("witness", "participant", "document", "analysis", "unstated"))
                lines.append(f"fc:access fc:{access}")
                self._documented |= access == "document"
            if self._dice.chance(0.3):
                lines.append(f"fc:on {day(sources[0].published)}")
            if self._dice.chance(0.1):
                lines.append("fc:polarity fc:affirms")
            roots.append(self._report(*lines))
            self._bases.append(roots[-1])
        return roots, level

    def _quote(self, source: Source) -> str:
        name = f"quote:{self._slug}-{self._count}"
        place = f"snapshot:{source.name}-0" if self._dice.chance(0.6) else f"source:{source.name}"
        lines = [f"fc:from {place}", f'oa:exact "it {self._dice.pick(DEEDS)[0]}, and nobody was told"']
        if self._dice.chance(0.4):
            lines += ['oa:prefix "He said that "', 'oa:suffix ". The council"']
        self._blocks.append(block(name, "fc:Quote", *lines))
        self._bases.append(name)
        return name

    def _reviews(self) -> None:
        """Write a review with its evidence; now and then one that revises it."""
        first, on = f"review:{self._slug}-0", self._latest + timedelta(days=1 + self._dice.below(30))
        revised = self._dice.chance(0.06)
        withdrawn = [f"fc:retractedOn {day(on)}", 'fc:reason "A date was misread."@en']
        self._review(first, on, *(withdrawn if revised and self._dice.chance(0.5) else []))
        if revised:
            reason = 'fc:reason "The inspectors published their report."@en'
            later = on + timedelta(days=40)
            self._review(f"review:{self._slug}-1", later, f"prov:wasRevisionOf {first}", reason)

    def _review(self, name: str, on: date, *further: str) -> None:
        """Write a review: nothing is supported without a document, and no two lines of evidence point the same way."""
        verdict, evidence = self._dice.pick(VERDICTS), name.replace("review:", "evidence:", 1)
        if verdict == "supported" and not self._documented:
            verdict = "mostly-supported"
        names = [f"{evidence}-{letter}" for letter in "ab"[: 1 + self._dice.chance(0.3)]]
        lines = [
            f"schema:itemReviewed claim:{self._slug}",
            f"fc:verdict verdict:{verdict}",
            f"schema:author agent:publisher-{self._dice.below(DESKS)}",
            f"schema:datePublished {day(on)}",
        ]
        if self._dice.chance(0.7):
            lines.append(f"fc:confidence fc:{self._dice.pick(('low', 'moderate', 'high'))}")
        if self._dice.chance(0.2):
            lines.append(f'fc:originalRating "Label {self._dice.below(9)}"@en')
        if self._dice.chance(0.05):
            lines.append(
                f"fc:flag fc:{self._dice.pick(('misleading-framing', 'out-of-context', 'satire', 'outdated'))}"
            )
        if verdict == "not-enough-evidence":
            lines.append('schema:reviewBody "What there is goes back to one office."@en')
        listed = self._dice.chance(0.3)
        lines += [f"fc:evidence {', '.join(names)}"] if listed else []
        self._blocks.append(block(name, "fc:Review", *lines, *further))
        directions = ["supports", "supports", "disputes", "inconclusive"]
        for each in names:
            direction = self._dice.pick(tuple(directions))
            directions = [other for other in directions if other != direction]
            lines = [] if listed else [f"fc:for {name}"]
            lines += [
                f"fc:direction fc:{direction}",
                f"fc:rests {self._dice.pick(self._bases)}",
            ]
            if self._dice.chance(0.7):
                lines.append(f"fc:strength fc:{self._dice.pick(('strong', 'moderate', 'weak'))}")
            self._blocks.append(block(each, "fc:Evidence", *lines))

    def _match(self) -> None:
        lines = [
            f"fc:left claim:{self._slug}",
            f"fc:right claim:{self._world.claim_name(self._number - 1 - self._dice.below(min(self._number, 200)))}",
            f"fc:relation fc:{self._dice.pick(('same', 'narrower', 'broader', 'contradicts', 'unrelated'))}",
            f"fc:judgedBy agent:publisher-{self._dice.below(DESKS)}",
            f"fc:judgement fc:{self._dice.pick(('confirmed', 'proposed', 'rejected'))}",
        ]
        if self._dice.chance(0.6):
            lines.append(f"fc:score 0.{10 + self._dice.below(90)}")
        self._blocks.append(block(f"match:{self._slug}", "fc:Match", *lines))
