"""What is told of a review: plain texts, and nothing of how it is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """An agent: its IRI, what it is called in which language, whether it is an organisation, its page, others on it."""

    iri: str
    name: str
    language: str
    is_organization: bool
    url: str = ""
    same_as: tuple[str, ...] = ()
    job_title: str = ""
    is_unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A source in which a claim was put forward, and by whom where that is known."""

    iri: str
    url: str = ""
    title: str = ""
    published: str = ""
    publisher: Party | None = None
    author: Party | None = None


@dataclass(frozen=True, slots=True)
class PublishedReview:
    """A review with its claim. Texts are plain, and empty where there is nothing; dates are as they are written.

    ``label`` is the publisher's own; ``verdict`` is the IRI of ours. ``claimed`` is the day on which the claim was
    made, ``claimants`` are those with whom it begins, ``places`` where it was affirmed, the first one first. ``value``,
    ``best`` and ``worst`` are the publisher's own numbers. ``citations`` are the addresses of what the review rests on.
    """

    iri: str
    claim: str
    text: str
    language: str
    url: str
    title: str
    description: str
    published: str
    modified: str
    authors: tuple[Party, ...]
    publisher: Party | None
    verdict: str
    label: str
    label_language: str
    value: str
    best: str
    worst: str
    license: str
    claimants: tuple[Party, ...]
    claimed: str
    places: tuple[Place, ...]
    topics: tuple[Party, ...]
    keywords: tuple[str, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A review that is not published, and why: a short ``cause`` to count by, and a sentence."""

    iri: str
    cause: str
    why: str
