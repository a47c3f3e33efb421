"""Turns a fact-check into nodes of the vocabulary.

A claimant's word becomes a report for each appearance; where somebody else is its author, that one relays it. Where a
record names none, the review's own page is the source: in it the checker reports, as a question, what the claimant is
said to have claimed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kb.namespaces import FC

from .agents import Agents, Node, Pairs, is_known
from .known import Known
from .labels import Labels
from .naming import digest, host_of, named, plain, slug, url_key
from .records import ORGANIZATION, Agent, Appearance, Capture, FactCheck
from .terms import TYPE, date, fc, iri, language_of, oa, plain_literal, schema, text
from .unnamed import names_nobody

_LONGEST_QUOTE = 400
_CLASSES = {name: fc(name.capitalize()) for name in ("claim", "report", "source", "quote")} | {"topic": schema("Thing")}
CONFIDENCES = ("low", "moderate", "high")


@dataclass
class Mapped:
    """What a fact-check became: its nodes, the file that they go to, and what has to be said of it."""

    claim: str
    review: str
    file: str
    nodes: list[Node] = field(default_factory=list)
    agents: list[Node] = field(default_factory=list)
    claim_text: str = ""
    is_new_claim: bool = True
    publisher: str = ""
    label: str = ""
    is_unmapped: bool = False
    is_undetermined: bool = False


class Mapper:
    """Maps fact-checks for one knowledge base; ``language`` is that of texts which do not say theirs."""

    def __init__(self, base: str, known: Known, agents: Agents, labels: Labels, language: str = "") -> None:
        self._base, self._known, self._agents, self._labels = base, known, agents, labels
        self._language = language_of(language)
        self._written: set[str] = set()
        self._sources: dict[str, str] = {}

    def map(self, check: FactCheck) -> Mapped:
        """Return the nodes of a fact-check. Its review is there whatever the knowledge base has."""
        host = host_of(check.url) or _publisher_host(check)
        language = language_of(check.language) or self._language or self._labels.language_of_text(host, check.claim)
        claim_text = plain(check.claim)
        key = (host, url_key(check.url) if check.url else "", claim_text)
        local = named(claim_text, *key)
        group = slug_of_host(host) or slug(_publisher_name(check)) or "unknown"
        found = Mapped(
            iri(f"{self._base}claim/{local}"),
            iri(f"{self._base}review/{local}"),
            f"{group}/{check.published[:4] or 'undated'}",
            claim_text=claim_text,
            publisher=host or _publisher_name(check),
            label=check.label,
            is_undetermined=not language,
        )
        publisher = self._publisher(check, language, found.agents)
        self._claim(check, language, found)
        self._reports(check, language, publisher, found)
        self._review(check, language, publisher, found)
        return found

    def _publisher(self, check: FactCheck, language: str, new: list[Node]) -> str:
        if check.publisher is not None and is_known(check.publisher):
            kind = check.publisher.kind or ORGANIZATION
            return self._agents.of(replace(check.publisher, kind=kind), language, new)
        organizations = [each for each in check.authors if each.kind == ORGANIZATION and is_known(each)]
        if organizations:
            return self._agents.of(organizations[0], language, new)
        if check.url:
            return self._agents.of_site(check.url, new)
        named = next(filter(is_known, check.authors), None)
        return self._agents.of(named, language, new) if named is not None else ""

    def _claim(self, check: FactCheck, language: str, found: Mapped) -> None:
        if self._is_there(found.claim):
            found.is_new_claim = False
            return
        texts = {language: check.claim.strip()}
        for other, tag in check.texts:
            texts.setdefault(language_of(tag), other.strip())
        pairs: Pairs = [(TYPE, fc("Claim"))]
        pairs += [(schema("text"), text(each, tag)) for tag, each in texts.items() if each]
        for topic in check.topics:
            node = iri(f"{self._base}topic/{_topic(plain(topic.name))}")
            pairs.append((fc("about"), node))
            if not self._is_there(node):
                described: Pairs = [(TYPE, schema("Thing")), (schema("name"), text(topic.name, language))]
                described += [(schema("sameAs"), iri(url)) for url in (topic.url, *topic.same_as) if url]
                found.nodes.append((node, described))
        found.nodes.append((found.claim, pairs))

    def _reports(self, check: FactCheck, language: str, publisher: str, found: Mapped) -> None:
        claimants = check.claimants or (Agent("", description=_nobody(check), language="en"),)
        for appearance in check.appearances:
            source = self._source(appearance, language, found)
            quote = self._quote(appearance, source, found)
            said = date(appearance.said) or date(check.claimed)
            author = appearance.author
            if author is not None and check.claimants and author.name not in {each.name for each in claimants}:
                relayed = [self._report(found, self._agent(each, language, found), "", said) for each in claimants]
                per: Pairs = [(fc("per"), each) for each in relayed]
                self._report(found, self._agent(author, language, found), source, "", quote, per)
                continue
            for agent in (author,) if author else claimants:
                self._report(found, self._agent(agent, language, found), source, said, quote)
        if check.appearances or not (check.url or check.title):
            return
        page = Appearance(check.url, check.title, check.published, language)
        source = self._source(page, language, found, publisher)
        said = date(check.claimed)
        relayed = [self._report(found, self._agent(each, language, found), "", said) for each in claimants]
        pairs: Pairs = [(fc("polarity"), fc("questions")), *((fc("per"), each) for each in relayed)]
        self._report(found, publisher or relayed[0], source, date(check.published), more=pairs)

    def _agent(self, agent: Agent, language: str, found: Mapped) -> str:
        if names_nobody(agent.name):
            return self._agents.unnamed(agent, agent.language or language, found.claim, found.nodes)
        return self._agents.of(agent, language, found.agents)

    def _report(
        self, found: Mapped, agent: str, source: str, said: str, quote: str = "", more: Pairs | None = None
    ) -> str:
        stem = found.claim[1:-1].rpartition("/")[2].rpartition("-")[0]
        made = iri(f"{self._base}report/{f'{stem}-' if stem else ''}{digest(found.claim, agent, source)}")
        if not self._is_there(made):
            pairs: Pairs = [(TYPE, fc("Report")), (fc("claim"), found.claim), (fc("by"), agent), *(more or ())]
            pairs += [(fc(name), value) for name, value in (("in", source), ("on", said), ("quote", quote)) if value]
            found.nodes.append((made, pairs))
        elif more:
            new = {node for node, _ in found.nodes}
            relayed = [pair for pair in more if pair[0] == fc("per") and pair[1] in new]
            found.nodes += [(made, relayed)] if relayed else []
        return made

    def _source(self, page: Appearance, language: str, found: Mapped, publisher: str = "") -> str:
        key = url_key(page.url) if page.url else plain(page.title)
        there = self._known.sources.get(key) if page.url else None
        there = there or self._sources.get(key)
        if there is not None:
            return there
        words = page.title or (host_of(page.url) if page.url else "")
        made = self._sources[key] = iri(f"{self._base}source/{named(words, key)}")
        if self._is_there(made):
            return made
        if not publisher and page.publisher is not None:
            publisher = self._agent(page.publisher, language, found)
        if not publisher and page.url:
            publisher = self._agents.of_site(page.url, found.agents)
        pairs: Pairs = [(TYPE, fc("Source"))]
        if page.url:
            pairs.append((schema("url"), iri(page.url)))
        if page.title:
            pairs.append((schema("name"), text(page.title, language_of(page.language) or language)))
        if publisher:
            pairs.append((schema("publisher"), publisher))
        published = date(page.published)
        pairs.append((schema("datePublished"), published) if published else (fc("undated"), _TRUE))
        if language_of(page.language):
            pairs.append((schema("inLanguage"), plain_literal(language_of(page.language))))
        if page.archived:
            pairs.append((schema("archivedAt"), iri(page.archived)))
        found.nodes.append((made, pairs))
        return made

    def _quote(self, page: Appearance, source: str, found: Mapped) -> str:
        if not page.quote or len(page.quote) > _LONGEST_QUOTE:
            return ""
        made = iri(f"{self._base}quote/{named(page.quote, source, page.quote)}")
        if not self._is_there(made):
            exact = plain_literal(page.quote)
            found.nodes.append((made, [(TYPE, fc("Quote")), (fc("from"), source), (oa("exact"), exact)]))
        return made

    def _review(self, check: FactCheck, language: str, publisher: str, found: Mapped) -> None:
        label_language = (
            language_of(check.label_language) or self._labels.language(found.publisher, check.label) or language
        )
        rating = self._labels.find(found.publisher, check.label, label_language) if check.label else None
        verdict = check.verdict or (rating.verdict if rating else None)
        found.is_unmapped = bool(check.label) and rating is None and not check.verdict
        authors = [self._agents.of(each, language, found.agents) for each in check.authors if is_known(each)]
        pairs: Pairs = [(TYPE, fc("Review")), (schema("itemReviewed"), found.claim)]
        pairs += [(schema("author"), author) for author in authors or [publisher] if author]
        values = [
            (fc("verdict"), iri(verdict) if verdict else ""),
            (fc("originalRating"), text(check.label, label_language) if check.label else ""),
            (fc("confidence"), iri(FC + check.confidence) if check.confidence in CONFIDENCES else ""),
            (schema("publisher"), publisher),
            (schema("datePublished"), date(check.published)),
            (schema("dateModified"), date(check.modified)),
            (schema("url"), iri(check.url) if check.url else ""),
            (schema("name"), text(check.title, language) if check.title else ""),
            (schema("description"), text(check.description, language) if check.description else ""),
            (schema("license"), iri(check.license) if check.license else ""),
            (schema("ratingValue"), plain_literal(check.value) if check.value else ""),
            (schema("bestRating"), plain_literal(check.best) if check.best else ""),
            (schema("worstRating"), plain_literal(check.worst) if check.worst else ""),
            *((schema("keywords"), text(word, language)) for word in check.keywords),
        ]
        pairs += [(name, value) for name, value in values if value]
        pairs += [(fc("flag"), iri(flag)) for flag in (rating.flags if rating else ())]
        if check.reason:
            pairs.append((fc("reason"), text(check.reason, language)))
        found.nodes.append((found.review, pairs))

    def capture(self, capture: Capture) -> Mapped:
        """Return the nodes of a copy of a page: the source, its publisher, the snapshot."""
        page = replace(capture.page, archived="") if capture.sha256 else capture.page
        found = Mapped("", "", f"{slug_of_host(host_of(page.url)) or 'unknown'}/snapshots")
        source = self._source(page, language_of(page.language) or self._language, found)
        if not capture.sha256:
            return found
        name = named(page.title or host_of(page.url), source, capture.captured, capture.sha256)
        made = iri(f"{self._base}snapshot/{name}")
        if not self._is_there(made):
            pairs: Pairs = [(TYPE, fc("Snapshot")), (fc("of"), source), (fc("sha256"), plain_literal(capture.sha256))]
            pairs += [(fc("capturedAt"), date(capture.captured))] if capture.captured else []
            pairs += [(schema("archivedAt"), iri(capture.page.archived))] if capture.page.archived else []
            found.nodes.append((made, pairs))
        return found

    def kinds(self, node: str) -> list[str]:
        """Return the class of a node that came in, which its IRI tells; none for what did not."""
        if node not in self._written:
            return []
        stem = node.removeprefix(f"<{self._base}").partition("/")[0]
        return [_CLASSES[stem]] if stem in _CLASSES else []

    def _is_there(self, node: str) -> bool:
        if node in self._written or self._known.has(node):
            return True
        self._written.add(node)
        return False


_TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


def _topic(name: str) -> str:
    """Return the last part of a topic's IRI: its name, with a digest where other names would look the same."""
    start = slug(name)
    return start if start == name.casefold().replace(" ", "-") else named(name, name)


def _publisher_name(check: FactCheck) -> str:
    return check.publisher.name if check.publisher else next((each.name for each in check.authors), "")


def _publisher_host(check: FactCheck) -> str:
    return host_of(check.publisher.url) if check.publisher else next((host_of(each.url) for each in check.authors), "")


def _nobody(check: FactCheck) -> str:
    return f"somebody whom {_publisher_name(check) or host_of(check.url) or 'the review'} does not name"


def slug_of_host(host: str) -> str:
    """Return a host as the name of a folder."""
    return host if host.replace(".", "").replace("-", "").isalnum() and host.isascii() else slug(host)
