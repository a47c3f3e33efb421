"""Finds agents: publishers by the host of their site, everybody by a page of their own or by their exact name.

Nothing fuzzier joins two agents; whoever is not found is new.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from .known import Known
from .naming import digest, host_of, plain, slug, url_key
from .records import PERSON, Agent
from .terms import TYPE, fc, iri, plain_literal, schema, text
from .unnamed import names_nobody

Pairs = list[tuple[str, str]]
"""Predicates with objects, as N-Triples writes them."""

Node = tuple[str, Pairs]
"""A subject with all that is said of it."""


class Agents:
    """The agents of a knowledge base, with those that come in."""

    def __init__(self, known: Known, base: str) -> None:
        self._known, self._start = known, f"{base}agent/"
        self._by_name: dict[str, list[str]] = {}
        self._by_page: dict[str, str] = {}
        self._by_host: dict[str, str] = {}
        self._hosts: dict[str, str] = {}
        self._taken: set[str] = set()
        self.classes: dict[str, str] = {}
        """The class of each agent that came in."""
        for agent, names, urls in known.agents():
            self._enter(agent, names, urls, person=schema("Person") in known.types(agent))

    def _enter(self, agent: str, names: list[str], urls: list[str], *, person: bool) -> None:
        for name in names:
            self._by_name.setdefault(plain(name), []).append(agent)
        for url in urls:
            if not is_site(url):
                self._by_page.setdefault(url_key(url), agent)
            elif not person:
                self._by_host.setdefault(host_of(url), agent)
                self._hosts.setdefault(agent, host_of(url))

    def of_site(self, url: str, new: list[Node]) -> str:
        """Return the agent whose site a URL is on: by its host, which is also the name of one who is new."""
        host = host_of(url)
        found = self._by_host.get(host)
        return found or self.of(Agent(host, url=f"https://{host}/"), "", new)

    def of(self, agent: Agent, language: str, new: list[Node]) -> str:
        """Return the IRI of a named agent; one who is not there yet is added to ``new``."""
        found = self._found(agent)
        if found is not None:
            return found
        name = plain(agent.name) or host_of(agent.url)
        made = self._fresh(name, agent.url)
        kind = schema("Person" if agent.kind == PERSON else "Organization")
        pairs: Pairs = [(TYPE, kind), (schema("name"), plain_literal(name))]
        pairs += [(schema("alternateName"), plain_literal(plain(other))) for other in agent.other_names]
        if agent.url:
            pairs.append((schema("url"), iri(agent.url)))
        pairs += [(schema("sameAs"), iri(url)) for url in agent.same_as]
        if agent.job_title:
            pairs.append((schema("jobTitle"), text(agent.job_title, language)))
        if agent.description:
            pairs.append((schema("description"), text(agent.description, language)))
        self.classes[made] = kind
        pages = [agent.url] if agent.url else []
        self._enter(made, [name, *agent.other_names], pages, person=agent.kind == PERSON)
        new.append((made, pairs))
        if agent.affiliation and not names_nobody(agent.affiliation):
            pairs.append((schema("affiliation"), self.of(Agent(agent.affiliation), language, new)))
        return made

    def _found(self, agent: Agent) -> str | None:
        host = host_of(agent.url) if agent.url and agent.kind != PERSON and is_site(agent.url) else ""
        there = self._by_host.get(host) if host else self._by_page.get(url_key(agent.url)) if agent.url else None
        if there is not None:
            return there
        for found in self._by_name.get(plain(agent.name), ()):
            if not host or self._hosts.get(found, host) == host:
                return found
        return None

    def _fresh(self, name: str, url: str) -> str:
        """Return an IRI that nobody has: a slug of the name, with a digest where that is short or taken."""
        start = slug(name)
        made = iri(f"{self._start}{start}")
        if len(start) < 2 or made in self._taken or self._known.has(made):
            made = iri(f"{self._start}{f'{start}-' if start else ''}{digest(name, url)}")
        while made in self._taken or self._known.has(made):
            made = iri(f"{made[1:-1]}-{digest(made)[:4]}")
        self._taken.add(made)
        return made

    def unnamed(self, agent: Agent, language: str, of: str, new: list[Node]) -> str:
        """Return the IRI of an agent who is not named: one of its own for each ``of`` whom it is said."""
        site = next((host_of(url) for url in (agent.url, *agent.same_as) if url), "")
        description = agent.name or agent.description or f"somebody at {site or 'no address'}"
        made = iri(f"{self._start}unnamed-{digest(of, plain(description))}")
        if made not in self.classes:
            self.classes[made] = fc("UnnamedSource")
            pairs = [(TYPE, fc("UnnamedSource")), (schema("description"), text(description, language))]
            pairs += [(schema("url"), iri(url)) for url in (agent.url, *agent.same_as) if url]
            if not self._known.has(made):
                new.append((made, pairs))
        return made


def is_known(agent: Agent) -> bool:
    """Tell whether it can be said who an agent is: by a name, or at least by its site."""
    return not names_nobody(agent.name) or (not agent.name and bool(agent.url) and is_site(agent.url))


def is_site(url: str) -> bool:
    """Tell whether a URL is that of a whole site."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
